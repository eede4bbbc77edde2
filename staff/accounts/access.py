"""Who may see and ask for changes to accounts, and the door to each."""

from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Now

from confidentiality.access.http import Hidden
from confidentiality.interface.counting import how_many
from staff.models import Role, Worker

from .fence_sql import ASKERS, DECIDERS
from .models import Change


def may_ask(worker: Worker) -> bool:
    """Say whether the worker asks for account changes at all: a line manager for whoever reports to them."""
    return worker.role in ASKERS or worker.role == Role.LINE_MANAGER


def asks_for_everybody(worker: Worker) -> bool:
    """Say whether the worker may ask for anybody's account but their own."""
    return worker.role in ASKERS


def may_decide(worker: Worker) -> bool:
    """Say whether the worker decides what others have asked for."""
    return worker.role in DECIDERS


def _waiting() -> QuerySet[Change]:
    return Change.objects.filter(outcome="", lapses_at__gt=Now())


def waiting_changes(worker: Worker) -> list[Change]:
    """Return the changes that wait and that the worker may see, the oldest first; suspensions before all."""
    found = _waiting().select_related("worker", "team", "line_manager", "asked_by")
    return sorted(found.order_by("asked_at", "id"), key=lambda each: each.kind != "suspend")


def count_waiting(worker: Worker) -> Any:
    """Return how many account changes wait for the worker's decision, as an expression."""
    if not may_decide(worker):
        return Value(0)
    return how_many(_waiting().exclude(asked_by_id=worker.pk))


def people(worker: Worker) -> list[Worker]:
    """Return whom the worker may ask for, by name: who is in post first. Only askers and deciders have a list."""
    if not (may_ask(worker) or may_decide(worker)):
        raise Hidden("people_hidden")
    waits = Exists(_waiting().filter(worker_id=OuterRef("pk")))
    found = Worker.objects.select_related("team", "line_manager").annotate(waits=waits)
    if not (asks_for_everybody(worker) or may_decide(worker)):
        found = found.filter(line_manager_id=worker.pk)
    return list(found.order_by("-in_post", "display_name", "pk"))


def open_person(worker: Worker, person_id: UUID) -> Worker:
    """Return one of `people`; raises Hidden for anybody else. One's own page shows no way to change anything."""
    for each in people(worker):
        if each.pk == person_id:
            return each
    raise Hidden("person_hidden")


def person_to_change(worker: Worker, person_id: UUID) -> Worker:
    """Return somebody whose account the worker may ask to change: never their own."""
    person = open_person(worker, person_id)
    if person.pk == worker.pk or not may_ask(worker):
        raise Hidden("own_account_change")
    return person


def history_of(person: Worker, worker: Worker) -> list[Change]:
    """Return what was ever asked about somebody, as far as the worker may see it, the newest first."""
    if person.pk == worker.pk:
        return []
    found = Change.objects.filter(worker_id=person.pk).select_related("asked_by", "decided_by")
    return list(found.order_by("-asked_at"))


def open_change(worker: Worker, change_id: UUID) -> Change:
    """Return one change; raises Hidden for what is not the worker's to see."""
    found = Change.objects.select_related(
        "worker__team", "worker__line_manager", "team", "line_manager", "asked_by", "decided_by"
    )
    change = found.filter(pk=change_id).first()
    if change is None:
        raise Hidden("account_change_hidden")
    return change
