"""Writing the rota, each change with its audit event."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, ProgrammingError, transaction

from confidentiality.audit.record import record
from staff.models import Worker

from .models import Shift


class NotEntered(Exception):
    """The shift can't be entered; `args[0]` says why in a plain sentence."""


@dataclass(frozen=True)
class Rung:
    """Somebody who is rung, and by which number."""

    person: Worker
    number: str


def enter_shift(
    *,
    shift_id: UUID,
    service: str,
    starts_at: datetime,
    ends_at: datetime,
    first: Rung,
    second: Rung | None,
    by: Worker,
) -> Shift:
    """Enter who is on call for a service. Raises NotEntered where it overlaps, or somebody may not be on call then."""
    shift = Shift(
        id=shift_id,
        service=service,
        starts_at=starts_at,
        ends_at=ends_at,
        person=first.person,
        number=first.number,
        second=second.person if second else None,
        second_number=second.number if second else "",
        made_by=by,
    )
    try:
        with transaction.atomic():
            shift.save(force_insert=True)
    except IntegrityError:
        raise NotEntered("Somebody is on call then already. Take that shift back first") from None
    except ProgrammingError:
        raise NotEntered(
            "On call is a line manager of the service, who stands in for one all that time, or the safeguarding lead"
        ) from None
    record("shift_entered", ids=[shift.pk, first.person.pk])
    return shift


def take_back_shift(*, shift: Shift, by: Worker) -> None:
    """Take a shift back."""
    gone, _ = Shift.objects.filter(pk=shift.pk).delete()
    if gone:
        record("shift_taken_back", ids=[shift.pk, shift.person_id])
