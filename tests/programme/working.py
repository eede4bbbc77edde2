"""Events on the programme for tests, on a cast file."""

from datetime import date
from uuid import UUID, uuid4

from django.utils import timezone

from clients.programme import access, actions
from clients.programme.actions import Happened
from clients.programme.models import ProgrammeEvent
from tests import cast
from tests.clients.questions import file_of, working_as

TOLD_WHATEVER = {"referred", "suitable", "not_suitable", "suspended", "left", "breached"}


def happened(
    kind: str,
    *,
    on: date | None = None,
    stage: int | None = None,
    words: str = "",
    key: str = "daniel",
    corrects: UUID | None = None,
    by: str = "",
) -> UUID:
    """Record an event on a man's file, by his worker; return its id."""
    with working_as(by or cast.FILES[key].worker) as worker:
        file = file_of(key)
        return actions.record_event(
            file=file,
            happened=Happened(kind, on or timezone.localdate(), stage, words),
            by=worker,
            event_id=uuid4(),
            corrects=access.open_event(file, corrects) if corrects else None,
        ).id


def event(event_id: UUID, key: str = "daniel") -> ProgrammeEvent:
    """Return an event as his worker reads it."""
    with working_as(cast.FILES[key].worker):
        return ProgrammeEvent.objects.get(pk=event_id)


def subjects() -> dict[str, str]:
    """Make an event on Daniel's file that can be corrected."""
    return {"programme event": str(happened("referred", words="Came by himself."))}
