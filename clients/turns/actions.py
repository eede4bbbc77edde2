"""Taking a turn and ending it, each through one function of the database, with its audit event."""

from enum import StrEnum
from uuid import UUID

from django.db import connection

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record

from .models import Turn


class Answer(StrEnum):
    """What came of asking; NOTHING is the same for what is hidden and what never was (clause 3.3.1)."""

    OPENED = "opened"
    NOTHING = "nothing"
    STANDS = "stands"  # another turn runs
    WAIT = "wait"  # a page of another half may still be on its way
    LIMITED = "limited"  # asked too often within an hour


def begin(*, turn_id: UUID, reference: str, purpose: Turn.Purpose) -> Answer:
    """Take a turn on the half of a couple with this reference, or say why not. Every ask is recorded.

    Nothing else of the couple opens while it lasts (edge E1). The same form sent twice opens nothing more.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT answer, opened FROM access.begin_turn(%s, %s, %s)",
            [turn_id, reference, purpose],
        )
        answer, opened = cursor.fetchone()
    record(
        "turn_begun" if opened else "turn_refused",
        file=opened,
        ids=[turn_id],
        purpose=purpose,
        reason=answer,
        outcome="done" if opened else "denied",
    )
    return Answer(answer)


def end(*, turn_id: UUID) -> None:
    """End a turn of one's own now; one that has ended stays as it is. Raises Hidden for none of theirs."""
    found = Turn.objects.filter(id=turn_id).first()
    if found is None:
        raise Hidden("turn_hidden", purpose="end_turn")
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.end_turn(%s)", [turn_id])
        ended = cursor.fetchone()[0]
    if ended:
        record("turn_ended", file=found.file_id, ids=[turn_id])
