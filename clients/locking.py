"""Until when what is written in a file may still be changed, and what nobody changes at all (clause 5.2.2)."""

from datetime import timedelta

from django.utils import timezone

from confidentiality.access.http import Refused
from staff.models import Worker

from .models import Entry, ThirdPartyRecord

LOCKS_AFTER = timedelta(hours=24)
LOCKED = (
    "An entry is changed by its author within 24 hours. After that it stays as it is, and a"
    " further entry corrects it."
)
THEIRS = (
    "These are the client’s own words about an entry: nobody here changes or corrects them. If the client says more,"
    " put it beside the entry as well (clause 5.2.5)."
)
BESIDE_ANOTHER = (Entry.Kind.CORRECTION, Entry.Kind.STATEMENT)


def refuse_theirs(entry: Entry) -> None:
    """Raise Refused for what a client says of an entry: it is theirs, and stays as they said it (E28)."""
    if entry.kind == Entry.Kind.STATEMENT:
        raise Refused(THEIRS, "statement_refused", file=entry.file_id)


def is_locked(written: Entry | ThirdPartyRecord) -> bool:
    """Say whether an entry or record can only be corrected by a further one.

    24 hours after it was written; an entry also once something that others said was taken out of it, or once it stands
    below another one that tells the same. What the client says of an entry is locked from the beginning.
    """
    if isinstance(written, Entry) and (
        written.taken_out_at is not None
        or written.kind == Entry.Kind.STATEMENT
        or is_told_twice(written)
    ):
        return True
    return timezone.now() - written.written_at >= LOCKS_AFTER


def is_told_twice(entry: Entry) -> bool:
    """Say whether an entry stands below another one that tells the same (clients.duplicates)."""
    return entry.corrects_id is not None and entry.kind not in BESIDE_ANOTHER


def may_change(written: Entry | ThirdPartyRecord, by: Worker) -> bool:
    """Say whether `by` may still change an entry or record: its author, until it is locked."""
    return written.author_id == by.pk and not is_locked(written)
