"""By what a client's own file, once released, came to be held: which entry, why, and what mends it (5.2.5)."""

import json
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import connection

from clients.models import Entry

# By the code that `access.held_by` gives: what was said, and who takes it back where that was a mistake.
_SAID = {
    "court": (
        "was said to be a family court’s paper.",
        "A mistake? Whoever leads this file says on its page that it is none.",
    ),
    "minutes": (
        "was said to be a conference’s minutes.",
        "A mistake? Whoever writes in this file says under Own file, Conference minutes, that it is none.",
    ),
    "handed_on": (
        "was handed on to another file, as another client’s.",
        "A mistake? Whoever handed it on, or leads this file, takes it back on its page.",
    ),
    "told": (
        "was handed on to another file, as another client’s.",
        "A mistake? Whoever handed it on, or leads this file, takes it back there.",
    ),
    "others": (
        "had words moved out of it that somebody else said.",
        "A mistake? Whoever may read what others said puts them back from its page.",
    ),
}


@dataclass(frozen=True, slots=True)
class Holding:
    """One thing by which a released file is held; `entry` None: the safe contact that stood when it was asked for."""

    why: str
    entry: UUID | None
    kind: str | None
    happened_on: date | None  # None: not dated

    @property
    def of_kind(self) -> str:
        """Return what kind of entry it is, in words."""
        return str(dict(Entry.Kind.choices).get(self.kind or "", ""))

    @property
    def said(self) -> str:
        """Return what was said of it, to stand behind its name."""
        return _SAID[self.why][0]

    @property
    def mend(self) -> str:
        """Return who takes that back where it was a mistake."""
        return _SAID[self.why][1]


def holdings(found: list[list[str | None]]) -> list[Holding]:
    """Return by what a file is held, from what `access.what_holds` gives."""
    return [
        Holding(
            str(why),
            UUID(entry) if entry else None,
            kind,
            date.fromisoformat(on) if on else None,
        )
        for why, entry, kind, on in found
    ]


def what_holds(request_id: UUID | None) -> list[Holding]:
    """Return by what the client's own file that a request released is held now; [] where nothing is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.what_holds(%s)", [request_id])
        (found,) = cursor.fetchone()
    return holdings(json.loads(found))
