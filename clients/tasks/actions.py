"""Every write of a task."""

from datetime import date
from uuid import UUID

from django.utils import timezone

from clients.models import CaseFile
from confidentiality.audit.record import record
from staff.models import Worker

from .models import Task


def add_task(
    *, file: CaseFile | None, owner: Worker, words: str, due_on: date, by: Worker, task_id: UUID
) -> Task:
    """Note what is to be done: on a file by its lead or oneself, on none by oneself."""
    task = Task(id=task_id, file=file, owner=owner, due_on=due_on, made_by=by)
    task.words = words
    task.save(force_insert=True)
    record("task_added", file=file.id if file else None, ids=[task.id])
    return task


def finish_task(*, task: Task, by: Worker) -> bool:
    """Note that a task is done, once; False when it was done meanwhile, or is not this worker's to say."""
    open_still = Task.objects.filter(pk=task.pk, done_at=None)
    done = open_still.update(done_at=timezone.now(), done_by=by) == 1
    if done:
        record("task_done", file=task.file_id, ids=[task.pk])
    return done


def take_up_again(*, task: Task, by: Worker) -> bool:
    """Undo that a task is done, by whoever said so."""
    undone = Task.objects.filter(pk=task.pk, done_by=by).update(done_at=None, done_by=None) == 1
    if undone:
        record("task_taken_up", file=task.file_id, ids=[task.pk])
    return undone
