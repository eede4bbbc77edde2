"""Places on a page that somebody should look at: what the matcher proposes in a page's text layer, as boxes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from clients.people.identifiers import CLIENT, Known
from disclosures.building.pages import PageWords
from disclosures.known import person_of
from disclosures.matcher import Matcher, Person, Recognised, Recogniser, recognised
from disclosures.matcher.proposals import KNOWN
from disclosures.naming import with_named
from disclosures.redaction.looking import WHERE, WORDS

from .rules import Cover, around, lies_under

MOST = 60


@dataclass(frozen=True, slots=True)
class Proposed:
    """A place that the matcher proposes: where and what it is, the words, why, and what would be covered."""

    key: str
    words: str
    reason: str
    covers: tuple[Cover, ...]


def people_of(known: Iterable[Known], *, for_client: bool) -> list[Person]:
    """Return who is tied to a file as the matcher is told of them; the client by where they are to be found alone.

    `for_client`: they alone read it, and not by that either.
    """
    found = ((_where(each) if each.relation == CLIENT else each) for each in with_named(known))
    return [person_of(each) for each in found if not (for_client and each.relation == CLIENT)]


def _where(client: Known) -> Known:
    told = client.identifiers
    return replace(client, identifiers={kind: told[kind] for kind in told if kind in WHERE})


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
    people = list(people)
    clients = {each.id for each in people if each.relation == CLIENT}
    found = []
    for each in Matcher(people).read(page.text, added.proposals):
        hers = bool(each.whose) and {owner.person for owner in each.whose} <= clients
        why = "harm" if hers else "third_party"
        covers = tuple(around(box, why) for box in page.boxes(each.start, each.end))
        if all(any(lies_under(cover, other) for other in covered) for cover in covers):
            continue
        key = f"{each.start}-{each.end}-{each.reason}"
        words = page.text[each.start : each.end]
        counts = (each.reason in KNOWN, each.strength)
        says = (WHERE if hers else WORDS)[each.reason]
        found.append((counts, each.start, Proposed(key, words, says, covers)))
    first = sorted(found, key=lambda one: one[0], reverse=True)[:MOST]
    listed = [each for _, _, each in sorted(first, key=lambda one: one[1])]
    return OnPage(listed, len(found) - len(listed), added.failed)
