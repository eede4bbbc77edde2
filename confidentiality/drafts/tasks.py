"""Beat's part: drafts do not lie for ever. Missing a turn only delays it."""

from celery import shared_task

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record

from .disposal import erase_old


@shared_task
def erase_old_drafts() -> None:
    """Erase the drafts that nobody has touched for DRAFT_DAYS."""
    with acting_as(SystemActor.DISPOSER):
        if erase_old():
            record("old_drafts_erased")
