"""Who is named in what was noted of others: words that may be a name, and that nobody tied to the file bears. Pure.

Somebody typed them where people are named, so that they are taken for somebody's, as the matcher takes an entry's words
for a possible name.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from uuid import uuid5

from clients.people.identifiers import NAMES, Known, of_named
from disclosures.matcher import Matcher, Reason
from disclosures.matcher.folding import fold
from disclosures.matcher.words import common

_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "rev"})
_PAPERS = frozenset({"order", "orders", "court", "act", "injunction"})  # a child's, of a court
_WORD = re.compile(r"[^\W\d_]+(?:[-’'][^\W\d_]+)*")
# What stands before a place and is written like it: 'Women's Aid', 'Child Arrangements Order'.
_BEFORE = re.compile(r"([A-Z][\w’'-]*) $")
_AFTER = re.compile(r"(?: [A-Z][\w’'-]*)+")


def with_named(people: Iterable[Known]) -> list[Known]:
    """Return people with each whom what was noted of them names, once, and who is nobody of them."""
    told = list(people)
    found = [each for each in told if each.identifiers]
    borne = {word for each in found for word in _words_borne(each)}
    for each in told:
        for text in each.noted:
            for name in _named_in(text):
                words = set(_plain(name))
                if not words <= borne:
                    borne |= words
                    found.append(of_named(uuid5(each.id, name), each, name))
    return found


def _words_borne(somebody: Known) -> Iterator[str]:
    for kind in NAMES:
        for text in somebody.identifiers.get(kind, ()):
            yield from _plain(text)


def _plain(text: str) -> list[str]:
    return fold(text).plain.lower().split()


def _named_in(text: str) -> Iterator[str]:
    """Yield what may be a name, whole, without titles and what somebody is to whom."""
    read = list(of_nobody().read(text))
    kin = frozenset(
        word
        for each in read
        if each.reason == Reason.RELATION
        for word in text[each.start : each.end].lower().split()
    )
    for place in (each for each in read if each.reason == Reason.UNKNOWN_NAME):
        start = place.start + _leading(text[place.start : place.end], kin)
        before = _BEFORE.search(text[:start])
        if (
            before
            and _is_ordinary(before.group(1))
            and not {before.group(1).lower()} & (kin | _TITLES)
        ):
            continue
        after = _AFTER.match(text, place.end)
        words = _WORD.findall(text[start : after.end() if after else place.end])
        name = " ".join(re.sub(r"[’']s$", "", word) for word in words)
        if name and not _PAPERS & set(name.lower().split()) and not _is_compound(name):
            yield name


@cache
def of_nobody() -> Matcher:
    """Return a matcher that was told of nobody, made once: its lists alone take longer than a text."""
    return Matcher(())


def _leading(place: str, kin: frozenset[str]) -> int:
    """Return where a name begins in a place, behind titles and what somebody is to whom."""
    for word in _WORD.finditer(place):
        plain = word.group().lower()
        if not (plain in _TITLES or plain in kin or word.group().islower()):
            return word.start()
    return len(place)


def _is_compound(name: str) -> bool:
    """Say whether it is a word such as 'Self-referral', which no name is."""
    _, _, second = name.partition("-")
    return second[:1].islower()


def _is_ordinary(word: str) -> bool:
    return re.sub(r"[’']s$", "", word.lower()) in common()
