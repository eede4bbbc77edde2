"""Calls for tests: recorded, looked at and put on a file as the cast would."""

from uuid import UUID, uuid4

from clients.callers import actions
from clients.callers.models import Call
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast

NAME, SAID = "Amina Farouk", "Whether she comes to you on Tuesdays."
NOTED = "The safeguarding lead knows of the call."
WORDS = {
    "came_by": "telephone",
    "claims": "employer",
    "caller": "A Mr Lund, of a warehouse",
    "checked": "",
    "about": NAME,
    "asked": SAID,
    "answered": "same",
    "told": "",
}


def record(by: str = "iss_colleague", **instead: str) -> UUID:
    """Record a call as a cast person."""
    with acting_as(cast.PEOPLE[by].id):
        words = {**WORDS, **instead}
        return actions.record_call(call_id=uuid4(), by=cast.worker(by), **words).id


def look(call: UUID, by: str = "dvpp_manager", meaning: str = "looking") -> None:
    """Say what a call means."""
    with acting_as(cast.PEOPLE[by].id):
        actions.look_at_call(
            look_id=uuid4(),
            call=Call.objects.get(id=call),
            meaning=meaning,
            words=NOTED,
            by=cast.worker(by),
        )


def put(call: UUID, key: str = "amina", by: str = "iss_manager") -> UUID:
    """Put a call on a file; return the link's id."""
    with acting_as(cast.PEOPLE[by].id):
        found = Call.objects.get(id=call)
        file = CaseFile.objects.get(id=cast.FILES[key].id)
        actions.put_on_file(call=found, file=file, by=cast.worker(by))
        return found.links.get().id


def subjects() -> dict[str, str]:
    """Make one that waits and one that is on Amina's file; return what they are called."""
    waiting, linked = record(), record()
    look(linked)
    return {"call": str(waiting), "linked call": str(linked), "call link": str(put(linked))}
