"""Celery's part: a nudge carries a job's id and nothing else."""

import contextlib
import logging
from collections.abc import Iterator
from uuid import UUID

from celery import shared_task

from confidentiality.access.identity import DoorsClosed

from .jobs import beat_heard, claim, run_job

log = logging.getLogger(__name__)


@shared_task
def run(job_id: str) -> None:
    """Do one job if it still waits."""
    with _unless_closed():
        job = claim(UUID(job_id))
        if job is not None:
            run_job(job)


@shared_task
def find_waiting_jobs() -> None:
    """Note that beat and a worker are there, then do what a lost message or a dead worker left."""
    with _unless_closed():
        beat_heard()
        while (job := claim()) is not None:
            run_job(job)


@contextlib.contextmanager
def _unless_closed() -> Iterator[None]:
    """Leave a job where it is while the doors are closed; beat finds it when they are open again."""
    try:
        yield
    except DoorsClosed:
        log.warning("The doors are closed: jobs wait.")
