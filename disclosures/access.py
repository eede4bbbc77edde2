"""The doors of this room: each opens the case file's own door first."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet, Value
from django.db.models.expressions import Combinable

from clients.access import open_file
from clients.duty.door import OnDuty
from clients.models import CaseFile, Entry
from confidentiality.access.http import Hidden, Refused, TooLate
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.asked import whole_requests
from disclosures.authorisations import scan_of
from disclosures.clauses.bases import LEADS
from disclosures.limits import limit_of
from disclosures.models import (
    Agency,
    AgencyAssurance,
    AgencyContact,
    Agreement,
    Consent,
    ConsentItem,
    DisclosureRequest,
    Package,
    Release,
    RiskDiscussion,
    SaidAfter,
)
from disclosures.picture import AgencyPicture, Assurance, WorkerPicture
from disclosures.replaced import with_what_ended
from disclosures.signing import (
    BESIDE_ROLES,
    LOOKING_ROLES,
    SECOND_OPINION_ROLES,
    deciding_on,
    lead_of,
)
from staff.access import on_loan, roles_held
from staff.models import Worker

PAGE = 50
SENT_ON = "You sent this request on, and it can’t be changed. If it comes back, Today says so."


def open_request(
    worker: Worker, request_id: UUID, *, purpose: str, right: str = "view"
) -> DisclosureRequest:
    """Open a request through its case file's door, and record it.

    Raises Hidden (404) where the file is not open to the worker or the request does not exist, the
    two being one answer; Refused (403) where the worker may see the file but lacks `right`.
    """
    found = whole_requests().filter(id=request_id).first()
    if found is None:
        raise Hidden("disclosure_hidden", purpose=purpose)
    found.file = open_file(worker, found.file.reference, purpose=purpose, right=right)
    return found


def open_own_draft(worker: Worker, request_id: UUID, *, purpose: str) -> DisclosureRequest:
    """Open one's own request to work on it; raises as above, Refused for another's and TooLate for one sent on."""
    found = open_request(worker, request_id, purpose=purpose, right="contribute")
    if found.requester_id != worker.pk:
        raise Refused("Only the one who asks can do this.", purpose, file=found.file_id)
    if found.state != DisclosureRequest.State.DRAFT:
        raise TooLate(SENT_ON, purpose, file=found.file_id)
    return found


def open_package(worker: Worker, package_id: UUID, *, purpose: str) -> Package:
    """Open a released package through its case file's door; raises Hidden (404) as above."""
    found = (
        Package.objects.select_related("file", "release__agency", "release__contact")
        .select_related("release__released_by", "release__request", "release__recall")
        .select_related("release__looked_after__by")
        .filter(id=package_id)
        .first()
    )
    if found is None:
        raise Hidden("package_hidden", purpose=purpose)
    found.file = open_file(worker, found.file.reference, purpose=purpose)
    files = [KeyRef(kind, found.file_id) for kind in ("file", "third_party")]
    load_keys([*files, *found.release.recipient_keys()])  # in one question
    return found


def open_letter(worker: Worker, package_id: UUID) -> tuple[Package, DisclosureRequest]:
    """Open a package for its letter: it, and its request as `whole_requests()` reads it, in one question.

    Raises Hidden (404) like the package itself.
    """
    left = whole_requests().select_related("release__package", "release__recall")
    request = left.filter(release__package=package_id).first()
    if request is None:
        raise Hidden("package_hidden", purpose="letter")
    package: Package = request.release.package
    package.file = request.file = open_file(worker, request.file.reference, purpose="letter")
    files = [KeyRef(kind, package.file_id) for kind in ("file", "third_party")]
    limits = (limit_of(each).sealed_under() for each in request.limits)  # type: ignore[attr-defined]
    load_keys(
        [*files, package.sealed_under(), *request.recipient_keys(), *limits]
    )  # in one question
    return package, request


def open_consent(worker: Worker, reference: str, consent_id: UUID, *, purpose: str) -> Consent:
    """Open a consent on a case file that the worker may write in; raises Hidden or Refused."""
    file = open_file(worker, reference, purpose=purpose, right="contribute")
    found = Consent.objects.select_related("file", "to_agency").filter(id=consent_id, file=file)
    consent = found.first()
    if consent is None:
        raise Hidden("consent_hidden", file=file.id, purpose=purpose)
    return consent


def open_agency(agency_id: UUID) -> Agency:
    """Return an agency of the register, which is open to every worker; raises Hidden (404)."""
    found = Agency.objects.filter(id=agency_id).first()
    if found is None:
        raise Hidden("agency_hidden")
    return found


def agencies() -> list[Agency]:
    """Return the agencies that we work with by name, which only what is opened can be sorted by."""
    found = list(Agency.objects.filter(ended_at=None))
    load_keys(agency.sealed_under() for agency in found)
    return sorted(found, key=by_name)


def by_name(named: Agency | AgencyContact) -> tuple[str, str, UUID]:
    """Return what sorts agencies and their people as a reader expects, always in the same order."""
    return named.name.casefold(), named.name, named.id


def approvals_open_to(worker: Worker) -> list[DisclosureRequest]:
    """Return the requests that wait for somebody like this worker to decide, the urgent first, then the oldest.

    Their own are never among them (E12). Records which were shown.
    """
    waiting = _waiting_for(worker)
    if waiting is None:
        return []
    related = waiting.select_related("file", "agency", "requester")
    found = list(related.order_by("-urgent", "submitted_at")[:PAGE])
    files = [KeyRef("file", request.file_id) for request in found]
    load_keys([*files, *(key for request in found for key in request.recipient_keys())])
    record("approvals_listed", ids=[request.id for request in found])
    return found


def _waiting_for(worker: Worker) -> QuerySet[DisclosureRequest] | None:
    """Return the requests that somebody like this worker decides about; None for whoever decides about none."""
    roles = roles_held(worker)
    waiting = DisclosureRequest.objects.filter(state=DisclosureRequest.State.SUBMITTED)
    others = waiting.exclude(requester=worker.pk)
    if roles & SECOND_OPINION_ROLES:
        return others
    theirs = [basis for basis, role in LEADS.items() if role in roles]
    return others.filter(basis__in=theirs) if theirs else None


def _ahead_of(worker: Worker) -> QuerySet[Release] | None:
    """Return what went before its sign-off and waits for a look by somebody like this worker; None where none may.

    For a senior practitioner that is what was discussed with them, until they have written something beside it.
    """
    roles = roles_held(worker)
    if not roles & BESIDE_ROLES:
        return None
    waiting = Release.objects.filter(look_by__isnull=False, looked_after=None)
    others = waiting.exclude(released_by=worker.pk)
    if roles & LOOKING_ROLES:
        return others
    return others.filter(request__discussion__with_whom=worker.pk).exclude(said_after__by=worker.pk)


def to_look_at(worker: Worker) -> list[Release]:
    """Return what went before its sign-off and waits for a look, what is due first; records which were shown."""
    waiting = _ahead_of(worker)
    if waiting is None:
        return []
    related = waiting.select_related(
        "file", "agency", "contact", "request", "released_by", "package"
    )
    found = list(related.order_by("look_by")[:PAGE])
    load_keys(
        [
            *(KeyRef("file", r.file_id) for r in found),
            *(k for r in found for k in r.recipient_keys()),
        ]
    )
    record("releases_to_look_at_listed", ids=[release.id for release in found])
    return found


def may_say_after(worker: Worker, release: Release) -> bool:
    """Whether somebody writes down what a release that went first lacked: whoever released it, or may decide."""
    return release.released_by_id == worker.pk or bool(roles_held(worker) & BESIDE_ROLES)


def may_give_opinion(worker: Worker, release: Release) -> bool:
    """Whether somebody may be the second to look at what may raise her risk: whoever could sign it off (3.3.2 c)."""
    basis = release.request.basis
    return release.released_by_id != worker.pk and bool(
        signs_as(worker, basis).roles & deciding_on(basis)
    )


def discussion_of(request: DisclosureRequest) -> RiskDiscussion | None:
    """Return what was discussed because risk rises, before it left or since; None for nothing."""
    return RiskDiscussion.objects.filter(request=request.pk).first()


def agency_now(request: DisclosureRequest) -> AgencyPicture | None:
    """Return the agency of a request with its duty in law and its latest assurance; None for somebody of none."""
    if (agency := request.agency) is None:
        return None
    seen = AgencyAssurance.objects.filter(agency=agency).order_by("-recorded_at").first()
    assurance = (
        Assurance(seen.seen_by_id, seen.seen_on, seen.review_on, seen.recorded_at) if seen else None
    )
    partner = agency.kind == Agency.Kind.PARTNER
    return AgencyPicture(agency.id, "", assurance, agency.statutory_duty, partner=partner)


def said_after(release: Release) -> list[SaidAfter]:
    """Return what was written beside a release, in its order; `lent`: its writer leads on its ground by a loan."""
    lent = on_loan(lead_of(release.request.basis), "by_id")
    said = SaidAfter.objects.filter(release=release).select_related("by").annotate(lent=lent)
    return list(said.order_by("at", "id"))


def signs_as(worker: Worker, basis: str) -> WorkerPicture:
    """Return somebody as they would sign on a basis: with the lead's role, where it is theirs on loan."""
    lead = lead_of(basis)
    lent = frozenset({lead} if lead and lead in roles_held(worker) else ())
    return WorkerPicture(worker.pk, worker.role, worker.service, in_post=True, lent=lent)


def may_decide(worker: Worker, request: DisclosureRequest) -> bool:
    """Whether somebody may decide about a request that waits for it; never about their own (E12)."""
    return (
        request.state == DisclosureRequest.State.SUBMITTED
        and request.requester_id != worker.pk
        and bool(signs_as(worker, request.basis).roles & deciding_on(request.basis))
    )


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for the worker's decision or look, for the navigation."""
    counted = [how_many(w) for w in (_waiting_for(worker), _ahead_of(worker)) if w is not None]
    return sum(counted[1:], counted[0]) if counted else Value(0)


def requests_on(file: CaseFile) -> list[DisclosureRequest]:
    """Return the requests on an opened file that are not released, newest first."""
    asked = DisclosureRequest.objects.filter(file=file).select_related("agency", "requester")
    open_ones = asked.exclude(state=DisclosureRequest.State.RELEASED)
    found = list(open_ones.order_by("-asked_at")[:PAGE])
    load_keys(key for request in found for key in request.recipient_keys())
    return found


def releases_on(file: CaseFile) -> list[Release]:
    """Return the client's register of disclosures on an opened file, newest first (clause 1.2)."""
    made = Release.objects.filter(file=file).select_related("agency", "contact", "released_by")
    related = made.select_related(
        "package", "recall", "looked_after", "request__correction__recall__release"
    )
    found = list(related.order_by("-released_at"))
    load_keys(key for release in found for key in release.recipient_keys())
    return found


def consents_on(file: CaseFile) -> list[Consent]:
    """Return the consents on an opened file, newest first, as `replaced.with_what_ended` has them."""
    given = Consent.objects.filter(file=file).select_related(
        "to_agency", "recorded_by", "paper_by", "signature__by"
    )
    with_others = with_what_ended(given).annotate(scan=scan_of("paper", "file"))
    found: list[Consent] = [*with_others.order_by("-given_on", "-recorded_at")]
    load_keys(consent.to_agency.sealed_under() for consent in found)
    return found


def covered_by(consents: Iterable[Consent]) -> dict[UUID, list[ConsentItem]]:
    """Return which entries each of these consents covers, the oldest first, of those that whoever acts may read."""
    found: dict[UUID, list[ConsentItem]] = {consent.id: [] for consent in consents}
    items = ConsentItem.objects.filter(consent__in=found).select_related("entry")
    for item in items.order_by("entry__happened_on", "entry_id"):
        found[item.consent_id].append(item)
    return found


def draft_of(worker: Worker, file: CaseFile, said: str) -> DisclosureRequest | None:
    """Return the worker's own draft on an opened file that an address names, None for any other word."""
    try:
        key = UUID(said)
    except ValueError:
        return None
    drafts = DisclosureRequest.objects.filter(file=file, requester=worker)
    return drafts.filter(id=key, state=DisclosureRequest.State.DRAFT).first()


def agreements_on(file: CaseFile, most: int | None = PAGE) -> list[Agreement]:
    """Return what the client agreed to besides, and on what basis in law the file is kept, the newest first.

    `most` of them, None for all.
    """
    said = Agreement.objects.filter(file=file).select_related("recorded_by")
    return list(said.order_by("-recorded_at")[:most])


@dataclass(frozen=True)
class StandingConsent:
    """What somebody on duty learns of a consent: to whom and since when, nothing that is sealed."""

    id: UUID
    agency: str
    given_on: date


def consents_on_duty(duty: OnDuty) -> list[StandingConsent]:
    """Return the consents that stand on a file that a duty search opened, and record that they were shown."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.duty_consents(%s)", [duty.search_id])
        rows = cursor.fetchall()
    named = Agency.objects.in_bulk({agency for _, agency, _ in rows})
    load_keys(agency.sealed_under() for agency in named.values())
    found = [StandingConsent(key, named[agency].name, day) for key, agency, day in rows]
    record("consents_listed_on_duty", file=duty.file.id, ids=[consent.id for consent in found])
    return found


def consent_on_duty(duty: OnDuty, consent_id: UUID) -> StandingConsent:
    """Return one of them; raises Hidden (404) for any other id."""
    for consent in consents_on_duty(duty):
        if consent.id == consent_id:
            return consent
    raise Hidden("consent_hidden", file=duty.file.id, purpose="withdraw_consent")


def entries_to_pick(file: CaseFile) -> list[Entry]:
    """Return all of an opened file's entries to pick from, newest first, and record that they were shown.

    Without an end: a court may ask for the oldest one, and what was ticked and isn't offered would be lost. What was
    written out for a client who asked for the file, where they are reached among it, is for that answer alone.
    """
    rows = Entry.objects.filter(file=file).exclude(kind=Entry.Kind.HELD)
    found = list(rows.order_by("-written_at", "-id"))
    load_keys([KeyRef("file", file.id)])
    record("entries_listed", file=file.id, ids=[entry.id for entry in found], purpose="picking")
    return found


def contacts(*, beside: CaseFile | None = None) -> list[AgencyContact]:
    """Return who works at an agency that we work with, by agency; opens the keys of the file they stand beside too."""
    there = AgencyContact.objects.filter(left_at=None, agency__ended_at=None)
    found = list(there.select_related("agency"))
    files = [KeyRef(kind, beside.id) for kind in ("file", "third_party")] if beside else []
    load_keys([*files, *(contact.sealed_under() for contact in found)])
    return sorted(found, key=lambda c: (by_name(c.agency), by_name(c)))


def colleagues_for_second_opinion(worker: Worker, service: str) -> list[Worker]:
    """Return the managers and senior practitioners of a service, but for the worker (3.3.2 c)."""
    found = Worker.objects.filter(role__in=SECOND_OPINION_ROLES, service__in=[service, "both"])
    return list(found.exclude(pk=worker.pk).order_by("display_name"))
