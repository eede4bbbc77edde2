"""Who is away: one's own days, and those of colleagues."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from staff.access import has_role
from staff.models import Role, Worker

from .models import Absence

MOST_SHOWN = 100


@dataclass(frozen=True)
class Days:
    """What the page of days away shows: one's own, and colleagues'; `managed`: whose one may enter and take back."""

    own: list[Absence]
    colleagues: list[Absence]
    managed: list[Worker]


def people_managed(worker: Worker) -> list[Worker]:
    """Return whom a line manager may enter days for: who reports to them, or is in a team whose grant they hold."""
    if not has_role(worker, Role.LINE_MANAGER):
        return []
    theirs = Q(line_manager=worker) | Q(team__user_set=worker.pk)
    found = Worker.objects.filter(theirs).exclude(pk=worker.pk).distinct()
    return list(found.order_by("display_name"))


def days_away(worker: Worker) -> Days:
    """Return the days, not over yet, of the worker, of their team and of those whom they manage."""
    managed = people_managed(worker)
    to_come = Absence.objects.filter(last_day__gte=timezone.localdate()).select_related("worker")
    whose = Q(worker__in=[each.pk for each in managed])
    if worker.team_id is not None:
        whose |= Q(worker__team=worker.team_id)
    others = to_come.filter(whose, kind=Absence.Kind.AWAY).exclude(worker=worker)
    order = ("first_day", "last_day", "id")
    return Days(
        own=list(to_come.filter(worker=worker).order_by(*order)[:MOST_SHOWN]),
        colleagues=list(others.order_by(*order)[:MOST_SHOWN]),
        managed=managed,
    )


def away_until(workers: Iterable[UUID]) -> dict[UUID, date]:
    """Return the last day of being away for those of these workers who are away today."""
    today = timezone.localdate()
    running = Absence.objects.filter(
        worker__in=list(workers),
        kind=Absence.Kind.AWAY,
        first_day__lte=today,
        last_day__gte=today,
    )
    return dict(running.order_by("last_day").values_list("worker_id", "last_day"))
