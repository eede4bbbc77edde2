"""The doors of this room for staff: office screens, and what a client reads, or read, at one."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import BooleanField, Exists, Func, JSONField, OuterRef, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from disclosures.clauses import own_file as clauses
from disclosures.held import holdings
from disclosures.models import Package, Release
from disclosures.obstacle import Obstacle
from disclosures.ownfile.models import Rectification
from disclosures.ownfile.picture import OwnFile
from disclosures.picture import Basis
from disclosures.readers.access import Powers, open_readers
from disclosures.readers.models import Ticket
from staff.access import roles_held
from staff.models import Role, Worker

from .models import OfficeScreen, Remark, Signature, Sitting
from .rules import Place, obstacles_to_ticket

MOST = 100
SETS_UP = frozenset({Role.LINE_MANAGER, Role.RECORDS_ADMIN})


@dataclass(frozen=True)
class AtScreen:
    """A sitting and how it stands now: waits, open, blank or none."""

    sitting: Sitting
    stands: str


def open_for_client(
    worker: Worker, package_id: UUID, *, purpose: str
) -> tuple[Package, Powers, tuple[Obstacle, ...]]:
    """Open a released package for what has to do with its client reading it; with what stands against a ticket.

    Whether the request to see the file still stands is asked when one is given. Raises Hidden (404) like the package.
    """
    package, powers = open_readers(worker, package_id, purpose=purpose)
    return package, powers, obstacles(package, recalled=hasattr(package.release, "recall"))


def against_reading(
    package: Package, own: OwnFile | None, *, supporter: bool
) -> tuple[Obstacle, ...]:
    """Return what stands now against reading what was released, with or without a supporter (E7, E30)."""
    now = timezone.now()
    found = clauses.against_reading(
        own, file=package.file_id, today=timezone.localdate(now), as_of=now
    )
    return (*found, *clauses.alone(own.coerced if own else None, supporter=supporter))


def obstacles(package: Package, *, recalled: bool) -> tuple[Obstacle, ...]:
    """Return what stands against a ticket for this package as things are now; by what it is held is noted on it."""
    release = package.release
    own, (held, by, has_screen) = release.request.basis == Basis.OWN_FILE, _as_it_is_now(release)
    package.stopped_by = [] if recalled else holdings(by)
    place = Place(
        own_file=own,
        recalled=recalled,
        written=bool(release.letter_sha256),
        has_address=bool(settings.KIOSK_URL),
        held=own and held,
        has_screen=has_screen,
    )
    return obstacles_to_ticket(place)


def _as_it_is_now(release: Release) -> tuple[bool, list[list[str | None]], bool]:
    """Whether what was released is held since and by what, and whether there is a screen for it: one question."""
    screens = OfficeScreen.objects.filter(enrolled_at__isnull=False, ended_at=None)
    found = Release.objects.filter(id=release.id).annotate(
        held=Func("request_id", function="access.held_since", output_field=BooleanField()),
        by=Func("request_id", function="access.what_holds", output_field=JSONField()),
        has_screen=Exists(screens),
    )
    return found.values_list("held", "by", "has_screen").get()


def sittings_of(package: Package) -> list[AtScreen]:
    """Return the sittings of an opened package, the newest first, each as the clock has left it."""
    tickets = Ticket.objects.filter(package=package, kind=Ticket.Kind.OFFICE)
    given = Sitting.objects.filter(ticket__in=tickets).select_related("staff", "screen")
    order = (
        given.defer("ticket__cover")
        .select_related("ticket__closed_by")
        .order_by("-ticket__given_at")
    )
    stands = _newest_stands(package)
    found = list(order.select_related("visit")[:MOST])  # read after the clock was looked at
    return [AtScreen(each, stands.get(each.ticket_id, "none")) for each in found]


def _newest_stands(package: Package) -> dict[UUID, str]:
    """How the newest sitting of a package stands, by its ticket; only that one can be running."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT t.id, access.look_at_sitting(t.id) FROM (SELECT id FROM public.readers_ticket"
            " WHERE package_id = %s AND kind = 'office' ORDER BY given_at DESC LIMIT 1) t",
            [package.id],
        )
        return {ticket: stands or "none" for ticket, stands in cursor.fetchall()}


def left_behind(package: Package) -> tuple[list[Remark], list[Signature]]:
    """Return what the client wrote and signed at the screen, in the order of the items."""
    load_keys([package.sealed_under()])
    said = Remark.objects.filter(package=package).order_by("item", "at")
    beside = Rectification.objects.filter(remark=OuterRef("id"))
    remarks = said.annotate(beside=Subquery(beside.values("entry")[:1]))[:MOST]
    signed = Signature.objects.filter(package=package).order_by("at")[:MOST]
    return list(remarks), list(signed)


def screens() -> list[OfficeScreen]:
    """Return the office screens that stand or wait, and those that were taken away, these last."""
    people = ("asked_by", "agreed_by", "ended_by")
    found = OfficeScreen.objects.select_related(*people).order_by("-ended_at", "room")
    return list(found[:MOST])


def open_screen(screen_id: UUID) -> OfficeScreen:
    """Return one; raises Hidden (404)."""
    found = OfficeScreen.objects.select_related("asked_by").filter(id=screen_id).first()
    if found is None:
        raise Hidden("screen_hidden")
    return found


def sets_up_screens(worker: Worker) -> bool:
    """Say whether a worker asks for office screens, agrees to them and takes them away."""
    return bool(roles_held(worker) & SETS_UP)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the screens that others asked for and nobody has agreed to."""
    if not sets_up_screens(worker):
        return Value(0)
    waits = OfficeScreen.objects.filter(agreed_at=None, ended_at=None).exclude(asked_by=worker.pk)
    return how_many(waits)
