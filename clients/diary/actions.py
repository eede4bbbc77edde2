"""Every write of the diary."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.audit.record import record
from staff.models import Worker

from .models import Appointment

State = Appointment.State


@dataclass(frozen=True)
class Arranged:
    """What was arranged: from and until, where, and what for."""

    starts_at: datetime
    ends_at: datetime
    place: str
    words: str


def arrange(
    *, file: CaseFile | None, worker: Worker, what: Arranged, by: Worker, appointment_id: UUID
) -> Appointment:
    """Note an appointment: on a file for oneself or its lead, on none for oneself."""
    appointment = Appointment(
        id=appointment_id,
        file=file,
        worker=worker,
        starts_at=what.starts_at,
        ends_at=what.ends_at,
        place=what.place,
        made_by=by,
    )
    appointment.words = what.words
    appointment.save(force_insert=True)
    record("appointment_made", file=file.id if file else None, ids=[appointment.id])
    return appointment


def move(
    *, appointment: Appointment, what: Arranged, by: Worker, appointment_id: UUID
) -> Appointment | None:
    """Put another appointment in the place of a planned one; None when something was said of it meanwhile."""
    with transaction.atomic():
        made = arrange(
            file=appointment.file,
            worker=appointment.worker,
            what=what,
            by=by,
            appointment_id=appointment_id,
        )
        if not _say(appointment, State.MOVED, by, moved_to=made):
            transaction.set_rollback(True)
            return None
    record("appointment_moved", file=appointment.file_id, ids=[appointment.id, made.id])
    return made


def say(*, appointment: Appointment, state: str, by: Worker) -> bool:
    """Say what became of a planned appointment, once; False when somebody has said so meanwhile."""
    if not _say(appointment, state, by):
        return False
    record("appointment_said", file=appointment.file_id, ids=[appointment.id], reason=state)
    return True


def unsay(*, appointment: Appointment, by: Worker) -> bool:
    """Take back what one has said oneself; not that it was moved."""
    mine = Appointment.objects.filter(pk=appointment.pk, said_by=by).exclude(state=State.MOVED)
    if mine.update(state=State.PLANNED, said_by=None, said_at=None) != 1:
        return False
    record("appointment_unsaid", file=appointment.file_id, ids=[appointment.id])
    return True


def _say(
    appointment: Appointment, state: str, by: Worker, moved_to: Appointment | None = None
) -> bool:
    planned = Appointment.objects.filter(pk=appointment.pk, state=State.PLANNED)
    said = planned.update(state=state, said_by=by, said_at=timezone.now(), moved_to=moved_to)
    return said == 1
