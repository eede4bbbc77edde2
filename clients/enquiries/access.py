"""The doors to enquiries: for whoever takes calls, in their own service (clauses 3.3.1, 5)."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.access import may_open_files
from clients.paging import Position
from confidentiality.access.http import Hidden, Refused
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from staff.access import has_role
from staff.models import Role, Worker

from .fence import TAKE_ENQUIRIES
from .models import Enquiry, EnquiryNote

PAGE = 25
MOST_IDLE = 50
NOT_ON_DUTY = "Enquiries are for those who take calls in the two services."
NO_TEAM = "New files are opened by the teams of the two services."


@dataclass(frozen=True)
class EnquiryPage:
    """One page of enquiries, who was touched longest ago first; `after` names the next page."""

    enquiries: list[Enquiry]
    after: Position | None


@dataclass(frozen=True)
class Waiting:
    """What waits: to be rung back by today, and, for line managers, open and untouched for long."""

    to_ring_back: list[Enquiry]
    idle: list[Enquiry]


def takes_enquiries(worker: Worker) -> bool:
    """Say whether enquiries of a service are the worker's to take."""
    return worker.role in TAKE_ENQUIRIES and bool(worker.service)


def check_takes_calls(worker: Worker) -> None:
    """Raise Refused for whoever takes no calls in a service."""
    if not takes_enquiries(worker):
        raise Refused(NOT_ON_DUTY, "enquiries_refused")


def check_opens_files(worker: Worker, enquiry: Enquiry) -> None:
    """Raise Refused for whoever opens no files in the enquiry's service."""
    if not (may_open_files(worker) and worker.service == enquiry.service):
        raise Refused(NO_TEAM, "enquiries_refused")


def idle_before() -> date:
    """Return the day before which an open enquiry must have been touched last to stand before the managers."""
    return timezone.localdate() - timedelta(days=settings.ENQUIRY_IDLE_DAYS)


def _open() -> QuerySet[Enquiry]:
    return Enquiry.objects.filter(state=Enquiry.State.OPEN).select_related("taken_by")


def _due() -> Q:
    return Q(ring_back_on__lte=timezone.localdate())


def _idle() -> Q:
    return Q(touched_on__lt=idle_before())


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits on the page of enquiries, for a line manager's navigation."""
    if not has_role(worker, Role.LINE_MANAGER):
        return Value(0)
    return _how_many(_due() | _idle())


def count_to_ring_back(worker: Worker) -> Combinable:
    """Return the expression that counts who is to be rung back by today, for whoever takes calls."""
    return _how_many(_due()) if takes_enquiries(worker) else Value(0)


def how_many_to_ring_back(worker: Worker) -> int:
    """Return how many are to be rung back by today, for whoever takes calls."""
    mine = Worker.objects.filter(pk=worker.pk).annotate(many=count_to_ring_back(worker))
    return int(mine.values_list("many", flat=True).get())


def _how_many(waits: Q) -> Subquery:
    return how_many(Enquiry.objects.filter(waits, state=Enquiry.State.OPEN))


def enquiries_in(
    worker: Worker, *, state: Enquiry.State, after: Position | None = None
) -> EnquiryPage:
    """Return one page of the enquiries of the worker's service, recorded; raises Refused (clause 3.3.1)."""
    check_takes_calls(worker)
    found = Enquiry.objects.filter(state=state).select_related("taken_by")
    if after is not None:
        day, last = after[0].date(), after[1]
        found = found.filter(Q(touched_on__lt=day) | Q(touched_on=day, id__lt=last))
    rows = list(found.order_by("-touched_on", "-id")[: PAGE + 1])
    shown = rows[:PAGE]
    _show(shown)
    return EnquiryPage(shown, _position(shown[-1]) if len(rows) > PAGE else None)


def waiting(worker: Worker) -> Waiting:
    """Return the enquiries that wait for somebody of the worker's service, the longest first, recorded."""
    check_takes_calls(worker)
    to_ring_back = list(_open().filter(_due()).order_by("ring_back_on", "id")[:MOST_IDLE])
    idle: list[Enquiry] = []
    if has_role(worker, Role.LINE_MANAGER):
        idle = list(_open().filter(_idle()).order_by("touched_on", "id")[:MOST_IDLE])
    _show([*to_ring_back, *idle])
    return Waiting(to_ring_back, idle)


def _show(enquiries: list[Enquiry]) -> None:
    load_keys(each.sealed_under() for each in enquiries)
    record("enquiries_listed", ids={each.id for each in enquiries})


def _position(enquiry: Enquiry) -> Position:
    return datetime.combine(enquiry.touched_on, time(), UTC), enquiry.id


def open_enquiry(worker: Worker, enquiry_id: UUID, *, purpose: str) -> Enquiry:
    """Open an enquiry of the worker's service and record it.

    Raises Hidden for one of the other service, one that became a file or was destroyed, and one that never was: one
    answer (clause 3.3.1).
    """
    found = Enquiry.objects.filter(id=enquiry_id).select_related("taken_by", "closed_by").first()
    if found is None:
        raise Hidden("enquiry_hidden", purpose=purpose)
    record("enquiry_opened", ids=[found.id], purpose=purpose)
    return found


def notes_of(enquiry: Enquiry) -> list[EnquiryNote]:
    """Return what was written since of an opened enquiry, the oldest first."""
    notes = EnquiryNote.objects.filter(enquiry=enquiry).select_related("author")
    return list(notes.order_by("written_at", "id"))
