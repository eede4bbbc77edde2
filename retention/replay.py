"""What becomes of this room's events at a restore: what was destroyed is destroyed again, held is held again."""

from collections import Counter
from datetime import date
from uuid import UUID

from clients.models import CaseFile
from confidentiality.sealing.keys import destroy_key
from confidentiality.work.backup.replaying import CannotReplay, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from confidentiality.work.models import Job
from staff.models import Role, Worker

from .access import lock_life, schedule
from .actions import BACKUPS, SWEEP
from .models import Certificate, Hold, ScheduleRule, Sweep
from .registry import erase_everywhere, keys_of
from .rules import Side, day_in_london, decide

harmless("retention_listed", "certificate_opened", "file_kept")
harmless("sweep_asked", "sweep_planned", "sweep_ended")  # what a sweep did, each file says itself
lost("reviews of imported files", "file_reviewed")
AGAIN = " Destroyed again after a restore, and this certificate written anew, with the days as they were backed up."


@replays("hold_placed")
def place_hold(event: Shipped) -> None:
    """Place a hold again. Its ground and words were never shipped: it says 'something else' until it is lifted."""
    (hold,) = event.ids
    if Hold.objects.filter(id=hold).exists() or not CaseFile.objects.filter(id=event.on).exists():
        return
    worker = _worker(event)
    Hold.objects.create(
        id=hold,
        file_id=event.on,
        side=str(Side.RECORDS if worker.role == Role.RECORDS_ADMIN else Side.FILE),
        ground=Hold.Ground.OTHER,
        placed_by=worker,
        placed_at=event.at,
    )


@replays("hold_lifted")
def lift_hold(event: Shipped) -> None:
    """Lift a hold again, by whoever lifted it."""
    (hold,) = event.ids
    for found in Hold.objects.filter(id=hold, lifted_at=None):
        found.lifted_at, found.lifted_by = event.at, _worker(event)
        found.lift_ground = Hold.LiftGround.ENDED
        found.save(update_fields=["lifted_at", "lifted_by", "lift_ground"])


def _worker(event: Shipped) -> Worker:
    worker = Worker.objects.filter(account_id=event.by).first()
    if worker is None:
        raise CannotReplay("whoever did it is younger than the backup: make their account first.")
    return worker


@replays("period_changed")
def hold_until_agreed_again(event: Shipped) -> None:
    """Let no sweep go by a period that two people changed since: to what, was never shipped. They agree anew."""
    ScheduleRule.objects.update(unsure_since=event.at)


@replays("file_destroyed")
def destroy_file(event: Shipped) -> None:
    """Destroy a case file again in every room, with its keys, and write its certificate anew. Clause 5.2.7, E40."""
    certificate, sweep = event.ids
    file = CaseFile.objects.filter(id=event.on).first()
    if file is None or Certificate.objects.filter(file_id=file.id).exists():
        return
    rule = schedule()
    day = day_in_london(event.at)
    years = rule.years_on(day)
    left_on, due_on = _days(file, years, day)
    keys = keys_of(file.id)
    erased = erase_everywhere(file.id)
    destroyed = Counter(ref.kind for ref in keys if destroy_key(ref))
    Certificate.objects.create(
        id=certificate,
        file_id=file.id,
        reference=file.reference,
        record_class=rule.name,
        clause=rule.clause,
        mandate=rule.mandate,
        years=years,
        left_on=left_on,
        due_on=due_on,
        erased=erased,
        keys_destroyed=dict(destroyed),
        backups=BACKUPS + AGAIN,
        sweep=_sweep(sweep, event),
        destroyed_at=event.at,
    )


def _days(file: CaseFile, years: int, destroyed_on: date) -> tuple[date, date]:
    """Return when the person left and the file was due, as backed up; the latest possible where it was still open."""
    life = lock_life(file.id)
    decision = life and decide(life, file.id, as_of=destroyed_on, years=years)
    if decision and decision.left_on and decision.due_on:
        return decision.left_on, decision.due_on
    latest = date(destroyed_on.year - years, destroyed_on.month, min(destroyed_on.day, 28))
    return latest, destroyed_on


def _sweep(sweep_id: UUID, event: Shipped) -> Sweep:
    """Return the sweep that destroyed it, made anew where it is younger than the backup."""
    found = Sweep.objects.filter(id=sweep_id).first()
    if found is not None:
        return found
    ended = {"state": Job.State.DONE, "created_at": event.at, "ended_at": event.at}
    return Sweep.objects.create(
        id=sweep_id,
        as_of=day_in_london(event.at),
        asked_at=event.at,
        job=Job.objects.create(kind=SWEEP, subject=sweep_id, **ended),
        started_at=event.at,
        ended_at=event.at,
    )
