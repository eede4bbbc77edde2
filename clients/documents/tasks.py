"""Beat's part: it asks once a day for the storage to be tidied."""

from uuid import UUID

from celery import shared_task
from django.db import IntegrityError
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.jobs import enqueue

from .jobs import TIDY

STORAGE = UUID("7d0f0c62-6a0e-4f86-9d0b-3f1b52c1a9e4")  # the subject of jobs about all of it


@shared_task
def tidy() -> None:
    """Ask for today's tidying; several beats ask for one."""
    slot = f"documents {timezone.now():%Y-%m-%d}"
    try:
        with acting_as(SystemActor.DISPATCHER):
            enqueue(TIDY, STORAGE, by=SystemActor.DISPATCHER, slot=slot)
    except IntegrityError:
        return  # it was asked for already
