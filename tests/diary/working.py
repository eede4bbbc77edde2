"""Appointments for tests, noted as the product would."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from clients.diary import actions
from clients.diary.models import Appointment
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast

AMINA = cast.FILES["amina"].id
WORDS = "Talk about the court date, room 2."


def an_appointment(
    *,
    by: str = "iss_worker",
    file: UUID | None = AMINA,
    for_whom: str | None = None,
    hours: int = 24,
    minutes: int = 60,
    place: str = "office",
    words: str = WORDS,
) -> Appointment:
    """Note an appointment that begins in so many hours."""
    starts = timezone.now() + timedelta(hours=hours)
    what = actions.Arranged(starts, starts + timedelta(minutes=minutes), place, words)
    with acting_as(cast.PEOPLE[by].id):
        on = CaseFile.objects.get(id=file) if file else None
        return actions.arrange(
            file=on,
            worker=cast.worker(for_whom or by),
            what=what,
            by=cast.worker(by),
            appointment_id=uuid4(),
        )


def subjects() -> dict[str, str]:
    """Let one be to come on a file, and one be over of which nobody has said anything."""
    coming, over = an_appointment(), an_appointment(hours=-3)
    return {"appointment": str(coming.id), "appointment over": str(over.id)}
