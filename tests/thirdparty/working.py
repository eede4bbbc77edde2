"""Entries that hold what somebody else said, and passages moved out of them by the product's own actions."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients import actions as files
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.thirdparty import actions
from clients.thirdparty.models import MovedPassage
from clients.thirdparty.passages import Span, chosen, taken, without
from confidentiality.access.identity import acting_as
from tests import cast

AMINA = cast.FILES["amina"].id
PASSAGE = "Her neighbour Wilf said that he saw Daniel at the gate on Sunday."
TEXT = f"She came at ten. {PASSAGE} She is afraid to go home."
SAID: dict[str, Any] = {
    "about_whom": "Daniel",
    "from_whom": "Wilf, next door",
    "in_confidence": True,
    "safety_critical": False,
}


def an_entry(body: str = TEXT, *, by: str = "iss_worker", file: UUID = AMINA, **more: Any) -> UUID:
    """Write an entry that holds what somebody else said."""
    with acting_as(cast.PEOPLE[by].id):
        return files.add_entry(
            file=CaseFile.objects.get(id=file),
            by=cast.worker(by),
            **{
                "kind": "note",
                "nature": "fact",
                "body": body,
                "happened_on": timezone.localdate(),
                **more,
            },
        ).id


def move(
    entry_id: UUID, passage: str = PASSAGE, *, by: str = "iss_worker", **said: Any
) -> tuple[UUID, UUID]:
    """Move a passage out of an entry's body; return the ids of the move and of the record."""
    with acting_as(cast.PEOPLE[by].id):
        entry = Entry.objects.select_related("file").get(id=entry_id)
        start = entry.body.index(passage)
        spans = chosen(entry.body, [Span(start, start + len(passage))])
        key = uuid4()
        written = actions.move_passage(
            entry=entry,
            by=cast.worker(by),
            body=without(entry.body, spans),
            basis=entry.basis,
            moved=taken(entry.body, spans),
            move_id=key,
            **{**SAID, **said},
        )
        return key, written.id


def undo(move_id: UUID, *, by: str = "iss_worker") -> str:
    """Put what was moved back; return what came of it."""
    with acting_as(cast.PEOPLE[by].id):
        return actions.undo_move(move=MovedPassage.objects.get(pk=move_id))


def body_of(entry_id: UUID, *, by: str = "iss_worker") -> str:
    """Return what an entry says."""
    with acting_as(cast.PEOPLE[by].id):
        return str(Entry.objects.get(id=entry_id).body)


def a_record(*, by: str = "iss_worker", file: UUID = AMINA, **said: Any) -> UUID:
    """Write down what somebody said."""
    with acting_as(cast.PEOPLE[by].id):
        made = files.add_third_party_record(
            file=CaseFile.objects.get(id=file),
            by=cast.worker(by),
            **{**SAID, "body": "He keeps two dogs.", **said},
        )
        return made.id


def an_old_record() -> UUID:
    """Write down what somebody said more than a day ago."""
    with acting_as(cast.PEOPLE["iss_worker"].id):
        made = ThirdPartyRecord.objects.create(
            file_id=AMINA,
            author=cast.worker("iss_worker"),
            written_at=datetime.combine(date(2024, 3, 1), datetime.min.time(), UTC),
            body="He keeps two dogs.",
            told=None,
            **SAID,
        )
        return made.id


def subjects() -> dict[str, str]:
    """Write a record, and move a passage out of an entry of Amina's file."""
    entry = an_entry()
    moved, _ = move(entry)
    return {
        "third-party record": str(a_record()),
        "moved entry": str(entry),
        "passage moved": str(moved),
    }
