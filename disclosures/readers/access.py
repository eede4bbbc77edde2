"""The doors of this room: a package's readers, the links that somebody gave, and who may do what about them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, F, Func, Q, QuerySet, Value
from django.db.models.expressions import Combinable

from clients.access import rights_at_door
from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.access import open_package
from disclosures.agencyworkers.models import AgencyWorker
from disclosures.asked import whole_requests
from disclosures.dossier import load_dossier
from disclosures.models import Consent, Package, Release
from disclosures.obstacle import Obstacle
from disclosures.picture import Basis
from disclosures.recipients import as_known_now
from staff.access import has_role, roles_held
from staff.models import Role, Worker

from .models import OutsideReading, Recall, Ticket
from .rules import Way, obstacles_to_link

MOST_READINGS, MOST_LINKS = 200, 50
Closed = Ticket.Closed


@dataclass(frozen=True)
class Powers:
    """What a worker may do about a package's readers."""

    lets_in: bool
    shuts_out: bool
    recalls: bool
    corrects: bool


def open_readers(worker: Worker, package_id: UUID, *, purpose: str) -> tuple[Package, Powers]:
    """Open a released package for what has to do with its readers; raises Hidden (404) like the package itself."""
    package = open_package(worker, package_id, purpose=purpose)
    package.release.package = package
    held = rights_at_door(worker, package.file)
    released = package.release.released_by_id == worker.pk
    manages = has_role(worker, Role.LINE_MANAGER)
    recalls = released or manages or "lead" in held or has_role(worker, Role.SAFEGUARDING_LEAD)
    lets_in = "contribute" in held or released
    corrects = "contribute" in held and package.release.request.basis != Basis.OWN_FILE
    return package, Powers(lets_in, lets_in or manages, recalls, corrects)


def refuse(package: Package, action: str) -> Refused:
    """Return the refusal of a step on a package that the worker may see."""
    sentence = "This is for whoever may write in the file, who released the package, or who manages the file."
    return Refused(sentence, action, file=package.file_id)


def hold_release(package_id: UUID) -> None:
    """Hold a release, so that nobody recalls it meanwhile; raises Hidden when it is not there for whoever acts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.hold_release(%s)", [package_id])
        (there,) = cursor.fetchone()
    if not there:
        raise Hidden("package_hidden")


def hold_releases(packages: QuerySet[Package]) -> None:
    """Hold the releases of all these, by id: others hold several too."""
    for package in packages.order_by("release_id").values_list("id", flat=True):
        hold_release(package)


def recall_of(package: Package) -> Recall | None:
    """Return the recall of an opened package, or None while it stands."""
    found = Recall.objects.filter(release_id=package.release_id).select_related("recalled_by")
    return found.first()


def tickets_of(package: Package) -> list[Any]:
    """Return every way in that was given to a package, the newest first, each with whether it `works`."""
    works = Func("pk", function="access.ticket_works", output_field=BooleanField())
    given = Ticket.objects.filter(package=package).select_related("given_by", "closed_by", "visit")
    return list(given.defer("cover").annotate(works=works).order_by("-given_at"))


def signs_in(package: Package) -> bool:
    """Whether the recipient may sign in from outside, and so comes without a link."""
    invited = AgencyWorker.objects.filter(contact=package.release.contact_id, ended_at=None)
    return invited.filter(outcome=AgencyWorker.Outcome.AGREED).exists()


def standing_closings(tickets: Sequence[Any]) -> list[Any]:
    """Return those of tickets_of that keep a package from its recipient until they are let in again, in their order.

    The client's own are none: each sitting of theirs is given anew.
    """
    return [each for each in tickets if each.closed_for == Closed.TAKEN_BACK and each.contact_id]


def limits_to_read(package: Package) -> list[Consent]:
    """Return the consents given since whose limits no manager has read, the oldest first; [] for none."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.limits_to_read(%s)", [package.release.request_id])
        (found,) = cursor.fetchone() or (None,)
    rows = Consent.objects.filter(id__in=found) if found else Consent.objects.none()
    given = list(rows.select_related("to_agency").order_by("recorded_at", "id"))
    load_keys([each.to_agency.sealed_under() for each in given])
    return given


def readings_of(package: Package) -> list[OutsideReading]:
    """Return the register of readings of a package, the newest first."""
    return list(
        OutsideReading.objects.filter(package=package).order_by("-at", "-id")[:MOST_READINGS]
    )


def obstacles(package: Package, *, giving: Worker | None = None) -> tuple[Obstacle, ...]:
    """Return what stands against a link to a package as things are now (E10, E11, E13).

    Where somebody is `giving` one, its recipient is compared anew with everybody who is tied to the file: that takes
    more questions than a page may ask, so that a page tells what the machine found last.
    """
    release = package.release
    load_keys([KeyRef("file", package.file_id), *release.recipient_keys()])
    request = whole_requests().get(id=release.request_id)
    way = Way(
        has_address=bool(settings.READER_URL),
        has_phone=any(phone.strip() for phone in _phones(release)),
        recalled=request.recalled,  # type: ignore[attr-defined]
        written=bool(release.letter_sha256),
    )
    dossier = load_dossier(request)
    picture = dossier.picture()
    return obstacles_to_link(as_known_now(dossier, picture, giving) if giving else picture, way)


def against(package: Package, tickets: Iterable[Any]) -> tuple[Obstacle, ...]:
    """Return what stands against a package of which an open link opens nothing any more; () where none is so."""
    stopped = any(each.closed_at is None and not each.works for each in tickets)
    return obstacles(package) if stopped else ()


def _phones(release: Release) -> list[str]:
    """Return the numbers on which a recipient of the register of agencies can be rung; [] for anybody else."""
    return list(release.contact.phones) if release.contact else []


def state_in_words(ticket: Any, now: datetime) -> tuple[str, str]:
    """Return how a ticket stands and the kind of badge for it; `ticket` is one of tickets_of."""
    visit = getattr(ticket, "visit", None)
    if ticket.closed_at is not None:
        kind = "wrong" if ticket.closed_for == Closed.WRONG_CODES else "neutral"
        return ticket.get_closed_for_display(), kind
    if visit is not None:
        over = visit.ended_at is not None or visit.until <= now
        return ("Used, and closed again", "neutral") if over else ("Used", "good")
    if ticket.expires_at <= now:
        return "Expired unused", "neutral"
    return ("Waits to be used", "brand") if ticket.works else ("Opens nothing any more", "wrong")


# ---- the links that somebody gave, and what was guessed at


def _guessed_at(worker: Worker) -> QuerySet[Ticket]:
    """Return the links that were closed after wrong codes and that the worker has not seen to be."""
    mine = Q(given_by=worker.pk, giver_saw_at=None)
    if Role.LINE_MANAGER in roles_held(worker):
        mine |= Q(manager_saw_at=None)
    return Ticket.objects.filter(mine, closed_for=Closed.WRONG_CODES)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the links closed after wrong codes that wait for this worker to see."""
    if worker.role not in WORKS_WITH_FILES and Role.LINE_MANAGER not in roles_held(worker):
        return Value(0)
    return how_many(_guessed_at(worker))


WORKS_WITH_FILES = frozenset(
    {Role.ISS_WORKER, Role.DVPP_WORKER, Role.SENIOR_PRACTITIONER, Role.LINE_MANAGER, Role.VOLUNTEER}
)


def guessed_at(worker: Worker) -> list[Ticket]:
    """Return what waits for the worker to see, the oldest first."""
    found = (
        _guessed_at(worker).defer("cover").select_related("file", "package__release", "given_by")
    )
    return list(found.order_by("closed_at")[:MOST_LINKS])


def given_by(worker: Worker) -> list[Any]:
    """Return the links that the worker gave on files that are still open to them, the newest first; recorded."""
    works = Func("pk", function="access.ticket_works", output_field=BooleanField())
    mine = (
        Ticket.objects.filter(given_by=worker, kind=Ticket.Kind.LINK, expires_at__gt=F("given_at"))
        .annotate(works=works)
        .defer("cover")
    )
    related = mine.select_related("file", "package__release", "visit")
    found = list(related.order_by("-given_at")[:MOST_LINKS])
    record("reader_links_listed", ids=[ticket.id for ticket in found])
    return found


def open_guessed(worker: Worker, ticket_id: UUID) -> Ticket:
    """Return one that waits for the worker to see; raises Hidden for any other."""
    found = _guessed_at(worker).filter(id=ticket_id).first()
    if found is None:
        raise Hidden("reader_link_hidden")
    return found
