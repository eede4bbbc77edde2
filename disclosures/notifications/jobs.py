"""The notifier's work: one programme file in each step, until none is left (clause 4.2.1 i)."""

from clients.programme.actions import LOOK
from confidentiality.access.identity import SystemActor
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job

from . import notifying


@handler(LOOK, actor=SystemActor.NOTIFIER)
def look(job: Job) -> bool:
    """Look at the next programme file on which something happened, and say whether there may be more.

    The job says nothing of what it found: it is the same whether there was anybody to tell.
    """
    return notifying.look_at_next()
