"""Beat's part: accounts that nobody uses are suspended. Missing a turn only delays it."""

from celery import shared_task

from .dormant import suspend_dormant


@shared_task
def suspend_unused() -> None:
    """Suspend who has not been here for too long."""
    suspend_dormant()
