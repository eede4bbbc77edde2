"""Until when what is written in a file may still be changed, and what nobody changes at all (clause 5.2.2)."""

from datetime import timedelta

from django.db.models import BooleanField, Case, F, Func, When
from django.db.models.functions import Now
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
HELD = (
    "The client has asked for their file: what it held then stays as it is until that is answered, and a further entry"
    " corrects it (clause 5.2.5)."
)
# Whether an open request for the client's own file holds an entry: pages read it with the entry, as `asked_for`. One
# that is locked by its age is not asked about: of two hundred entries that a page shows few are of today.
ASKED_FOR = Case(
    When(
        written_at__gt=Now() - LOCKS_AFTER,
        then=Func(F("file_id"), F("written_at"), function="access.is_asked_for"),
    ),
    default=False,
    output_field=BooleanField(),
)
BESIDE_ANOTHER = (Entry.Kind.CORRECTION, Entry.Kind.STATEMENT)


def refuse_theirs(entry: Entry) -> None:
    """Raise Refused for what a client says of an entry: it is theirs, and stays as they said it (E28)."""
    if entry.kind == Entry.Kind.STATEMENT:
        raise Refused(THEIRS, "statement_refused", file=entry.file_id)


def is_locked(written: Entry | ThirdPartyRecord) -> bool:
    """Say whether an entry or record can only be corrected by a further one.

    24 hours after it was written; an entry also while an open request for the client's own file holds it, once
    something that others said was taken out of it, or once it stands below another one that tells the same. What the
    client says of an entry, and what was held when they asked, is locked from the beginning.
    """
    if timezone.now() - written.written_at >= LOCKS_AFTER:
        return True
    return isinstance(written, Entry) and (
        written.taken_out_at is not None
        or written.kind in (Entry.Kind.STATEMENT, Entry.Kind.HELD)
        or is_told_twice(written)
        or is_asked_for(written)
    )


def is_asked_for(entry: Entry) -> bool:
    """Say whether an open request for the client's own file holds an entry (E32)."""
    known: bool | None = getattr(entry, "asked_for", None)
    if known is None:
        known = Entry.objects.filter(id=entry.id).values_list(ASKED_FOR, flat=True).get()
    return known


def refuse_locked(entry: Entry, by: Worker) -> None:
    """Raise Refused for an entry that `by` may not change any more, or never might."""
    if not may_change(entry, by):
        mine = entry.author_id == by.pk
        raise Refused(
            HELD if mine and is_asked_for(entry) else LOCKED,
            "entry_change_refused",
            file=entry.file_id,
        )


def is_told_twice(entry: Entry) -> bool:
    """Say whether an entry stands below another one that tells the same (clients.duplicates)."""
    return entry.corrects_id is not None and entry.kind not in BESIDE_ANOTHER


def may_change(written: Entry | ThirdPartyRecord, by: Worker) -> bool:
    """Say whether `by` may still change an entry or record: its author, until it is locked."""
    return written.author_id == by.pk and not is_locked(written)
