"""The doors to turns: who may take one, and one's own that runs."""

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from staff.models import Role, Worker

from .models import Turn


def may_take_turns(worker: Worker) -> bool:
    """Say whether the worker may take turns: a line manager of teams of both services, where that is set (E1)."""
    if worker.role != Role.LINE_MANAGER:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.may_take_turns()")
        return bool(cursor.fetchone()[0])


def check_turns(worker: Worker) -> None:
    """Let in whoever may take turns; raises Hidden for everybody else."""
    if not may_take_turns(worker):
        raise Hidden("turns_hidden", purpose="turn")


def _running(worker: Worker) -> QuerySet[Turn]:
    return Turn.objects.filter(manager=worker, ended_at=None, until__gt=timezone.now())


def own(worker: Worker) -> Turn | None:
    """Return the worker's turn that runs, with its file, or None. Earlier ones are in the audit alone: a list of them
    would name both halves."""
    return _running(worker).select_related("file").first()


def running(worker: Worker, file: CaseFile) -> Turn | None:
    """Return the turn by which the worker is on a file now, or None."""
    return _running(worker).filter(file_id=file.id).first()
