"""The doors to the audit. Whoever looks at it is in it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from clients.models import CaseFile
from clients.paging import Position
from confidentiality.access.http import Hidden
from confidentiality.audit.looks import LOOKS
from confidentiality.audit.models import Checkpoint, Event, Seal
from confidentiality.audit.record import record
from confidentiality.interface.filters import LONDON
from staff.access import has_role
from staff.models import Role, Worker

PAGE = 50
NO_FILE = UUID(int=0)  # the file of a reference that leads nowhere


@dataclass(frozen=True)
class Search:
    """What the records admin looks for; None and empty: anything. Days are London's, both included."""

    person: UUID | None = None
    action: str = ""  # the beginning of its name
    outcome: str = ""
    reference: str | None = None
    since: date | None = None
    until: date | None = None
    request: UUID | None = None

    def names(self) -> list[str]:
        """Return the names of the fields that are set."""
        return [name for name, value in vars(self).items() if value]


@dataclass(frozen=True)
class Row:
    """An event as the list shows it: who in words, the case file's reference if it leads anywhere, its number."""

    event: Event
    who: str
    reference: str | None
    n: int | None  # None: not sealed yet


@dataclass(frozen=True)
class EventPage:
    """One page of events, the newest first; `after` names the next page."""

    rows: list[Row]
    after: Position | None


@dataclass(frozen=True)
class DailyRoot:
    """The last signature of a day, and how many events that day's signatures cover; None: nothing was signed."""

    day: date
    checkpoint: Checkpoint | None
    events: int


def open_audit(worker: Worker) -> None:
    """Let the records admin in; raises Hidden for everybody else."""
    if not has_role(worker, Role.RECORDS_ADMIN):
        raise Hidden("audit_hidden")


def workers_by_name(worker: Worker) -> list[Worker]:
    """Return everybody who works here, for whoever may look at the audit; raises Hidden."""
    open_audit(worker)
    return list(Worker.objects.order_by("display_name").only("display_name"))


def events_found(
    worker: Worker, search: Search, *, after: Position | None, workers: Iterable[Worker]
) -> EventPage:
    """Return one page of the events that a search finds, and record the search; raises Hidden.

    A reference of a file that was destroyed leads nowhere, and finds nothing.
    """
    open_audit(worker)
    found = Event.objects.filter(_matching(search))
    if after is not None:
        at, last = after
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=last))
    events = list(found.order_by("-at", "-id")[: PAGE + 1])
    shown = events[:PAGE]
    names = {each.pk: each.display_name for each in workers}
    rows = _rows(shown, names)
    record("audit_searched", ids=[event.id for event in shown], fields=search.names())
    more = len(events) > PAGE
    return EventPage(rows, (shown[-1].at, shown[-1].id) if more else None)


def _matching(search: Search) -> Q:
    found = Q()
    if search.person:
        found &= Q(person=search.person)
    if search.action:
        # a range: LIKE would be asked before row security and so never with an index
        found &= Q(action__gte=search.action, action__lt=search.action + "\U0010ffff")
    if search.outcome:
        found &= Q(outcome=search.outcome)
    if search.request:
        found &= Q(request=search.request)
    if search.since:
        found &= Q(at__gte=midnight(search.since))
    if search.until:
        found &= Q(at__lt=midnight(search.until + timedelta(days=1)))
    if search.reference:
        file = CaseFile.objects.filter(reference=search.reference).values_list("id", flat=True)
        found &= Q(file=file.first() or NO_FILE)
    return found


def midnight(day: date) -> datetime:
    """Return the moment at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def _rows(events: list[Event], names: dict[UUID, str]) -> list[Row]:
    numbers = dict(
        Seal.objects.filter(event__in=[event.id for event in events]).values_list("event", "n")
    )
    files = CaseFile.objects.filter(id__in={event.file for event in events if event.file})
    references = dict(files.values_list("id", "reference"))
    return [
        Row(
            event=event,
            who=names.get(event.person, "Somebody unknown")
            if event.person
            else f"The system ({event.actor})",
            reference=references.get(event.file) if event.file else None,
            n=numbers.get(event.id),
        )
        for event in events
    ]


def open_event(worker: Worker, event_id: UUID) -> tuple[Row, Seal | None]:
    """Return an event with its seal, and record that it was read; raises Hidden."""
    open_audit(worker)
    event = Event.objects.filter(id=event_id).first()
    if event is None:
        raise Hidden("audit_hidden")
    names = dict(Worker.objects.filter(pk=event.person).values_list("pk", "display_name"))
    (row,) = _rows([event], names)
    record("audit_event_opened", ids=[event.id])
    return row, Seal.objects.filter(n=row.n).first() if row.n else None


def open_daily_root(worker: Worker, day: date) -> DailyRoot:
    """Return a day's root, to be printed, signed and put on paper, and record it; raises Hidden."""
    open_audit(worker)
    begin, end = midnight(day), midnight(day + timedelta(days=1))
    signed = Checkpoint.objects.order_by("-at", "-n")
    last = signed.filter(at__gte=begin, at__lt=end).first()
    before = signed.filter(at__lt=begin).first()
    record("audit_root_read", ids=[], reason=day.isoformat())
    events = last.n - (before.n if before else 0) if last else 0
    return DailyRoot(day, last, events)


# ---- who has looked at a file


@dataclass(frozen=True)
class Look:
    """What one person did in one request: the moment, who, what in words, for what, and whether it was refused."""

    at: datetime
    who: str
    what: list[str]
    purposes: list[str]
    refused: bool


@dataclass(frozen=True)
class LookPage:
    """One page of looks, the newest first; `after` names the next page."""

    looks: list[Look]
    after: Position | None


def looks_at(file: CaseFile, *, after: Position | None) -> LookPage:
    """Return one page of who has looked at a file opened with the right to lead it.

    Row security shows the lead what `LOOKS` names, by persons, on this file. Attempts of those who may not know of
    the file are recorded without it: they are not here, and nobody learns from this page that there were any.
    """
    found = Event.objects.filter(file=file.id, person__isnull=False, action__in=LOOKS)
    if after is not None:
        at, last = after
        found = found.filter(Q(at__lt=at) | Q(at=at, id__lt=last))
    events = list(found.order_by("-at", "-id")[: PAGE + 1])
    shown = events[:PAGE]
    workers = Worker.objects.in_bulk([event.person for event in shown if event.person])
    names = {key: worker.display_name for key, worker in workers.items()}
    more = len(events) > PAGE
    return LookPage(_by_request(shown, names), (shown[-1].at, shown[-1].id) if more else None)


def _by_request(events: list[Event], names: dict[UUID, str]) -> list[Look]:
    groups: dict[object, list[Event]] = {}
    for event in events:
        groups.setdefault((event.request or event.id, event.person), []).append(event)
    return [
        Look(
            at=group[-1].at,
            who=names.get(group[0].person or NO_FILE, "Somebody unknown"),
            what=list(dict.fromkeys(LOOKS[event.action] for event in reversed(group))),
            purposes=list(dict.fromkeys(e.purpose for e in reversed(group) if e.purpose)),
            refused=any(event.outcome == "denied" for event in group),
        )
        for group in groups.values()
    ]


def yesterday() -> date:
    """Return the last day that is over, in London."""
    return timezone.localdate() - timedelta(days=1)
