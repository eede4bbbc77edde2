"""Writes about what somebody else said, after it was first recorded; each with its audit event."""

from typing import Any
from uuid import UUID

from django.db import connection

from clients.actions import add_third_party_record, refuse_untied
from clients.hearing import hold_file
from clients.locking import LOCKED, may_change
from clients.models import Entry, ThirdPartyRecord
from confidentiality.access.http import Refused
from confidentiality.audit.record import record
from confidentiality.sealing.fields import sealed_for
from staff.models import Worker

from .models import MovedPassage
from .ties import Ties

LOCKED_RECORD = LOCKED.replace("An entry", "A record").replace("further entry", "further record")
COLUMNS = ("about_whom", "from_whom", "body", "told", "in_confidence", "safety_critical")


class NotMoved(Exception):
    """Nothing was moved: the entry changed meanwhile ('changed'), or the right has ended ('hidden')."""


def change_record(
    *,
    written: ThirdPartyRecord,
    by: Worker,
    about_whom: str,
    from_whom: str,
    body: str,
    ties: Ties,
    in_confidence: bool,
    safety_critical: bool,
) -> None:
    """Mend one's own record within its first 24 hours; raises Refused after that or for another's (clause 3.2.1)."""
    if not may_change(written, by):
        raise Refused(LOCKED_RECORD, "third_party_change_refused", file=written.file_id)
    written.about_whom, written.from_whom, written.body = about_whom, from_whom, body
    written.told = ties.as_json()
    written.in_confidence, written.safety_critical = in_confidence, safety_critical
    written.save(update_fields=COLUMNS)
    refuse_untied(written)
    record("third_party_record_changed", file=written.file_id, ids=[written.id], fields=COLUMNS)


def correct_record(
    *, written: ThirdPartyRecord, by: Worker, record_id: UUID, **said: Any
) -> ThirdPartyRecord:
    """Correct a record, locked or not, by a further one; what was written stays. `said` as in `add_third_party_record`.

    What was said in confidence, or is critical for safety, stays so.
    """
    said["in_confidence"] = said["in_confidence"] or written.in_confidence
    said["safety_critical"] = said["safety_critical"] or written.safety_critical
    first = written.corrects or written
    return add_third_party_record(
        file=written.file, by=by, corrects=first, record_id=record_id, **said
    )


def move_passage(
    *, entry: Entry, by: Worker, body: str, basis: str, moved: str, move_id: UUID, **said: Any
) -> ThirdPartyRecord:
    """Move what somebody else said out of an entry into a record of its own (clause 3.2.1).

    `body` and `basis` are what the entry says from now on, `moved` what the record does; `said` as in
    `add_third_party_record`. The database changes the entry, on its locked row. Raises NotMoved.
    """
    hold_file(
        entry.file_id
    )  # before the record: whoever releases locks the file before what stands in it
    seen = [getattr(Entry, name).stored(entry) for name in ("body", "basis")]
    written = add_third_party_record(file=entry.file, by=by, body=moved, **said)
    left = Entry(id=entry.id, file=entry.file, body=body, basis=basis)
    move = MovedPassage(id=move_id, file=entry.file)
    move.original = {"body": entry.body, "basis": entry.basis}
    sealed = [sealed_for(left, "body"), sealed_for(left, "basis"), sealed_for(move, "original")]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.move_passage(%s, %s, %s, %s, %s, %s, %s, %s)",
            [move_id, entry.id, written.id, *(bytes(each) for each in (*seen, *sealed))],
        )
        (answer,) = cursor.fetchone()
    if answer != "moved":
        raise NotMoved(answer)
    record("passage_moved", file=entry.file_id, ids=[entry.id, written.id, move_id])
    return written


def undo_move(*, move: MovedPassage) -> str:
    """Put the words of a move back into their entry, and take the record of them away, if nothing came after it.

    'undone', or with nothing done: 'changed' (the record was changed or corrected, or more was moved since), 'done',
    'hidden'.
    """
    if move.original is None:
        return "done"
    entry = Entry(id=move.entry_id, file_id=move.file_id, **move.original)
    sealed = [bytes(sealed_for(entry, name)) for name in ("body", "basis")]
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.undo_move(%s, %s, %s)", [move.pk, *sealed])
        answer = str(cursor.fetchone()[0])
    if answer == "undone":
        record("passage_put_back", file=move.file_id, ids=[move.entry_id, move.pk])
    return answer
