"""Beat's part: it asks now and then for looks that nobody took to be escalated, and does nothing itself."""

from uuid import uuid4

from celery import shared_task
from django.db import IntegrityError
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.jobs import enqueue

from .jobs import ESCALATE


@shared_task
def escalate() -> None:
    """Ask for this quarter of an hour's look; several beats ask for one."""
    now = timezone.now()
    slot = f"looks at releases {now:%Y-%m-%d %H}:{now.minute // 15}"
    try:
        with acting_as(SystemActor.DISPATCHER):
            enqueue(ESCALATE, uuid4(), by=SystemActor.DISPATCHER, slot=slot)
    except IntegrityError:
        return  # it was asked for already
