"""Places on a page that somebody should look at: what the matcher proposes in a page's text layer, as boxes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clients.people.identifiers import CLIENT, Known
from disclosures.building.pages import PageWords
from disclosures.known import person_of
from disclosures.matcher import Matcher, Person, Recognised, Recogniser, recognised
from disclosures.matcher.proposals import KNOWN
from disclosures.redaction.looking import WORDS

from .rules import Cover, around, lies_under

MOST = 60


@dataclass(frozen=True, slots=True)
class Proposed:
    """A place that the matcher proposes: where and what it is, the words, why, and what would be covered."""

    key: str
    words: str
    reason: str
    covers: tuple[Cover, ...]


def people_of(known: Iterable[Known]) -> list[Person]:
    """Return who is tied to a file as the matcher is told of them; the client is looked for by nobody."""
    return [person_of(each) for each in known if each.relation != CLIENT]


@dataclass(frozen=True, slots=True)
class OnPage:
    """What is proposed on a page and not covered yet, `unlisted` more than a list bears.

    `failed`: the recogniser that was added did not read it all.
    """

    proposed: list[Proposed]
    unlisted: int = 0
    failed: bool = False


def proposed_on(
    page: PageWords,
    people: Iterable[Person],
    recogniser: Recogniser | None = None,
    covered: Sequence[Cover] = (),
) -> OnPage:
    """Return what the matcher and the recogniser propose on a page; no proposal says that there is nothing.

    What somebody is known by goes before what merely looks like somebody, where there is more than can be listed.
    """
    added = recognised(page.text, recogniser) if recogniser else Recognised()
    found = []
    for each in Matcher(people).read(page.text, added.proposals):
        covers = tuple(around(box, "third_party") for box in page.boxes(each.start, each.end))
        if all(any(lies_under(cover, other) for other in covered) for cover in covers):
            continue
        key = f"{each.start}-{each.end}-{each.reason}"
        words = page.text[each.start : each.end]
        counts = (each.reason in KNOWN, each.strength)
        found.append((counts, each.start, Proposed(key, words, WORDS[each.reason], covers)))
    first = sorted(found, key=lambda one: one[0], reverse=True)[:MOST]
    listed = [each for _, _, each in sorted(first, key=lambda one: one[1])]
    return OnPage(listed, len(found) - len(listed), added.failed)
