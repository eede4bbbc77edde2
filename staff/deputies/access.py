"""Who stands in for whom: everybody may know; who asks for it and who ends it."""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from confidentiality.access.http import Hidden
from staff.accounts.access import asks_for_everybody, may_decide
from staff.models import Role, Worker

from .fence_sql import STANDS_IN
from .models import Deputyship

MOST = 100


def may_ask(worker: Worker) -> bool:
    """Say whether the worker asks for deputies: a line manager for their own, who asks for everybody for any."""
    return worker.role == Role.LINE_MANAGER or asks_for_everybody(worker)


def running() -> QuerySet[Deputyship]:
    """Return the deputyships that run now."""
    return Deputyship.objects.filter(begun_at__isnull=False, ended_at=None, ends_at__gt=Now())


def managers_of(worker: Worker) -> QuerySet[Deputyship, Any]:
    """Return the ids of the managers for whom the worker stands in now, as a subquery."""
    return running().filter(deputy=worker.pk).values("manager")


def deputies(worker: Worker) -> list[Deputyship]:
    """Return who stands in for whom, now and to come, the soonest first."""
    found = Deputyship.objects.filter(ended_at=None, ends_at__gt=timezone.now())
    return list(found.select_related("manager", "deputy").order_by("starts_at", "id")[:MOST])


def concerning(worker: Worker) -> list[Deputyship]:
    """Return what runs now and concerns the worker: they stand in for somebody, or somebody for them."""
    mine = running().filter(Q(deputy=worker.pk) | Q(manager=worker.pk))
    return list(mine.select_related("manager", "deputy").order_by("ends_at", "id"))


def may_end(worker: Worker, deputyship: Deputyship) -> bool:
    """Say whether the worker may end it early: either of the two, or somebody who decides about accounts."""
    return worker.pk in (deputyship.manager_id, deputyship.deputy_id) or may_decide(worker)


def open_to_end(worker: Worker, deputyship_id: UUID) -> Deputyship:
    """Return a deputyship that the worker may end; raises Hidden for any other."""
    found = Deputyship.objects.filter(pk=deputyship_id, ended_at=None, ends_at__gt=timezone.now())
    deputyship = found.select_related("manager", "deputy").first()
    if deputyship is None or not may_end(worker, deputyship):
        raise Hidden("deputy_hidden")
    return deputyship


def managers(worker: Worker) -> list[Worker]:
    """Return for whom the worker may ask for a deputy; raises Hidden for whoever asks for none."""
    if not may_ask(worker):
        raise Hidden("deputy_ask_hidden")
    if not asks_for_everybody(worker):
        return [worker]
    return list(Worker.objects.filter(role=Role.LINE_MANAGER).order_by("display_name"))


def who_can_stand_in(worker: Worker) -> list[Worker]:
    """Return who could stand in for one of the worker's `managers`, by name: never the worker."""
    services = {each.service for each in managers(worker)} | {"both"}
    found = Worker.objects.filter(in_post=True, role__in=STANDS_IN, service__in=services)
    return list(found.exclude(pk=worker.pk).order_by("display_name"))
