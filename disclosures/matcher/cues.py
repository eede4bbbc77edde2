"""Words that give somebody away or are private by their nature, from the lists; and who is meant by a relation."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache

from .folding import fold
from .form import Case, Form
from .people import Owner, Person
from .proposals import Reason, Strength
from .words import lines, sections

CUES = (
    Reason.RELATION,
    Reason.ROLE,
    Reason.GROUP,
    Reason.SOURCE,
    Reason.CONFIDENCE,
    Reason.CONFERENCE,
    Reason.COURT,
    Reason.OTHER_SIDE,
)
_WIDEST = 40  # characters before a relation in which 'her older' may stand
_GAPS = frozenset(" \t\r\n-")
_DETERMINER = re.compile(
    r"\b(?:her|his|their|my|your|our|the|a|an|another|that|this|client's|one)[ \t\r\n]{1,3}"
    r"(?:(?:own|new|old|older|younger|elder|eldest|youngest|little|late|then|former|previous|"
    r"current|next-door|next door|local|other|step|foster|adoptive|birth|allocated|duty|named)[ \t\r\n-]{1,3}){0,2}$",
    re.IGNORECASE,
)


def cue_forms(people: Iterable[Person]) -> Iterator[tuple[Form, frozenset[Owner]]]:
    """Yield the cues, a relation's with those of the people who stand in it."""
    said = sections("cues")
    related = _related(people)
    for reason in CUES:
        for words in said.get(reason, ()):
            form = listed(words, reason)
            yield form, frozenset(related.get(form.key, ()))


def sensitive_forms(
    lists: Mapping[str, Iterable[str]] | None = None,
) -> Iterator[tuple[Form, frozenset[Owner]]]:
    """Yield the sensitive words, by section; of another list than the file's where one is given."""
    for section, words in (sections("sensitive") if lists is None else lists).items():
        for each in words:
            yield listed(each, Reason.SENSITIVE, section), frozenset()


@cache
def listed(words: str, reason: Reason, detail: str = "") -> Form:
    """Return a line of a list as a form: `*` at its end is any ending; what is all in capitals counts so only."""
    plain = fold(words.rstrip("*")).plain
    return Form(
        tuple(re.findall("[a-z0-9]+", plain.lower())),
        reason,
        Strength.MEDIUM,
        Case.CAPITALS if plain.isupper() else Case.ANY,
        stem=words.endswith("*"),
        detail=detail,
    )


def with_determiner(plain: str, start: int) -> int | None:
    """Return where 'her older' begins before a relation or role, or None where nothing of the kind stands there."""
    if plain[start - 1 : start] not in _GAPS:
        return None
    window = plain[max(0, start - _WIDEST) : start]
    found = _DETERMINER.search(window)
    return start - len(window) + found.start() if found else None


def _related(people: Iterable[Person]) -> dict[str, set[Owner]]:
    """Return who stands in each relation, by the keys of all words for it."""
    found: dict[str, set[Owner]] = {}
    for person in people:
        for key in _synonyms().get(fold(person.relation).letters, ()):
            found.setdefault(key, set()).add(Owner(person.id))
    return found


@cache
def _synonyms() -> dict[str, frozenset[str]]:
    """Return, by the key of a word for a relation, the keys of all words of its line."""
    keys = (frozenset(fold(word).letters for word in line) for line in lines("cues"))
    return {key: line for line in keys for key in line}
