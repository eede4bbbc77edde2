"""Whether a text names somebody else who is tied to a case file: what letters to the client ask, through the settings.

The rooms of case files do not import this one. They name what reads their words (`LETTERS_READ_BY`), and give it the
people as they know them.
"""

import re
from collections.abc import Iterable

from clients.people.identifiers import CLIENT, KINDS, NAMES, Known
from disclosures.known import person_of
from disclosures.matcher import Matcher, Reason, Strength
from disclosures.naming import with_named

_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr"}
_CALLED = (Reason.NAME, Reason.INITIALS)


def named_others(text: str, people: Iterable[Known]) -> list[str]:
    """Return the words by which others than the client are known in a text, each once, as they stand there.

    What is the client's too, such as a surname or a shared home, names nobody else; a name is hers by her names alone,
    not by the street that she lives in, nor is anybody named within an address of hers. A weak likeness is no name.
    """
    people = with_named(people)
    names = _TITLES | _words_of_client(people, NAMES)
    anything = names | _words_of_client(people, KINDS)
    hers = Matcher(person_of(each) for each in people if each.relation == CLIENT).known(text)
    homes = [(each.start, each.end) for each in hers if each.reason not in _CALLED]
    found = Matcher(person_of(each) for each in people if each.relation != CLIENT).known(text)
    places = dict[str, None]()
    for each in found:
        called, span = each.reason in _CALLED, (each.start, each.end)
        if called and any(h != span and h[0] <= span[0] and span[1] <= h[1] for h in homes):
            continue
        place = text[each.start : each.end]
        if each.strength > Strength.WEAK and not _words(place) <= (names if called else anything):
            places[place] = None
    return list(places)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _words_of_client(people: Iterable[Known], kinds: Iterable[str]) -> set[str]:
    hers = [each.identifiers for each in people if each.relation == CLIENT]
    return {
        word
        for told in hers
        for kind in kinds
        for text in told.get(kind, ())
        for word in _words(text)
    }
