"""Beat's part: a couple that was tied later, and a job that a lost message left, are looked at within ten minutes."""

from uuid import uuid4

from celery import shared_task
from django.db import IntegrityError
from django.utils import timezone

from clients.programme.actions import LOOK
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.jobs import enqueue

from . import access


@shared_task
def look() -> None:
    """Ask for these ten minutes' look, if anything waits; several beats ask for one."""
    now = timezone.now()
    slot = f"programme {now:%Y-%m-%d %H}:{now.minute // 10}"
    try:
        with acting_as(SystemActor.DISPATCHER):
            if access.programme_waits():
                enqueue(LOOK, uuid4(), by=SystemActor.DISPATCHER, slot=slot)
    except IntegrityError:
        return  # it was asked for already
