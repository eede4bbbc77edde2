"""Saying of an entry, or of its document, that it is a family court's paper, or that it is none (E23)."""

from collections.abc import Set

from django.db import connection

from confidentiality.access.http import Refused
from confidentiality.audit.record import record

from .models import Entry

HELD = "Nothing of it is shared until the court’s permission is recorded"
NOT_YOURS = (
    "Whoever writes in the file says that it is a family court’s paper. That it is none after all, whoever leads the"
    " file says."
)


def may_say(entry: Entry, rights: Set[str], *, it_is: bool) -> bool:
    """Say whether somebody with these rights on its file may set an entry's mark, or say that it is none."""
    return "lead" in rights if entry.court_paper and not it_is else "contribute" in rights


def refuse_saying(entry: Entry) -> Refused:
    """Return the refusal of what `may_say` does not allow."""
    return Refused(NOT_YOURS, "court_paper_refused", file=entry.file_id)


def say_court_paper(*, entry: Entry, it_is: bool) -> None:
    """Mark an entry with all that corrects it, or take its own mark off; raises Refused for whoever may not.

    The database holds to it: the mark is set by whoever writes in the file, and taken off by whoever leads it. What is
    said a second time is not written down twice.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.say_court_paper(%s, %s)", [entry.id, it_is])
        (changed,) = cursor.fetchone()
    if changed is None:
        raise refuse_saying(entry)
    if not changed:
        return
    if it_is:
        record("court_paper_marked", file=entry.file_id, ids=[entry.id])
    else:
        record("court_paper_unmarked", file=entry.file_id, ids=[entry.id])
