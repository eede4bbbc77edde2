"""Places on a page that somebody should look at: what the matcher proposes in a page's text layer, as boxes."""

from collections.abc import Iterable
from dataclasses import dataclass

from clients.people.identifiers import CLIENT, Known
from disclosures.building.pages import PageWords
from disclosures.known import person_of
from disclosures.matcher import Matcher, Person

from .rules import Cover, around

MOST = 60


@dataclass(frozen=True, slots=True)
class Proposed:
    """A place that the matcher proposes: the words, why, and what would be covered."""

    words: str
    reason: str
    covers: tuple[Cover, ...]


def people_of(known: Iterable[Known]) -> list[Person]:
    """Return who is tied to a file as the matcher is told of them; the client is looked for by nobody."""
    return [person_of(each) for each in known if each.relation != CLIENT]


def proposed_on(page: PageWords, people: Iterable[Person]) -> list[Proposed]:
    """Return what the matcher proposes on a page; no proposal says that there is nothing."""
    found = []
    for each in Matcher(people).read(page.text):
        boxes = page.boxes(each.start, each.end)
        if boxes:
            covers = tuple(around(box, "third_party") for box in boxes)
            found.append(Proposed(page.text[each.start : each.end], each.reason.value, covers))
    return found[:MOST]
