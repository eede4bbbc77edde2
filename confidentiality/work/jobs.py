"""Asking for work, and doing it: claim, step by step, once only.

A job is claimed by the dispatcher and then done in steps. Each step is one committed transaction under the
handler's own identity, with the job's row locked in it: what a step did and that it did it are true together.
A worker that dies leaves its lease to run out, and the next one goes on at the first step not done.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from confidentiality.access.identity import Principal, SystemActor, acting_as
from confidentiality.audit.record import record

from .models import Job

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5
Step = Callable[[Job], bool]
_handlers: dict[str, tuple[Step, SystemActor]] = {}
log = logging.getLogger(__name__)


def handler(kind: str, *, actor: SystemActor) -> Callable[[Step], Step]:
    """Register `step(job) -> more?` for jobs of `kind`; it runs as `actor`, one transaction per call."""

    def register(step: Step) -> Step:
        if kind in _handlers:
            raise ValueError(f"Two handlers for {kind}.")
        _handlers[kind] = (step, actor)
        return step

    return register


def enqueue(
    kind: str, subject: UUID, *, by: Principal, slot: str | None = None, total: int = 0
) -> Job:
    """Ask for work in the caller's transaction; a worker is nudged when it commits.

    Raises KeyError for a kind without handler, IntegrityError if `slot` was taken.
    """
    if kind not in _handlers:
        raise KeyError(kind)
    asked_by = None if isinstance(by, SystemActor) else by
    job = Job.objects.create(kind=kind, subject=subject, asked_by=asked_by, slot=slot, total=total)
    transaction.on_commit(lambda: nudge(job.id))
    return job


def nudge(job_id: UUID) -> None:
    """Tell a worker that a job waits; if the broker is away, beat finds the job later."""
    from .tasks import run

    try:
        run.apply_async((str(job_id),), retry=False)
    except run.OperationalError:
        log.warning("The broker did not take a nudge; the job waits for the next look.")


def claim(job_id: UUID | None = None) -> Job | None:
    """Claim one waiting or abandoned job as the dispatcher, or return None."""
    now = timezone.now()
    with acting_as(SystemActor.DISPATCHER):
        waiting = Job.objects.filter(
            state__in=[Job.State.WAITING, Job.State.RUNNING], not_before__lte=now
        )
        waiting = waiting.exclude(lease_until__gt=now)
        if job_id is not None:
            waiting = waiting.filter(id=job_id)
        job = waiting.order_by("not_before").select_for_update(skip_locked=True).first()
        if job is None:
            return None
        job.state, job.lease_until = Job.State.RUNNING, now + LEASE
        job.attempts += 1
        job.save(update_fields=["state", "lease_until", "attempts"])
        return job


def run_job(job: Job) -> None:
    """Do a claimed job step by step until it is done; a step that raises is tried again later."""
    try:
        while _one_step(job.id):
            pass
    except Exception as error:
        log.exception("A job's step failed.")
        _put_back(job.id, type(error).__name__)


def _one_step(job_id: UUID) -> bool:
    with acting_as(SystemActor.DISPATCHER):
        kind = Job.objects.values_list("kind", flat=True).get(id=job_id)
    step, actor = _handlers[kind]
    with acting_as(actor):
        job = Job.objects.select_for_update().get(id=job_id)
        if job.state != Job.State.RUNNING:
            return False  # somebody else finished it
        more = step(job)
        job.lease_until = timezone.now() + LEASE
        if not more:
            job.state, job.ended_at, job.failure = Job.State.DONE, timezone.now(), ""
            record("job_done", ids=[job.id, job.subject], reason=job.kind)
        job.save(update_fields=["state", "lease_until", "ended_at", "failure", "done", "total"])
    return more


def _put_back(job_id: UUID, failure: str) -> None:
    with acting_as(SystemActor.DISPATCHER):
        job = Job.objects.select_for_update().get(id=job_id)
        if job.state != Job.State.RUNNING:
            return
        stopped = job.attempts >= MOST_ATTEMPTS
        job.state = Job.State.FAILED if stopped else Job.State.WAITING
        job.failure, job.lease_until = failure[:60], None
        job.not_before = timezone.now() + timedelta(seconds=5 * 2**job.attempts)
        job.save(update_fields=["state", "failure", "lease_until", "not_before"])
        record(
            "job_stopped" if stopped else "job_put_back",
            ids=[job.id],
            reason=job.kind,
            outcome="failed",
        )
