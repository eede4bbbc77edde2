"""The doors to notices of conflicts: for a file's line managers, and whom somebody can name."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.grants import EffectiveGrant
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from staff.access import roles_held
from staff.models import Role, Worker

from .models import Notice

DECIDE = frozenset({str(Role.LINE_MANAGER), str(Role.SAFEGUARDING_LEAD)})
MOST_SHOWN = 50


@dataclass(frozen=True)
class Grounds:
    """What agrees between a declaration and a file, in kind: `born` is same, differs or unknown."""

    names: bool
    phone: bool
    born: str


def may_decide_any(worker: Worker) -> bool:
    """Say whether notices can come to the worker: line managers, who stands in for one, and the lead."""
    return bool(roles_held(worker) & DECIDE)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts the notices that wait for this worker, for the navigation."""
    if not may_decide_any(worker):
        return Value(0)
    return how_many(Notice.objects.filter(settled_at=None))


def _notices(worker: Worker) -> QuerySet[Any]:
    """Return the notices that stand or wait and that the worker sees.

    Each with whether the worker `may_open` its file, and whether whoever is walled off `leads` it still.
    """
    mine = EffectiveGrant.objects.filter(
        file_id=OuterRef("file_id"), user_id=worker.pk, view_until__gt=timezone.now()
    )
    leads = Func("pk", function="access.leads_though_walled", output_field=BooleanField())
    found = Notice.objects.exclude(outcome=Notice.Outcome.LIFTED)
    # not the file: who decides may have no grant on it
    people = found.select_related("worker", "named_by", "settled_by")
    return people.annotate(may_open=Exists(mine), leads=leads)


def notices(worker: Worker) -> tuple[list[Notice], list[Notice]]:
    """Return what waits, the oldest first, and what stands confirmed, the newest first; recorded. Raises Hidden."""
    if not may_decide_any(worker):
        raise Hidden("conflicts_hidden")
    found = _notices(worker)
    waiting = list(found.filter(settled_at=None).order_by("made_at")[:MOST_SHOWN])
    standing = list(found.filter(~Q(settled_at=None)).order_by("-settled_at")[:MOST_SHOWN])
    record("conflicts_listed", ids=[each.id for each in (*waiting, *standing)])
    return waiting, standing


def open_notice(worker: Worker, notice_id: UUID) -> Notice:
    """Return a notice that stands or waits, for whoever decides about it; raises Hidden for any other."""
    found: Notice | None = _notices(worker).filter(id=notice_id).first()
    if found is None or not may_decide_any(worker):
        raise Hidden("conflict_hidden")
    record("conflict_opened", file=found.file_id, ids=[found.id])
    return found


def grounds_of(notice: Notice) -> Grounds | None:
    """Return what agrees between declaration and file now; None where it follows from no declaration."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT names, phone, born FROM access.conflict_grounds(%s)", [notice.id])
        row = cursor.fetchone()
    return Grounds(*row) if row else None


def everybody() -> list[Worker]:
    """Return everybody who works here or worked here, by name: whom a client may know (E3)."""
    return list(Worker.objects.order_by(F("in_post").desc(), "display_name"))
