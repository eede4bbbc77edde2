"""Requests for one's own file for tests, taken down and worked on as the cast would."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients.models import Entry
from confidentiality.access.identity import acting_as
from disclosures.ownfile import actions, rules
from disclosures.ownfile.models import (
    Arrangement,
    Complaint,
    ConferenceMark,
    FileRequest,
    Rectification,
)
from tests import cast
from tests.clients.questions import file_of
from tests.diary.working import an_appointment

WORDS = "I would like to see what you have written about me, please."
SEEN: dict[str, Any] = {
    "known": True,
    "alone": True,
    "coerced": False,
    "how": "Known to us",
    "words": "Calm.",
}


def ask(
    by: str = "iss_worker", key: str = "amina", asked_at: datetime | None = None, **says: Any
) -> UUID:
    """Take down a request as a cast person."""
    told = {"face": "viewing", "channel": "phone", "asker": "client", "words": WORDS, **says}
    with acting_as(cast.PEOPLE[by].id):
        asked = actions.Asked(asked_at=asked_at or timezone.now(), **told)
        made = actions.record_request(
            file=file_of(key), says=asked, key=uuid4(), by=cast.worker(by)
        )
        return made.id


def say(
    request: UUID,
    kind: str,
    by: str = "iss_worker",
    key: str = "amina",
    on: date | None = None,
    **details: Any,
) -> UUID:
    """Say something of it as a cast person; raises as the action does."""
    with acting_as(cast.PEOPLE[by].id):
        return actions.say(
            file=file_of(key),
            request_id=request,
            kind=rules.Kind(kind),
            on=on or timezone.localdate(),
            details=details,
            key=uuid4(),
            by=cast.worker(by),
        ).id


def close(
    request: UUID, outcome: str = "withdrawn", by: str = "iss_worker", key: str = "amina"
) -> None:
    """End it as a cast person."""
    with acting_as(cast.PEOPLE[by].id):
        actions.close(file=file_of(key), request_id=request, outcome=outcome, by=cast.worker(by))


def kept(request: UUID, by: str = "iss_worker") -> FileRequest:
    """Return one as somebody sees it."""
    with acting_as(cast.PEOPLE[by].id):
        return FileRequest.objects.select_related("file").get(id=request)


def two_days_ago() -> datetime:
    """Return a moment whose notice has run."""
    return timezone.now() - timedelta(days=2)


def everything() -> UUID:
    """Fill each table of the room on Amina's file, and end it: a disposal takes all of it."""
    request = ask(asked_at=two_days_ago())
    say(request, "identity", **SEEN)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        by, file = cast.worker("iss_worker"), file_of("amina")
        entry = Entry.objects.filter(file=file).latest("written_at")
        of = {"file": file, "by": by}
        ConferenceMark.objects.create(entry=entry, **of)
        met = an_appointment(hours=48)
        Arrangement.objects.create(
            request_id=request, appointment=met, details={"supporter": "?"}, **of
        )
        today = timezone.localdate()
        said = {"file": file, "recorded_by": by, "received_on": today}
        Complaint.objects.create(
            request_id=request, acknowledge_by=today, words="Too slow.", answer=None, **said
        )
        Rectification.objects.create(
            entry=entry, statement=entry, due_on=today, answer=None, **said
        )
    close(request)
    return request
