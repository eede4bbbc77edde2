"""Beat's part: who is to stand in from now on. Missing a turn only delays it, and nothing needs one to end."""

from celery import shared_task

from . import actions


@shared_task
def begin_deputies() -> None:
    """Begin the deputyships whose time has come."""
    actions.begin_deputies()
