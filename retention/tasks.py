"""Beat's part: it asks for the regular sweep, once for each slot, and runs nothing itself."""

from uuid import uuid4

from celery import shared_task
from django.conf import settings
from django.db import IntegrityError
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as

from . import actions
from .rules import slot_of


@shared_task
def sweep() -> None:
    """Ask for the sweep of this day, or of this interval where it is shorter; several beats ask for one."""
    slot = slot_of(timezone.now(), every=settings.SWEEP_EVERY_SECONDS)
    try:
        with acting_as(SystemActor.DISPATCHER):
            actions.ask_for_sweep(sweep_id=uuid4(), by=None, slot=slot)
    except IntegrityError:
        return  # it was asked for already
