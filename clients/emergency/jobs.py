"""Escalating reviews as a job: what is overdue, or before somebody who may not review it any more."""

from confidentiality.access.identity import SystemActor
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job

from . import actions
from .access import overdue
from .models import EmergencyAccess

ESCALATE = "emergency.escalate"


@handler(ESCALATE, actor=SystemActor.REMINDER)
def escalate(job: Job) -> bool:
    """Ask another reviewer for all that waits for one, and forget searches of long ago; there are no more steps."""
    actions.forget_searches()
    waiting = EmergencyAccess.objects.filter(reviewed_at__isnull=True)
    for access in waiting.order_by("started_at"):
        job.done += actions.escalate(access=access, overdue=overdue(access))
    return False
