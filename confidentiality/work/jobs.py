"""Asking for work, and doing it: claim, step by step, once only.

A job is claimed by the dispatcher and then done in steps. Each step is one committed transaction under the
handler's own identity, with the job's row locked in it: what a step did and that it did it are true together.
A worker that dies leaves its lease to run out, and the next one goes on at the first step not done. The lease is
also the claim's token: who was overtaken, after a stall between two steps, does and undoes nothing any more.
"""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from confidentiality.access.identity import Principal, SystemActor, acting_as
from confidentiality.audit.record import record

from .handlers import handler_of
from .models import Heartbeat, Job

LEASE = timedelta(minutes=2)
MOST_ATTEMPTS = 5  # at one step; a worker that dies has used one as well
RUN = "confidentiality.work.tasks.run"  # by name: the task imports this module
_PROGRESS = ["state", "lease_until", "attempts", "ended_at", "failure", "done", "total"]
log = logging.getLogger(__name__)


def enqueue(
    kind: str,
    subject: UUID,
    *,
    by: Principal,
    slot: str | None = None,
    total: int = 0,
    after: timedelta = timedelta(),
) -> Job:
    """Ask for work in the caller's transaction; a worker is nudged when it commits, beat finds what is for `after`.

    Raises KeyError for a kind without handler, IntegrityError if `slot` was taken.
    """
    handler_of(kind)
    asked_by = by if isinstance(by, UUID) else None
    job = Job.objects.create(
        kind=kind,
        subject=subject,
        asked_by=asked_by,
        slot=slot,
        total=total,
        not_before=timezone.now() + after,
    )
    if not after:
        transaction.on_commit(lambda: nudge(job.id))
    return job


def nudge(job_id: UUID) -> None:
    """Tell a worker that a job waits; if the broker is away, beat finds the job later."""
    # Most processes tell nobody anything, and to read Celery is a tenth of a second of work.
    from kombu.exceptions import OperationalError

    from confidentiality.celery import app

    try:
        app.send_task(RUN, (str(job_id),), retry=False)
    except OperationalError:
        log.warning("The broker did not take a nudge; the job waits for the next look.")


def claim(job_id: UUID | None = None) -> Job | None:
    """Claim one waiting or abandoned job as the dispatcher, or return None.

    An abandoned one that has used up its attempts is stopped: it may be what its workers died of.
    """
    while True:
        with acting_as(SystemActor.DISPATCHER):
            job = _first_to_claim(job_id)
            if job is None:
                return None
            if job.attempts < MOST_ATTEMPTS:
                job.state, job.lease_until = Job.State.RUNNING, timezone.now() + LEASE
                job.attempts += 1
                job.save(update_fields=["state", "lease_until", "attempts"])
                return job
            _stop(job, "WorkerLost")


def beat_heard() -> None:
    """Note that beat asked and a worker heard it; the health page counts from here."""
    heard = Heartbeat(name="clock", at=timezone.now())
    with acting_as(SystemActor.DISPATCHER):  # two workers may hear at once
        Heartbeat.objects.bulk_create(
            [heard], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
        )


def _first_to_claim(job_id: UUID | None) -> Job | None:
    now = timezone.now()
    waiting = Job.objects.filter(
        state__in=[Job.State.WAITING, Job.State.RUNNING], not_before__lte=now
    ).exclude(lease_until__gt=now)
    if job_id is not None:
        waiting = waiting.filter(id=job_id)
    return waiting.order_by("not_before").select_for_update(skip_locked=True).first()


def run_job(job: Job) -> None:
    """Do a claimed job step by step until it is done; a step that raises is tried again later."""
    lease = job.lease_until
    try:
        while lease is not None:
            lease = _one_step(job.id, lease)
    except Exception as error:
        log.exception("A job's step failed.")
        _put_back(job.id, lease, type(error).__name__)


def _held(job_id: UUID, lease: datetime | None) -> Job | None:
    """Lock the job while the claim stands that set `lease`; None if it was done or claimed by another since."""
    held = Job.objects.filter(id=job_id, state=Job.State.RUNNING, lease_until=lease)
    return held.select_for_update().first()


def _one_step(job_id: UUID, lease: datetime) -> datetime | None:
    """Do one step and return the renewed lease, or None when there is nothing more to do."""
    with acting_as(SystemActor.DISPATCHER):
        kind = Job.objects.values_list("kind", flat=True).get(id=job_id)
    step, actor = handler_of(kind)
    with acting_as(actor):
        job = _held(job_id, lease)
        if job is None:
            return None
        more = step(job)
        job.lease_until, job.attempts = timezone.now() + LEASE, 0
        if not more:
            job.state, job.ended_at, job.failure = Job.State.DONE, timezone.now(), ""
            record("job_done", ids=[job.id, job.subject], reason=job.kind)
        job.save(update_fields=_PROGRESS)
    return job.lease_until if more else None


def _put_back(job_id: UUID, lease: datetime | None, failure: str) -> None:
    with acting_as(SystemActor.DISPATCHER):
        job = _held(job_id, lease)
        if job is None:
            return
        if job.attempts >= MOST_ATTEMPTS:
            _stop(job, failure)
            return
        job.state, job.failure, job.lease_until = Job.State.WAITING, failure[:60], None
        job.not_before = timezone.now() + timedelta(seconds=5 * 2**job.attempts)
        job.save(update_fields=["state", "failure", "lease_until", "not_before"])
        record("job_put_back", ids=[job.id], reason=job.kind, outcome="failed")


def _stop(job: Job, failure: str) -> None:
    """Give a job up; a person sees it as stopped and decides."""
    job.state, job.failure, job.lease_until = Job.State.FAILED, failure[:60], None
    job.save(update_fields=["state", "failure", "lease_until"])
    record("job_stopped", ids=[job.id], reason=job.kind, outcome="failed")
