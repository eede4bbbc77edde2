"""The doors to the breach register: one's own reports, what one handles, proceedings for HR, and figures."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import (
    Func,
    IntegerField,
    Prefetch,
    QuerySet,
    Value,
    prefetch_related_objects,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Now
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.filters import date_gb
from confidentiality.sealing.keys import KeyRef, load_keys
from staff.models import Role, Worker

from . import rules
from .models import Breach, Event
from .rules import SOON, Answer, Case, Kind, Noted

Roles = frozenset[str]
HANDLERS = (Role.DATA_PROTECTION_LEAD, Role.SAFEGUARDING_LEAD, Role.RECORDS_ADMIN)
SEE_FIGURES = (
    Role.COMMITTEE,
    Role.LINE_MANAGER,
    Role.HR,
    Role.DATA_PROTECTION_LEAD,
    Role.SAFEGUARDING_LEAD,
)
MOST_OWN, MOST_HANDLED, MOST_PROCEEDINGS = 50, 300, 200
MONTHS = 12


def within() -> timedelta:
    """Return how soon after the organisation knew the regulator has to be told."""
    return timedelta(hours=settings.BREACH_REPORT_HOURS)


def case_of(breach: Breach, events: Iterable[Event]) -> Case:
    """Return a breach as the rules judge it; `events` in their order."""
    return Case(
        reported_as_near_miss=breach.near_miss,
        danger=Answer(breach.danger),
        going_on=Answer(breach.going_on),
        noticed_at=breach.noticed_at,
        noted=tuple(
            Noted(Kind(each.kind), each.by_id, each.at, each.level or each.code, each.happened_at)
            for each in events
        ),
    )


# ---- reporting


def leads() -> list[Worker]:
    """Return the safeguarding leads, whom somebody rings who fears for another."""
    return list(
        Worker.objects.filter(role=Role.SAFEGUARDING_LEAD, in_post=True).order_by("display_name")
    )


def _without_words() -> "Prefetch[str]":
    return Prefetch("events", Event.objects.defer("words", "named").order_by("number"))


def own_reports(worker: Worker) -> list[tuple[Breach, rules.Stage]]:
    """Return what the worker reported, the newest first, and how far each is."""
    mine = Breach.objects.filter(reported_by=worker).defer("words", "named")
    found = mine.prefetch_related(_without_words()).order_by("-reported_at")[:MOST_OWN]
    return [(each, rules.stage(case_of(each, each.events.all()))) for each in found]


def open_report(worker: Worker, breach_id: UUID) -> tuple[Breach, list[Event]]:
    """Return a report of the worker's own and the turns it has taken, and record it; raises Hidden for any other."""
    found = Breach.objects.filter(id=breach_id, reported_by=worker).first()
    if found is None:
        raise Hidden("breach_report_hidden")
    turns = found.events.filter(kind__in=rules.TURNS).select_related("by").order_by("number")
    record("breach_report_opened", ids=[found.id])
    return found, list(turns)


def is_before_somebody(breach: Breach) -> bool:
    """Say whether anybody can handle the worker's own report; false where it concerns all who could."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.breach_is_before_somebody(%s)", [breach.id])
        return bool(cursor.fetchone()[0])


# ---- handling


def may_handle(roles: Roles) -> bool:
    """Say whether breaches can come to somebody with these roles at all."""
    return not roles.isdisjoint(HANDLERS)


@dataclass(frozen=True)
class Listed:
    """One breach as whoever handles it sees it in the list: how it stands, nothing of what happened."""

    breach: Breach
    case: Case
    stage: rules.Stage
    clock: rules.Clock
    due: datetime
    call_owed: bool
    waits: bool


def _handled(worker: Worker) -> QuerySet[Breach]:
    """Return what the worker handles: what row security shows of others' reports."""
    return Breach.objects.exclude(reported_by=worker).select_related("reported_by")


def handled_by(worker: Worker, year: int) -> list[Listed]:
    """Return what the worker handles, what waits first: all that is open, and what was reported in `year`.

    Records what was shown; nothing where nothing was.
    """
    newest = _handled(worker).defer("words", "named").order_by("-reported_at")
    asked = newest.filter(still_open__isnull=False), newest.filter(reported_at__year=year)
    found = list({each.pk: each for part in asked for each in part[:MOST_HANDLED]}.values())
    prefetch_related_objects(found, _without_words())
    now = timezone.now()
    listed = [_listed(each, worker, now) for each in found]
    if listed:
        record("breaches_listed", ids=[each.breach.id for each in listed])
    return sorted(listed, key=lambda each: (not each.waits, each.due))


def _listed(breach: Breach, worker: Worker, now: datetime) -> Listed:
    case = case_of(breach, breach.events.all())
    return Listed(
        breach,
        case,
        rules.stage(case),
        rules.clock(case, now, within()),
        rules.due_at(case, within()),
        rules.call_owed(case),
        rules.waits(case, worker.pk, now, within()),
    )


def open_breach(worker: Worker, breach_id: UUID) -> tuple[Breach, list[Event]]:
    """Return a breach that the worker handles and all that was noted on it, its keys at hand, and record it.

    Raises Hidden for any other: what they reported themselves, what concerns them, what is not theirs to handle.
    """
    found = _handled(worker).filter(id=breach_id).first()
    if found is None:
        raise Hidden("breach_hidden")
    events = list(found.events.select_related("by", "worker").order_by("number"))
    load_keys([found.sealed_under(), KeyRef("handling", found.id)])
    record("breach_opened", ids=[found.id])
    return found, events


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for this worker in the breach register (`rules.waits`)."""
    return _counted(worker, pressing=False)


def count_pressing(worker: Worker) -> Combinable:
    """Return the same for what is urgent: somebody may be in danger, or the regulator's clock is near its end."""
    return _counted(worker, pressing=True)


def _counted(worker: Worker, *, pressing: bool) -> Combinable:
    if worker.role not in HANDLERS:
        return Value(0)
    nearly = Now() - (within() - SOON)
    return Func(
        nearly,
        Value(pressing),
        function="access.breaches_waiting",
        output_field=IntegerField(),
    )


# ---- what others may know


def proceedings(roles: Roles) -> list[Event]:
    """Return what HR is told of disciplinary proceedings, the newest first, recorded; raises Hidden for others."""
    if Role.HR not in roles:
        raise Hidden("breach_proceedings_hidden")
    told = Event.objects.filter(kind=Kind.DISCIPLINARY).select_related("by")
    shown = list(told.order_by("-at")[:MOST_PROCEEDINGS])
    load_keys(each.sealed_under() for each in shown)
    record("breach_proceedings_listed", ids=[each.id for each in shown])
    return shown


@dataclass(frozen=True)
class Month:
    """How many were reported in a month: near misses, and breaches by how grave they are ('' is not yet given)."""

    first: date
    near_misses: int
    levels: dict[str, int]

    @property
    def words(self) -> str:
        """Return the month as people write it."""
        return date_gb(self.first).partition(" ")[2]

    @property
    def breaches(self) -> int:
        """Return how many breaches there were in all."""
        return sum(self.levels.values())


def may_see_figures(roles: Roles) -> bool:
    """Say whether somebody with these roles may see how many breaches there were."""
    return not roles.isdisjoint(SEE_FIGURES)


def figures(roles: Roles) -> list[Month]:
    """Return the figures of the last twelve months, the newest first; raises Hidden for whoever may not see them.

    What concerns whoever asks is left out, so that nobody learns from a number that there is something.
    """
    if not may_see_figures(roles):
        raise Hidden("breach_figures_hidden")
    months = _months(timezone.localdate())
    found: dict[date, tuple[dict[str, int], list[int]]] = {
        month: (dict.fromkeys(Event.Level.values, 0), [0]) for month in months
    }
    for month, near_miss, level, many in _by_month(rules.moment(months[-1], None)):
        levels, near_misses = found[month]
        if near_miss:
            near_misses[0] += many
        else:
            levels[level] += many
    record("breach_figures_shown")
    return [Month(month, near, levels) for month, (levels, (near,)) in found.items()]


def _months(today: date) -> list[date]:
    """Return the first days of the last twelve months, the newest first."""
    count = today.year * 12 + today.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(count, count - MONTHS, -1)]


def _by_month(since: datetime) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT month, near_miss, level, many FROM access.breach_figures(%s)", [since]
        )
        return list(cursor.fetchall())
