"""Requests about one of us for tests: recorded, put, answered and handled as the cast would."""

from typing import Any
from uuid import UUID, uuid4

from confidentiality.access.identity import acting_as
from staff.askings import actions
from staff.askings.models import AskingNote
from staff.askings.rules import Kind
from staff.models import Worker
from tests import cast

ABOUT, RECORDER, MANAGER = "iss_worker", "dvpp_worker", "iss_manager"
CALLER, SAID = "A Mr Menon, her brother", "That their mother is ill and he needs her address."
WORDS: dict[str, Any] = {
    "came_by": "telephone",
    "claims": "relative",
    "wanted": ["address", "phone"],
    "caller": CALLER,
    "checked": "",
    "about": "",
    "asked": SAID,
    "answered": "same",
    "told": "",
}


def record(whom: str | None = ABOUT, by: str = RECORDER, **instead: Any) -> UUID:
    """Record a request as a cast person; `whom` None: nobody knows who is meant."""
    with acting_as(cast.PEOPLE[by].id):
        subject = Worker.objects.get(pk=cast.PEOPLE[whom].id) if whom else None
        words = {**WORDS, **instead}
        return actions.record_asking(
            asking_id=uuid4(), subject=subject, by=cast.worker(by), **words
        ).id


def note(
    asking: UUID, kind: Kind, by: str = MANAGER, *, shown: int | None = None, **said: Any
) -> None:
    """Note something as a cast person who has seen all that stands there, unless `shown` says otherwise."""
    with acting_as(cast.PEOPLE[by].id):
        seen = AskingNote.objects.filter(asking=asking).count() if shown is None else shown
        actions.note(
            note_id=uuid4(), asking_id=asking, kind=kind, by=cast.worker(by), shown=seen, **said
        )


def put(asking: UUID) -> UUID:
    """Put a request to whom it is about; return its id."""
    note(asking, Kind.PUT, words="Your brother rang?")
    return asking


def subjects() -> dict[str, str]:
    """Make requests about Priya Menon: one that she has answered, and one that waits; return what they are called."""
    answered, waiting = put(record()), record()
    note(answered, Kind.TERMS, ABOUT, code="no")
    return {"asked": str(answered), "asking": str(waiting), "put": "put", "terms": "terms"}
