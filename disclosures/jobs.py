"""Asking for a second look as a job: at releases before their sign-off at which nobody looked within their day."""

from django.db.models.functions import Now

from confidentiality.access.identity import SystemActor
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job
from disclosures.actions.afterwards import escalate_look
from disclosures.models import Release

ESCALATE = "disclosures.escalate"


@handler(ESCALATE, actor=SystemActor.REMINDER)
def escalate(job: Job) -> bool:
    """Ask somebody else for the next that waits too long; say whether there may be more.

    Each locks its own file, and no step locks a second: one that was looked at meanwhile ends it too.
    """
    late = Release.objects.filter(look_by__lte=Now(), looked_after=None, second=None)
    for release in late.order_by("look_by"):
        asked = escalate_look(release=release)
        if asked is not False:
            job.done += bool(asked)
            return True
    return False
