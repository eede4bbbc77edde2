"""Requests to disclose with all that the rules ask of their companions, in one query."""

from functools import cache
from typing import Any

from django.db.models import (
    Exists,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    TextField,
)
from django.db.models.functions import JSONObject, Least

from clients.people.lines import moved_lines
from disclosures.agencies.models import ManagementAgreement
from disclosures.authorisations import scan_of
from disclosures.kiosk.models import Limit
from disclosures.limits import later_limited, sealed_limits, set_on
from disclosures.models import (
    AgencyAssurance,
    AgencyCopy,
    Consent,
    ConsentItem,
    ConsentSignature,
    DisclosureRequest,
    Reading,
    RequestItem,
    RiskDiscussion,
)
from disclosures.readers.models import Correction, Recall
from disclosures.replaced import in_place_of, refusals_since, refused_on

# Of the documents whose entries the request names: which pages leave with what covered, and how many nobody looked at.
_TAKEN = (
    "FROM scans_page p JOIN documents_document d ON d.id = p.document_id JOIN disclosures_requestitem i"
    " ON i.request_id = p.request_id AND i.entry_id = d.entry_id WHERE p.request_id = %(expressions)s"
)
_PAGES_LEAVING = (
    "(SELECT string_agg(p.document_id || ':' || p.number || ':' || encode(sha256(p.covers), 'hex'), ','"
    f" ORDER BY p.document_id, p.number) {_TAKEN} AND p.leaves)"
)
_PAGES_UNSEEN = f"(SELECT count(*) {_TAKEN} AND p.looked_at IS NULL)"
_READ = ("by_id", "at", "content")
_DISCUSSED = ("with_whom_id", "role", "on", "note_id")
_ASSURED = ("id", "agency_id", "seen_by_id", "seen_on", "review_on", "keeps_ours", "recorded_at")
_ITS_CONSENT = {
    "file": OuterRef("file_id"),
    "agency": OuterRef("consent__to_agency_id"),
    "given": OuterRef("consent__given_on"),
    "recorded": OuterRef("consent__recorded_at"),
}
# Each join more makes it dearer to plan than to ask: what is one row of a few columns comes as JSON instead.
_COMPANIONS = ("file", "agency", "contact", "consent", "requester")


def _first(rows: QuerySet[Any], *names: str, **others: str) -> Subquery:
    return Subquery(rows.values(kept=JSONObject(**{name: name for name in names}, **others))[:1])


def _refusals_since() -> QuerySet[Consent]:
    """The client's later refusals about the same agency: of everything, or of an entry that is picked."""
    about = ConsentItem.objects.filter(consent=OuterRef("pk"))
    picked = RequestItem.objects.filter(request=OuterRef(OuterRef(OuterRef("pk"))))
    refusals = refusals_since(**_ITS_CONSENT)
    return refusals.filter(~Exists(about) | Exists(about.filter(entry__in=picked.values("entry"))))


def _in_its_place() -> QuerySet[Consent]:
    """What took the place of its consent, with the day of a refusal of that since, and the earliest that ends it."""
    ends = Limit.objects.filter(consent=OuterRef("pk"), kind=Limit.Kind.ENDS).order_by("day")
    return in_place_of(**_ITS_CONSENT).annotate(
        refused_on=refused_on(), ends=Least("expires_on", Subquery(ends.values("day")[:1]))
    )


def whole_requests() -> QuerySet[DisclosureRequest]:
    """Requests with their companions, the latest reading and assurance, and the state of their pages, in one query."""
    return _whole_requests().all()


@cache
def _whole_requests() -> QuerySet[DisclosureRequest]:
    """The same, put together once: to build it takes as long as to ask it."""
    latest = Reading.objects.filter(request=OuterRef("pk")).order_by("-at")
    assured = AgencyAssurance.objects.filter(agency=OuterRef("agency_id")).order_by("-recorded_at")
    copied = AgencyCopy.objects.filter(agency=OuterRef("agency_id"))
    agreed = ManagementAgreement.objects.filter(agency=OuterRef("agency_id"))
    discussed = RiskDiscussion.objects.filter(request=OuterRef("pk"))
    signed = ConsentSignature.objects.filter(
        consent=OuterRef("consent_id"), file=OuterRef("file_id")
    )
    return DisclosureRequest.objects.select_related(*_COMPANIONS).annotate(
        read=_first(latest, *_READ),
        assured=_first(assured, *_ASSURED),
        copied=_first(copied.order_by("-given_on", "-recorded_at"), "given_on", "explained_on"),
        agreed=_first(agreed.order_by("-written_at"), "has_breach_clause", "until"),
        signed=_first(signed, "at", "by_id"),
        scan=scan_of("consent__paper_id", "file_id"),
        limits=set_on("consent_id"),
        refused_since=Exists(_refusals_since()),
        limits_later=sealed_limits(later_limited(**_ITS_CONSENT)),
        in_its_place=_first(_in_its_place(), "given_on", "withdrawn_at", "refused_on", "ends"),
        agreed_since=Func(F("pk"), function="access.agreed_since", output_field=TextField()),
        corrects=Exists(Correction.objects.filter(request=OuterRef("pk"))),
        recalled=Exists(Recall.objects.filter(release__request=OuterRef("pk"))),
        discussed=_first(discussed, *_DISCUSSED, name="with_whom__display_name"),
        moved_lines=moved_lines("file_id"),
        pages_leaving=Func(F("pk"), template=_PAGES_LEAVING, output_field=TextField()),
        pages_unseen=Func(F("pk"), template=_PAGES_UNSEEN, output_field=IntegerField()),
    )
