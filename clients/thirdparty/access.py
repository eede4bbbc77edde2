"""The doors to what was moved out of entries; the records themselves have theirs in `clients.access`."""

from uuid import UUID

from clients.locking import refuse_theirs
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.people.access import Tied
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record

from .models import MovedPassage


def entry_to_move_from(file: CaseFile, entry_id: UUID) -> Entry:
    """Return an entry of an opened file without what belongs to it; raises Hidden for any other id.

    Refused for what the client says of one: it stays as they said it.
    """
    entry = Entry.objects.filter(file_id=file.id, id=entry_id).first()
    if entry is None:
        raise Hidden("entry_hidden", file=file.id)
    entry.file = file
    refuse_theirs(entry)
    return entry


def moves_of(entry: Entry) -> list[MovedPassage]:
    """Return what was moved out of an entry of a file opened with the right to it, the newest first; recorded."""
    found = MovedPassage.objects.filter(entry=entry).select_related("by", "undone_by", "record")
    moves = list(found.order_by("-at", "-id"))
    record("moved_passages_opened", file=entry.file_id, ids=[entry.id, *(m.id for m in moves)])
    return moves


def move_in(file: CaseFile, move_id: UUID) -> MovedPassage:
    """Return a move of an opened file; raises Hidden for any other id."""
    found = MovedPassage.objects.filter(file_id=file.id, pk=move_id).select_related("entry").first()
    if found is None:
        raise Hidden("moved_passage_hidden", file=file.id)
    found.entry.file = file
    return found


def not_among(people: list[Tied], written: ThirdPartyRecord) -> dict[str, str]:
    """Return whom a record names in words only, who is not among the file's people by that name."""
    named = {each.details.name.casefold() for each in people}
    ties = written.ties
    typed = {} if ties.about else {"about": written.about_whom}
    if not ties.source:
        typed["from"] = written.from_whom
    return {which: words for which, words in typed.items() if words.casefold() not in named}
