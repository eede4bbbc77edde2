"""Typing in a form and sending nothing."""

from uuid import UUID, uuid4

from confidentiality.drafts import actions
from confidentiality.drafts.place import Place
from confidentiality.drafts.rules import Save
from tests import cast


def type_an_entry(
    file: cast.CastFile,
    words: str = "She rang at",
    by: str | UUID = "iss_worker",
    address: str = "",
) -> UUID:
    """Type in a form for an entry on a cast file, as a cast person or whoever has this id; return the draft's id."""
    place = Place(
        uuid4(),
        cast.PEOPLE[by].id if isinstance(by, str) else by,
        address or f"/files/{file.reference}/entries/new/",
        "clients:add_entry",
        "AddEntryForm",
        file.id,
        "contribute",
        file.reference,
    )
    kept = actions.keep(place, [["body", words]], Save(uuid4(), 1, 0))
    assert kept is not None
    return kept.place.draft
