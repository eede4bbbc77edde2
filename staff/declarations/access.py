"""The doors to declarations: one's own to read, and when anybody is to declare again."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.sealing.keys import load_keys
from staff.models import Worker

from .models import Declared, Statement
from .rules import Marks, agree, due_on, is_due
from .terms import marks_of


def renewal() -> timedelta:
    """Return after how long a declaration is to be renewed."""
    return timedelta(days=settings.DECLARATION_DAYS)


def known_of() -> dict[str, Any]:
    """Return the annotation that tells of each account or worker when they last declared, in the query it is for."""
    mine = Statement.objects.filter(worker=OuterRef("pk"))
    return {"declared_at": Subquery(mine.order_by("-at").values("at")[:1])}


def stated_on(annotated: Any) -> date | None:
    """Return the day in London on which somebody read with `known_of` last declared; None: never."""
    at = annotated.declared_at
    return timezone.localtime(at).date() if at else None


def due_of(annotated: Any) -> date | None:
    """Return the day from which somebody read with `known_of` is to declare again; None: they never have."""
    return due_on(stated_on(annotated), renewal())


def owes(annotated: Any) -> bool:
    """Say whether somebody read with `known_of` is to declare now, for the first time or again."""
    return is_due(stated_on(annotated), timezone.localdate(), renewal())


def my_declared(worker: Worker) -> list[Declared]:
    """Return whom the worker has declared, in the order in which they did; recorded."""
    found = _mine(worker)
    record("declarations_read", ids=[each.id for each in found])
    return found


def _mine(worker: Worker) -> list[Declared]:
    found = list(Declared.objects.filter(worker=worker).order_by("made_at", "id"))
    load_keys(each.sealed_under() for each in found)
    return found


def open_declared(worker: Worker, declared_id: UUID) -> Declared:
    """Return one of the worker's own; raises Hidden for any other id."""
    found = Declared.objects.filter(id=declared_id, worker=worker).first()
    if found is None:
        raise Hidden("declaration_hidden")
    return found


def has_declared(worker: Worker, marks: Marks) -> bool:
    """Say whether the worker, who acts, has declared to know whoever is known by these marks."""
    return any(agree(marks_of(each), marks) for each in _mine(worker))
