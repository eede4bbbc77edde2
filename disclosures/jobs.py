"""Asking for a second look as a job: at releases before their sign-off at which nobody looked within their day."""

from django.utils import timezone

from confidentiality.access.identity import SystemActor
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job
from disclosures.actions.afterwards import escalate_look
from disclosures.models import Release

ESCALATE = "disclosures.escalate"


@handler(ESCALATE, actor=SystemActor.REMINDER)
def escalate(job: Job) -> bool:
    """Ask somebody else for the next that waits too long; say whether there may be more. Each locks its own file."""
    late = Release.objects.filter(look_by__lte=timezone.now(), looked_after=None, second=None)
    for release in late.order_by("look_by"):
        if escalate_look(release=release):
            job.done += 1
            return True
    return False
