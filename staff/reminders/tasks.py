"""Beat's part: it looks every quarter of an hour whom to remind.

What waits for somebody is asked under their own identity, in a transaction that writes nothing: the mailer itself may
see nothing of it. A lost message costs a quarter of an hour, since the next look finds what this one would have.
"""

import logging

from celery import shared_task
from django.utils import timezone

from confidentiality.access.identity import DoorsClosed, SystemActor, acting_as

from . import access, actions

log = logging.getLogger(__name__)


@shared_task
def remind() -> None:
    """Ask for the reminders of this quarter of an hour."""
    try:
        with acting_as(SystemActor.MAILER):
            actions.forget_old()
            due = access.due_now(timezone.now())
    except DoorsClosed:
        return
    for each in due:
        try:
            _look_after(each)
        except Exception:  # somebody else's reminder does not hang on this one's
            log.exception("Somebody was not looked after.")


def _look_after(each: access.Due) -> None:
    with acting_as(each.worker):
        waits = access.what_waits(each.worker)
    with acting_as(SystemActor.MAILER):
        actions.remind(due=each, waits=waits)
