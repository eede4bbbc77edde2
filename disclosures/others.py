"""Whether a text names somebody else who is tied to a case file: what letters to the client ask, through the settings.

The rooms of case files do not import this one. They name what reads their words (`LETTERS_READ_BY`), and give it the
people as they know them.
"""

import re
from collections.abc import Iterable

from clients.people.identifiers import CLIENT, Known
from disclosures.known import person_of
from disclosures.matcher import Matcher, Strength
from disclosures.naming import with_named

_TITLES = {"mr", "mrs", "ms", "miss", "mx", "dr"}


def named_others(text: str, people: Iterable[Known]) -> list[str]:
    """Return the words by which others than the client are known in a text, each once, as they stand there.

    What is the client's too, such as a surname, names nobody else. A weak likeness is no name.
    """
    people = with_named(people)
    own = {word for each in people if each.relation == CLIENT for word in _words_of(each)}
    found = Matcher(person_of(each) for each in people if each.relation != CLIENT).known(text)
    places = [text[each.start : each.end] for each in found if each.strength > Strength.WEAK]
    return [each for each in dict.fromkeys(places) if not _words(each) <= own | _TITLES]


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.casefold()))


def _words_of(somebody: Known) -> set[str]:
    return {
        word for texts in somebody.identifiers.values() for text in texts for word in _words(text)
    }
