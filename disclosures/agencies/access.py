"""The doors of the register: agencies with how they stand, their people, agreements, and what was released to them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from disclosures.access import by_name
from disclosures.models import Agency, AgencyAssurance, AgencyContact, AgencyCopy, Release
from staff.access import roles_held
from staff.models import Role, Worker

from .models import ManagementAgreement
from .rules import AgencyStands, Standing, ends, standing

MOST_ROWS, PAGE = 50, 100
WORDS = {
    Standing.DUTY: ("Under a duty in law", "neutral"),
    Standing.NEVER_SEEN: ("No assurance", "caution"),
    Standing.CURRENT: ("Current", "good"),
    Standing.LAPSES_SOON: ("Lapses soon", "caution"),
    Standing.LAPSED: ("Lapsed", "wrong"),
    Standing.ENDED: ("We work with it no longer", "neutral"),
}


@dataclass(frozen=True)
class Line:
    """One agency on the list."""

    agency: Agency
    standing: Standing
    review_on: object
    agreed_until: date | None = None  # None: no agreement, or one without an end

    @property
    def words(self) -> tuple[str, str]:
        """Return how it stands in words, and the kind of badge for it."""
        return WORDS[self.standing]

    @property
    def agreement(self) -> tuple[str, str] | None:
        """Return how its agreement stands in words, and the kind of badge, where it lapses soon or has lapsed."""
        if self.standing == Standing.ENDED:
            return None
        found = ends(self.agreed_until, timezone.localdate(), settings.ASSURANCE_REMIND_DAYS)
        return ("Agreement " + WORDS[found][0].lower(), WORDS[found][1]) if found else None


def _with_review() -> QuerySet[Any]:
    latest = AgencyAssurance.objects.filter(agency=OuterRef("pk")).order_by("-recorded_at")
    agreed = ManagementAgreement.objects.filter(agency=OuterRef("pk")).order_by("-written_at")
    return Agency.objects.annotate(
        review_on=Subquery(latest.values("review_on")[:1]),
        agreed_until=Subquery(agreed.values("until")[:1]),
    )


def _line(agency: Agency) -> Line:
    review_on = getattr(agency, "review_on", None)
    stands = AgencyStands(agency.statutory_duty, review_on, agency.ended_at is not None)
    soon = settings.ASSURANCE_REMIND_DAYS
    until = getattr(agency, "agreed_until", None)
    return Line(agency, standing(stands, timezone.localdate(), soon), review_on, until)


def lines(*, words: str = "", kind: str = "", stands: str = "") -> list[Line]:
    """Return the register by name, narrowed: `words` are sought in names of agencies and of who works there."""
    found = list(_with_review().select_related("registered_by"))
    load_keys(agency.sealed_under() for agency in found)
    sought, people = words.strip().casefold(), _people_like(words)
    shown = [_line(a) for a in sorted(found, key=by_name)]
    return [
        line
        for line in shown
        if (not sought or sought in line.agency.name.casefold() or line.agency.pk in people)
        and (not kind or line.agency.kind == kind)
        and (line.standing == stands if stands else line.standing != Standing.ENDED)
    ]


def _people_like(words: str) -> set[UUID]:
    """Return the agencies at which somebody has a name like this."""
    sought = words.strip().casefold()
    if not sought:
        return set()
    found = AgencyContact.objects.all()
    return {
        each.agency_id
        for each in found
        if any(sought in name.casefold() for name in (each.name, *each.aliases))
    }


def line_of(agency_id: UUID) -> Line:
    """Return one agency with how it stands; raises Hidden (404)."""
    found = _with_review().select_related("registered_by", "ended_by").filter(id=agency_id)
    agency: Agency | None = found.first()
    if agency is None:
        raise Hidden("agency_hidden")
    return _line(agency)


def people_of(agency: Agency) -> tuple[list[AgencyContact], list[AgencyContact]]:
    """Return who works at an agency and who did, each by name."""
    found = sorted(
        AgencyContact.objects.filter(agency=agency).select_related("registered_by", "left_by"),
        key=by_name,
    )
    return [c for c in found if c.left_at is None], [c for c in found if c.left_at is not None]


def open_contact(agency: Agency, contact_id: UUID) -> AgencyContact:
    """Return somebody at an agency; raises Hidden (404)."""
    found = AgencyContact.objects.filter(agency=agency, id=contact_id).first()
    if found is None:
        raise Hidden("agency_contact_hidden")
    return found


def assurances_of(agency: Agency) -> list[AgencyAssurance]:
    """Return the history of assurances, the latest first: it is the one that counts."""
    seen = AgencyAssurance.objects.filter(agency=agency).select_related("seen_by")
    return list(seen.order_by("-recorded_at")[:MOST_ROWS])


def copies_of(agency: Agency) -> list[AgencyCopy]:
    """Return the copies of our policy that an agency got, the latest first (clause 5.6)."""
    found = AgencyCopy.objects.filter(agency=agency).select_related("version", "recorded_by")
    return list(found.defer("version__text").order_by("-given_on", "-recorded_at")[:MOST_ROWS])


def agreements_of(agency: Agency) -> list[ManagementAgreement]:
    """Return the management agreements, the latest first: it is the one that counts (clause 5.8)."""
    found = ManagementAgreement.objects.filter(agency=agency).select_related("author")
    return list(found.order_by("-written_at")[:MOST_ROWS])


def open_agreement(agency: Agency, agreement_id: UUID) -> ManagementAgreement:
    """Return an agreement to read its document, and record it; raises Hidden (404)."""
    found = ManagementAgreement.objects.filter(agency=agency, id=agreement_id).first()
    if found is None:
        raise Hidden("agreement_hidden")
    record("management_agreement_opened", ids=[agency.id, found.id])
    return found


def released_to(agency: Agency, before: datetime | None) -> tuple[list[Release], datetime | None]:
    """Return a page of the agency's register, the newest first, and from where the next goes on, or None.

    It is what was released to it from files that whoever asks may see: row security leaves out every other file, and
    nothing here counts what it leaves out.
    """
    made = Release.objects.filter(agency=agency)
    made = made.filter(released_at__lt=before) if before else made
    related = made.select_related("contact", "released_by", "file", "package", "recall")
    found = list(related.order_by("-released_at")[: PAGE + 1])
    shown, more = found[:PAGE], len(found) > PAGE
    load_keys([agency.sealed_under()])
    record("agency_register_listed", ids=[agency.id, *(release.id for release in shown)])
    return shown, shown[-1].released_at if more else None


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts, for line managers, the agencies of which something lapses soon or has lapsed.

    An assurance, where no duty in law stands instead; an agreement of whatever body.
    """
    if Role.LINE_MANAGER not in roles_held(worker):
        return Value(0)
    soon = timezone.localdate() + timedelta(days=settings.ASSURANCE_REMIND_DAYS)
    assurance = Q(statutory_duty="", review_on__lte=soon)
    waits = _with_review().filter(assurance | Q(agreed_until__lte=soon), ended_at=None)
    return how_many(waits.order_by(F("pk")))
