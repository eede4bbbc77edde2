"""Tokens: what the index keeps of a name or identifier, a number that says nothing without the index key.

A token of a single name has about as many bits as the index has files in twos, so that each is shared by chance with
other names and identifies nobody; whoever searches opens what it found. A token of two identifiers together is long
enough to tell one person from every other.
"""

import hmac
import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import IntEnum

from django.conf import settings

from confidentiality.sealing.errors import SealingError

from . import words

LEAST_BITS = 10
LONG_BITS = 52
KIND_AT = 56  # a token is its kind in the upper bits, then the truncated MAC


class Kind(IntEnum):
    """What a token is of; the numbers are permanent."""

    NAME = 1  # a single name, whole
    BEGINNING = 2  # first letters of one
    SOUND = 3  # what one sounds like
    POSTCODE = 4
    BORN = 5
    PHONE = 6
    PAIR = 7  # two names of one person
    EXACT = 8  # a single name with the date of birth, or with a telephone number
    EMAIL = 9  # of a recorded partner only, as the next
    DOOR = 10
    FORMER_PHONE = 11  # what was told of one before: compared with a recipient, never with a file
    FORMER_PAIR = 12


LONG = frozenset(
    {
        *(Kind.PHONE, Kind.PAIR, Kind.EXACT, Kind.EMAIL, Kind.DOOR),
        *(Kind.FORMER_PHONE, Kind.FORMER_PAIR),
    }
)


@dataclass(frozen=True)
class Term:
    """What is looked for, in the form in which it is compared."""

    kind: Kind
    text: str


def bits_for(files: int) -> int:
    """Return how long tokens of single names are in an index of so many files."""
    return max(LEAST_BITS, math.ceil(math.log2(max(files, 1))))


def _key() -> bytes:
    try:
        key = bytes.fromhex(settings.INDEX_KEY)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise SealingError("LATCH_INDEX_KEY must be 64 hexadecimal characters.")
    return key


def key_print() -> str:
    """Return what tells this index key from another, and nothing of it."""
    return hmac.digest(_key(), b"print", "sha256").hex()[:16]


def query_key(purpose: str) -> bytes:
    """Return a key for what is typed into a search by one person, on its way between two pages."""
    return hmac.digest(_key(), f"query:{purpose}".encode(), "sha256")


def token_of(term: Term, *, generation: int, bits: int) -> int:
    """Return the term's token in one generation of the index."""
    message = f"{generation}:{term.kind:d}:{term.text}".encode()
    kept = LONG_BITS if term.kind in LONG else bits
    mac = int.from_bytes(hmac.digest(_key(), message, "sha256")[:8], "big") >> (64 - kept)
    return term.kind << KIND_AT | mac


def _names(names: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(words.name_words(name) for name in names))


def exact_terms(name: str, *, born: date | None = None, phone: str = "") -> list[Term]:
    """Return the terms of a name with each of the other identifiers; [] where there are not two to begin with."""
    others = [words.day(born)] if born else []
    others += [number] if (number := words.phone(phone)) else []
    return [Term(Kind.EXACT, f"{word} {other}") for word in words.whole(name) for other in others]


def terms(
    *, names: Iterable[str], born: str, phones: Iterable[str], postcode: str
) -> Iterator[Term]:
    """Yield every term under which a person is found; `born` is an ISO date or empty."""
    names = list(names)
    single = _names(names)
    numbers = {number for each in phones for number in words.phones(each)}
    yield from (Term(Kind.NAME, word) for word in single)
    yield from (Term(Kind.BEGINNING, each) for word in single for each in words.prefixes(word))
    yield from (Term(Kind.SOUND, code) for code in words.sounds(single))
    yield from (Term(Kind.PAIR, pair) for name in names for pair in words.name_pairs(name))
    yield from (Term(Kind.PHONE, number) for number in numbers)
    for other in {*numbers, *([born] if born else [])}:
        yield from (Term(Kind.EXACT, f"{word} {other}") for word in single)
    if born:
        yield Term(Kind.BORN, born)
    if found := words.postcode(postcode):
        yield Term(Kind.POSTCODE, found)
