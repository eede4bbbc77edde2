"""Celery's part: a nudge carries a job's id and nothing else."""

from uuid import UUID

from celery import shared_task

from .jobs import beat_heard, claim, run_job


@shared_task
def run(job_id: str) -> None:
    """Do one job if it still waits."""
    job = claim(UUID(job_id))
    if job is not None:
        run_job(job)


@shared_task
def find_waiting_jobs() -> None:
    """Note that beat and a worker are there, then do what a lost message or a dead worker left."""
    beat_heard()
    while (job := claim()) is not None:
        run_job(job)
