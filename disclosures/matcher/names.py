"""The ways in which names are written: whole, turned round, shortened, with initials, and misspelt."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from .folding import fold
from .form import Case, Form
from .people import Identifier, Kind, Person
from .proposals import Reason, Strength
from .words import common, lines, sections

NAMES = frozenset({Kind.NAME, Kind.GIVEN, Kind.FAMILY, Kind.ALIAS, Kind.NICKNAME, Kind.MAIDEN})
MOST_WORDS = 12  # of one name
_WRITTEN_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "ñ": "ny"})
# Ideographs and Hangul syllables: the first is the family's name.
_SYLLABLES = re.compile("([\u3400-\u9fff\uac00-\ud7a3])([\u3400-\u9fff\uac00-\ud7a3]{1,3})")
_WRITTEN_IN = re.compile(r"(?<=[^aeiouy])(a|o|u)e(?=[^aeiouy])")
_LEAST_MISSPELT = 5
_LEAST_LEFT_OUT = 6
Word = tuple[str, ...]  # a word's parts: 'Anne-Marie' is (anne, marie)


def name_forms(person: Person) -> Iterator[tuple[Identifier, Form]]:
    """Yield every form of a person's names, with the identifier that it comes from."""
    given: list[Word] = []
    families: list[tuple[Identifier, Word]] = []
    for identifier in (each for each in person.identifiers if each.kind in NAMES):
        for words in _spellings(identifier.text):
            yield from ((identifier, form) for form in _of_one(words))
            if identifier.kind in (Kind.FAMILY, Kind.MAIDEN):
                families.append((identifier, tuple(part for word in words for part in word)))
            elif identifier.kind in (Kind.GIVEN, Kind.NICKNAME):
                given.append(tuple(part for word in words for part in word))
    for identifier, family in families:
        for first in given:
            yield from ((identifier, form) for form in _of_pair((first,), family))


def _spellings(text: str) -> Iterator[tuple[Word, ...]]:
    """Yield a name's words in the order of speaking; once more where its marks may be written as letters."""
    last, comma, first = text.partition(",")
    spoken = f"{first} {last}" if comma else text
    spoken = _SYLLABLES.sub(r"\1 \2", spoken).lower()
    for spelling in dict.fromkeys((spoken, spoken.translate(_WRITTEN_OUT))):
        plain = re.sub("'", "", fold(spelling).plain).lower()
        written = (tuple(re.findall("[a-z0-9]+", word)) for word in re.split(r"[\s/&]+", plain))
        titles = sections("names")["titles"]
        words = tuple(word for word in written if word and word[0] not in titles)[:MOST_WORDS]
        if words:
            yield words


def _of_one(words: tuple[Word, ...]) -> Iterator[Form]:
    little = sections("names")["little"]
    parts = tuple(part for word in words for part in word)
    if len(parts) > 1:
        yield _name(*parts)
    for word in dict.fromkeys((*words, *((part,) for part in parts))):
        if len(parts) == 1 or word[0] not in little or len(word) > 1:
            yield from _of_word(word)
    for at, part in enumerate(parts):
        ends = next((end for end in range(at + 1, len(parts)) if parts[end] not in little), None)
        if part in little and ends is not None:
            yield _name(*parts[at : ends + 1])
    if len(words) > 1:
        at = _family_begins(words, little)
        family = tuple(part for word in words[at:] for part in word)
        yield from _of_pair(words[:at], family)


def _family_begins(words: tuple[Word, ...], little: tuple[str, ...]) -> int:
    """Return where the family name begins: at the first little word after a given one, or at the last word."""
    after = (at for at in range(1, len(words) - 1) if words[at][0] in little)
    return next(after, len(words) - 1)


def _name(*words: str, strength: Strength = Strength.STRONG) -> Form:
    return Form(words, Reason.NAME, strength, common=common().issuperset(words))


def _of_word(word: Word) -> Iterator[Form]:
    if len(word) > 1:
        yield _name(*word)
        yield _name(word[0], word[1][0])
        return
    (name,) = word
    if len(name) == 1:
        yield from _initial(name)
        return
    yield _name(name)
    for other in _alike(name):
        yield _name(other, strength=Strength.MEDIUM)
    for wrong in _misspelt(name):
        yield Form((wrong,), Reason.NAME, Strength.WEAK, Case.CAPITAL)


def _initial(letter: str) -> Iterator[Form]:
    if letter not in ("a", "i"):  # which are words
        yield Form((letter,), Reason.INITIALS, Strength.WEAK, Case.CAPITALS)


def _of_pair(given: tuple[Word, ...], family: Word) -> Iterator[Form]:
    """Yield a first and a last name together: in either order, with initials, and initials alone."""
    first = given[0]
    between = tuple(part[0] for word in given[1:] for part in word)
    initial = first[0][0]
    for shape in (
        (*first, *family),
        (*family, *first),
        (initial, *family),
        (*family, initial),
        (initial, *between, *family),
        (*first, *between, *family),
        (*first, family[-1][0]),
    ):
        yield _name(*shape)
    yield from _initial(initial)
    letters = "".join(part[0] for part in family)
    for short in dict.fromkeys(((initial, letters[-1]), (initial, *between, *letters))):
        if "".join(short) not in sections("names")["abbreviations"] and len(short) <= 4:
            yield Form(short, Reason.INITIALS, Strength.MEDIUM, Case.CAPITALS)


def _alike(name: str) -> Iterable[str]:
    """Return other names that stand for this one (Liz, Mohammed), and other spellings of its letters."""
    found = {other: None for other in _groups().get(name, ()) if other != name}
    if name.startswith("mac") and len(name) > 5:
        found["mc" + name[3:]] = None
    elif name.startswith("mc") and len(name) > 4:
        found["mac" + name[2:]] = None
    if len(name) >= _LEAST_MISSPELT and (written_in := _WRITTEN_IN.sub(r"\1", name)) != name:
        found[written_in] = None
    return found


@cache
def _groups() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for group in lines("alike"):
        for name in group:
            found[name] = (*found.get(name, ()), *group)
    return found


def _misspelt(name: str) -> Iterable[str]:
    """Return what a hurried hand makes of a name: two letters turned round, one doubled, undoubled or left out."""
    if len(name) < _LEAST_MISSPELT or not name.isalpha():
        return ()
    found = set()
    for at in range(1, len(name)):
        before, here, after = name[:at], name[at], name[at + 1 :]
        found.add(before + after[:1] + here + after[1:])
        found.add(before + here + here + after)
        if len(name) >= _LEAST_LEFT_OUT or here == name[at - 1]:
            found.add(before + after)
    return sorted(found - {name} - common())
