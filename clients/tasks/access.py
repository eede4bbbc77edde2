"""The doors to tasks: one's own of today and to come, and those on a file that was opened."""

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from staff.models import Worker

from .models import Task

MOST = 100
DUE_FIRST = ("due_on", "made_at", "pk")


def _mine(worker: Worker, **due: date) -> QuerySet[Task]:
    """Return what is the worker's to do: their own, and a leaver's on a file that they lead (E51).

    A hundred of each at most, each found by an index of its own: asked as one test all tasks would be gone through.
    """
    to_do = Task.objects.filter(done_at=None, **due).order_by(*DUE_FIRST).values("pk")
    own = to_do.filter(owner=worker.pk)[:MOST]
    of_leavers = to_do.filter(owner__in_post=False, file__lead=worker.pk)[:MOST]
    return Task.objects.filter(pk__in=own.union(of_leavers, all=True))


def count_due(worker: Worker) -> Combinable:
    """Return the expression that counts the worker's tasks that are due by today, for the navigation."""
    return how_many(_mine(worker, due_on__lte=timezone.localdate()))


def my_tasks(worker: Worker) -> list[Task]:
    """Return what is the worker's to do, what is due first; a hundred at most, recorded."""
    return _shown(_mine(worker).select_related("file", "owner").order_by(*DUE_FIRST))


def tasks_on(file: CaseFile) -> list[Task]:
    """Return what is to do on an opened file, what is due first; recorded."""
    found = Task.objects.filter(file_id=file.id, done_at=None).select_related("owner", "file")
    return _shown(found.order_by(*DUE_FIRST), file)


def _shown(tasks: QuerySet[Task], file: CaseFile | None = None) -> list[Task]:
    shown = list(tasks[:MOST])
    load_keys(task.sealed_under() for task in shown)
    record("tasks_listed", file=file.id if file else None, ids=[task.id for task in shown])
    return shown


def open_task(task_id: UUID) -> Task:
    """Return one task that whoever acts may see; raises Hidden for any other id."""
    found = Task.objects.select_related("file").filter(pk=task_id).first()
    if found is None:
        raise Hidden("task_hidden")
    return found


def is_due(task: Task, today: date) -> str:
    """Say whether a task is 'late', due 'today', or due 'later'."""
    return "late" if task.due_on < today else "today" if task.due_on == today else "later"
