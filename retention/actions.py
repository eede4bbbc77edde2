"""Every write of retention, with its audit event in the same transaction: holds, reviews, sweeps, disposals."""

import logging
from collections import Counter
from dataclasses import replace
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.access.identity import SystemActor
from confidentiality.audit.record import record
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import destroy_key
from confidentiality.work.jobs import enqueue
from staff.models import Worker

from .access import decide_all, lock_life, schedule
from .models import CASE_FILES, Certificate, Disposal, Hold, ScheduleRule, Sweep
from .registry import erase_everywhere, erasers, keys_of
from .rules import Decision, Reason, Side, day_in_london, decide, latest_due, years_in_sweep

SWEEP = "retention.sweep"  # the kind of job
MOST_TRIES = 3
BACKUPS = (
    "The rows and keys named here are gone from the running system, and nothing of the file can be opened in it."
    " Backups of the data made before this day may still hold its sealed rows, which do not open without the key."
    " Copies of the keys made before this day still open them, until those copies have expired and the master keys"
    " in use on this day are destroyed."
)
log = logging.getLogger(__name__)


# ---- holds and reviews


def place_hold(
    *, hold_id: UUID, file: CaseFile, by: Worker, side: Side, ground: str, reason: str = ""
) -> Hold:
    """Place a hold: the file survives every sweep until it is lifted. Clause 5.2.7, E35.

    A sweep that is destroying the file at this moment is waited for. Raises Hidden if it then is gone, SealingError
    for words from the records admin, who has no key to seal them.
    """
    if reason and side == Side.RECORDS:
        raise SealingError("The records admin has no key for words about a case file.")
    try:
        with transaction.atomic():
            hold = Hold.objects.create(
                id=hold_id,
                file=file,
                side=str(side),
                ground=ground,
                placed_by=by,
                reason=reason or None,
            )
    except IntegrityError:
        raise Hidden("file_hidden", file=file.id, purpose="hold") from None
    record("hold_placed", file=file.id, ids=[hold.id], reason=ground)
    return hold


def lift_hold(*, hold: Hold, by: Worker, ground: str, reason: str = "") -> None:
    """Lift a hold that stands, once; other holds on the file go on (E36).

    Raises Hidden if somebody else lifted it meanwhile, SealingError for words from the records admin.
    """
    if reason and hold.side == Side.RECORDS:
        raise SealingError("The records admin has no key for words about a case file.")
    if not Hold.objects.select_for_update().filter(id=hold.id, lifted_at=None).exists():
        raise Hidden("hold_hidden", file=hold.file_id)
    hold.lifted_at, hold.lifted_by, hold.lift_ground = timezone.now(), by, ground
    hold.lift_reason = reason or None
    hold.save(update_fields=["lifted_at", "lifted_by", "lift_ground", "lift_reason"])
    record("hold_lifted", file=hold.file_id, ids=[hold.id], reason=ground)


def review_file(*, file: CaseFile, by: Worker) -> None:
    """Say that a line manager has looked at an imported file before its first disposal; it is asked once."""
    file.reviewed_at = timezone.now()
    file.save(update_fields=["reviewed_at"])
    record("file_reviewed", file=file.id, ids=[by.pk], fields=["reviewed_at"])


# ---- sweeps


def ask_for_sweep(*, sweep_id: UUID, by: Worker | None, slot: str | None = None) -> Sweep:
    """Ask for a sweep as of today in London; `by` is None when the clock asks, acting as the dispatcher.

    Raises IntegrityError if `slot` was taken: a regular sweep is asked for once.
    """
    principal = by.pk if by is not None else SystemActor.DISPATCHER
    job = enqueue(SWEEP, sweep_id, by=principal, slot=slot)
    today = day_in_london(timezone.now())
    sweep = Sweep.objects.create(id=sweep_id, as_of=today, asked_by=by, job=job)
    record("sweep_asked", ids=[sweep.id])
    return sweep


def plan_sweep(*, sweep: Sweep) -> int:
    """Write down which files the sweep is to destroy; return how many. Each is decided again on its own."""
    rules = {rule.record_class: rule for rule in ScheduleRule.objects.all()}
    sweep.planned_by = {name: rule.years_on(sweep.as_of) for name, rule in rules.items()}
    years = sweep.planned_by[CASE_FILES]
    decisions = decide_all(as_of=sweep.as_of, until=sweep.as_of, years=years)
    planned = [
        Disposal(sweep=sweep, file_id=d.file.id, reference=d.file.reference)
        for d in decisions
        if d.due and rules[CASE_FILES].unsure_since is None
    ]
    Disposal.objects.bulk_create(planned, batch_size=1000)
    sweep.started_at = timezone.now()
    sweep.save(update_fields=["started_at", "planned_by"])
    record("sweep_planned", ids=[sweep.id])
    return len(planned)


def dispose_of_next(*, sweep: Sweep) -> Disposal | None:
    """Destroy the next planned file, or keep it if anything stands against it by now.

    None when none is left: then some of the other classes go, and when none of these is due, the sweep ends.

    One call is one transaction: all of a file goes, with its certificate, or nothing (E39). A file that fails goes to
    the end of the plan, and after three tries is left for the next sweep, so that one file cannot stop the others.
    """
    planned = sweep.disposals.filter(outcome=Disposal.Outcome.PLANNED).order_by("tries", "id")
    disposal = planned.select_for_update().first()
    if disposal is None:
        if not _erase_other_classes(sweep):
            _end(sweep)
        return None
    try:
        with transaction.atomic():
            _dispose_of(disposal, sweep)
            # What the database would check at the end it checks here, so that a failure is this file's alone.
            connection.check_constraints()
    except Exception as error:
        log.exception("A case file was not destroyed.")
        _note_failure(disposal, error)
    return disposal


def _erase_other_classes(sweep: Sweep) -> int:
    """Destroy some of what is due of the classes that are of no case file; return how many."""
    rules = {rule.record_class: rule for rule in ScheduleRule.objects.all()}
    return sum(
        erase(latest_due(sweep.as_of, _years(rules[record_class], sweep)))
        for record_class, erase in erasers().items()
        if rules[record_class].unsure_since is None
    )


def _years(rule: ScheduleRule, sweep: Sweep) -> int:
    planned = sweep.planned_by.get(rule.record_class)
    return years_in_sweep(planned=planned, now=rule.years_on(sweep.as_of))


def _dispose_of(disposal: Disposal, sweep: Sweep) -> None:
    rule = schedule()
    life = lock_life(disposal.file_id)
    if life is None:
        disposal.outcome = Disposal.Outcome.GONE
    else:
        decision = decide(life, disposal.file_id, as_of=sweep.as_of, years=_years(rule, sweep))
        if rule.unsure_since is not None:
            decision = replace(decision, reasons=(*decision.reasons, Reason.PERIOD_UNSURE))
        disposal.reasons = [str(reason) for reason in decision.reasons]
        if decision.due:
            _destroy(decision, rule, sweep)
            disposal.outcome = Disposal.Outcome.DESTROYED
        else:
            disposal.outcome = Disposal.Outcome.KEPT
            record("file_kept", file=disposal.file_id, ids=[sweep.id], reason=decision.reasons[0])
    disposal.ended_at = timezone.now()
    disposal.save(update_fields=["outcome", "reasons", "ended_at"])


def _destroy(decision: Decision, rule: ScheduleRule, sweep: Sweep) -> None:
    """Erase a due file in every room, destroy its keys, write the certificate. The file's life is locked.

    Raises ValueError for a file that is not due.
    """
    if not decision.due or decision.left_on is None or decision.due_on is None:
        raise ValueError("What is not due is not destroyed.")
    file = decision.file
    keys = keys_of(file.id)
    erased = erase_everywhere(file.id)
    destroyed = Counter(ref.kind for ref in keys if destroy_key(ref))
    certificate = Certificate.objects.create(
        file_id=file.id,
        reference=file.reference,
        record_class=rule.name,
        clause=rule.clause,
        mandate=rule.mandate,
        years=_years(rule, sweep),
        left_on=decision.left_on,
        due_on=decision.due_on,
        erased=erased,
        keys_destroyed=dict(destroyed),
        backups=BACKUPS,
        sweep=sweep,
    )
    record("file_destroyed", file=file.id, ids=[certificate.id, sweep.id], reason=rule.clause)


def _note_failure(disposal: Disposal, error: Exception) -> None:
    disposal.refresh_from_db()
    disposal.tries += 1
    disposal.failure = type(error).__name__[:60]
    if disposal.tries >= MOST_TRIES:
        disposal.outcome, disposal.ended_at = Disposal.Outcome.FAILED, timezone.now()
    disposal.save(update_fields=["tries", "failure", "outcome", "ended_at"])
    record(
        "disposal_failed",
        file=disposal.file_id,
        ids=[disposal.sweep_id],
        reason=disposal.failure,
        outcome="failed",
    )


def _end(sweep: Sweep) -> None:
    sweep.ended_at = timezone.now()
    sweep.save(update_fields=["ended_at"])
    record("sweep_ended", ids=[sweep.id])
