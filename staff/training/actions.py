"""Noting what of an induction is done, and trainings; taking a note back; the checklist; each with its audit event."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from confidentiality.audit.record import record
from staff.models import Worker

from .models import Item, Noted, Training
from .rules import good_until


def note_line(*, item: Item, person: Worker, done_by: UUID, done_on: date, by: Worker) -> None:
    """Note that a line of the checklist is done for somebody else (5.1.1, 5.3.1); a second time changes nothing."""
    noted = Noted(item=item, worker=person, done_by_id=done_by, done_on=done_on, noted_by=by)
    if _saved(noted):
        record("induction_noted", ids=[noted.id, person.pk, item.id])


def note_training(
    *,
    person: Worker,
    subject: str,
    content: str,
    trainer: str,
    held_on: date,
    months: int,
    by: Worker,
) -> None:
    """Note that somebody else was trained, to be renewed after `months` (5.10); a second time changes nothing."""
    training = Training(
        worker=person,
        subject=subject,
        content=content,
        trainer=trainer,
        held_on=held_on,
        months=months,
        good_until=good_until(held_on, months),
        noted_by=by,
    )
    if _saved(training):
        record("training_noted", ids=[training.id, person.pk])


def _saved(row: Model) -> bool:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def take_back(*, noted: Noted) -> None:
    """Take back what was noted by mistake: where files waited for it, they wait again."""
    gone, _ = Noted.objects.filter(pk=noted.pk).delete()
    if gone:
        record("induction_taken_back", ids=[noted.pk, noted.worker_id, noted.item_id])


def take_training_back(*, training: Training) -> None:
    """Take back a training that was noted by mistake."""
    gone, _ = Training.objects.filter(pk=training.pk).delete()
    if gone:
        record("training_taken_back", ids=[training.pk, training.worker_id])


def add_item(*, words: str, position: int) -> None:
    """Put a line of the organisation's own on the checklist."""
    item = Item(code=Item.Code.OTHER, words=words, position=position)
    item.save(force_insert=True)
    record("checklist_changed", ids=[item.id], fields=["words", "position"])


def change_item(*, item: Item, words: str, position: int, retire: bool) -> None:
    """Reword or move a line, or take one of the organisation's own off; what is noted of it stays."""
    item.words, item.position = words, position
    fields = ["words", "position"]
    if retire and item.code == Item.Code.OTHER:
        item.retired_at = timezone.now()
        fields.append("retired_at")
    item.save(update_fields=fields)
    record("checklist_changed", ids=[item.id], fields=fields)
