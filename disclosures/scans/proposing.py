"""Places on a page that somebody should look at: what the matcher proposes in a page's text layer, as boxes."""

from collections.abc import Iterable
from dataclasses import dataclass

from clients.people.identifiers import CLIENT, Known
from disclosures.building.pages import PageWords
from disclosures.known import person_of
from disclosures.matcher import Matcher, Person, Recognised, Recogniser, recognised
from disclosures.redaction.looking import WORDS

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


@dataclass(frozen=True, slots=True)
class OnPage:
    """What is proposed on a page; `failed`: the recogniser that was added did not read it all."""

    proposed: list[Proposed]
    failed: bool = False


def proposed_on(
    page: PageWords, people: Iterable[Person], recogniser: Recogniser | None = None
) -> OnPage:
    """Return what the matcher and the recogniser propose on a page; no proposal says that there is nothing."""
    added = recognised(page.text, recogniser) if recogniser else Recognised()
    found = []
    for each in Matcher(people).read(page.text, added.proposals):
        boxes = page.boxes(each.start, each.end)
        if boxes:
            covers = tuple(around(box, "third_party") for box in boxes)
            found.append(Proposed(page.text[each.start : each.end], WORDS[each.reason], covers))
    return OnPage(found[:MOST], added.failed)
