"""The sweep as a job: it plans in its first step, then destroys one file in each (clause 5.2.7)."""

from confidentiality.access.identity import SystemActor
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job

from . import actions
from .models import Disposal, Sweep


@handler(actions.SWEEP, actor=SystemActor.DISPOSER)
def sweep(job: Job) -> bool:
    """Do the next step of a sweep (`subject`: the sweep) and return whether there are more."""
    found = Sweep.objects.select_for_update().get(id=job.subject, job_id=job.id)
    if found.started_at is None:
        job.total = actions.plan_sweep(sweep=found)
        return True
    disposal = actions.dispose_of_next(sweep=found)
    if disposal is None:
        return found.ended_at is None
    job.done += disposal.outcome != Disposal.Outcome.PLANNED  # a file that failed is tried again
    return True
