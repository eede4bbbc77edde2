"""Places on a page that somebody should look at: what the matcher proposes in a page's text layer, as boxes."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import uuid5

from clients.people.identifiers import Known
from disclosures.building.pages import PageWords
from disclosures.matcher import Identifier, Kind, Matcher, Person

from .rules import Cover, around

_KINDS = {"date_of_birth": Kind.BORN}
MOST = 60


@dataclass(frozen=True, slots=True)
class Proposed:
    """A place that the matcher proposes: the words, why, and what would be covered."""

    words: str
    reason: str
    covers: tuple[Cover, ...]


def people_of(known: Iterable[Known]) -> list[Person]:
    """Return who is tied to a file as the matcher is told of them; the client is looked for by nobody."""
    return [
        Person(each.id, each.relation, tuple(_identifiers(each)))
        for each in known
        if each.relation != "client"
    ]


def _identifiers(known: Known) -> Iterable[Identifier]:
    for kind, texts in known.identifiers.items():
        for text in texts:
            key = uuid5(known.id, f"{kind}:{text}")
            yield Identifier(key, _KINDS.get(kind) or Kind(kind), text)


def proposed_on(page: PageWords, people: Iterable[Person]) -> list[Proposed]:
    """Return what the matcher proposes on a page; no proposal says that there is nothing."""
    found = []
    for each in Matcher(people).read(page.text):
        boxes = page.boxes(each.start, each.end)
        if boxes:
            covers = tuple(around(box, "third_party") for box in boxes)
            found.append(Proposed(page.text[each.start : each.end], each.reason.value, covers))
    return found[:MOST]
