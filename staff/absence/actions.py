"""Entering days away and taking them back, each with its audit event."""

from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from staff.models import Worker

from .models import Absence


def enter_days(
    *, worker: Worker, kind: Absence.Kind, first_day: date, last_day: date, by: Worker
) -> None:
    """Enter days on which a worker is away or takes no new files; the same days entered twice stand once."""
    days = Absence(worker=worker, kind=kind, first_day=first_day, last_day=last_day, entered_by=by)
    try:
        with transaction.atomic():
            days.save(force_insert=True)
    except IntegrityError:
        return
    record("days_away_entered", ids=[worker.pk, days.id])


def take_back_days(*, absence_id: UUID, by: Worker) -> None:
    """Take days back: their own person, or a line manager who sees them; raises Hidden for any other."""
    gone, _ = Absence.objects.filter(id=absence_id).delete()
    if not gone:
        raise Hidden("days_away_hidden", purpose="take_back_days")
    record("days_away_taken_back", ids=[absence_id])
