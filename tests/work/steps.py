"""A kind of job for tests: six steps, each of which leaves one event; and ways in which a step goes wrong."""

import time
from collections.abc import Callable

from confidentiality.access.identity import SystemActor
from confidentiality.audit.record import record
from confidentiality.work.handlers import handler
from confidentiality.work.models import Job

KIND = "imports.tested"
STEPS = 6
# What the step of this number does besides, in this process; it may raise.
during: dict[int, Callable[[Job], None]] = {}


@handler(KIND, actor=SystemActor.IMPORTER)
def step(job: Job) -> bool:
    """Leave an event that names the step, then do what the test wants."""
    number = job.done + 1
    record("tested_step", ids=[job.subject], reason=str(number))
    if number in during:
        during[number](job)
    job.done, job.total = number, STEPS
    return number < STEPS


def stick(job: Job) -> None:
    """Say so, and never come back."""
    print("stuck", flush=True)
    time.sleep(600)
