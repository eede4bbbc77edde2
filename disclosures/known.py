"""From what a case file knows of somebody to what the matcher is told of them. Pure."""

from uuid import uuid5

from clients.people.identifiers import Known
from disclosures.matcher import Identifier, Kind, Person

_KINDS = {"date_of_birth": Kind.BORN}


def person_of(known: Known) -> Person:
    """Return somebody as the matcher is told of them; each identifier has the same id whenever it is told."""
    identifiers = tuple(
        Identifier(uuid5(known.id, f"{kind} {text}"), _KINDS.get(kind) or Kind(kind), text)
        for kind, texts in known.identifiers.items()
        for text in texts
    )
    return Person(known.id, known.relation.replace("_", " "), identifiers)
