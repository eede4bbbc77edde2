"""Beat's part: the next round begins when its time has come. Missing a turn only delays it."""

from celery import shared_task

from . import actions


@shared_task
def begin_access_review() -> None:
    """Begin a round when the last is a quarter old, or none was."""
    actions.begin(by=None)
