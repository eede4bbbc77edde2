"""The ways in which addresses, schools and workplaces are written."""

import re
from collections.abc import Iterator

from .folding import fold
from .form import Case, Form
from .numbers import postcode_forms
from .proposals import Reason, Strength
from .words import common, lines, sections

_POSTCODE = re.compile(r"\b[a-z]{1,2}[0-9][a-z0-9]?\s*[0-9][a-z]{2}\b")
_NUMBERED = re.compile(
    r"(?:(?:flat|apt|apartment|unit|room)\s+)?[0-9]+[a-z]?(?:\s*[-/]\s*[0-9]+[a-z]?)?\b"
)
_FLAT = re.compile(r"(?:flat|apt|apartment|unit|room)\s+[0-9]+[a-z]?")
_LEAST_ALONE = 4  # letters of a street or village from which it is looked for in small letters too


def address_forms(text: str) -> Iterator[Form]:
    """Yield an address's postcode, its street with and without the number, and its other lines."""
    plain = fold(text).plain.lower()
    yield from (form for code in _POSTCODE.findall(plain) for form in postcode_forms(code))
    written = (line.strip() for line in re.split(r"[,;\n]+", _POSTCODE.sub(" ", plain)))
    flat = ""
    for line in written:
        if _FLAT.fullmatch(line):
            flat = line
            yield Form(_words(flat), Reason.ADDRESS, Strength.MEDIUM)
        else:
            yield from _of_line(line, flat)
            flat = ""


def _of_line(line: str, flat: str) -> Iterator[Form]:
    number = _NUMBERED.match(line)
    rest = _words(line[number.end() :] if number else line)
    if not rest:
        return
    for written in _streets(rest):
        if number:
            for before in dict.fromkeys((_words(number.group()), _words(number.group())[-1:])):
                yield Form((*_words(flat), *before, *written), Reason.ADDRESS)
                yield Form((*before, *written), Reason.ADDRESS)
        yield from _alone(written, Reason.ADDRESS)
    if number and _is_street(rest):
        # 'at 14 Larch', as it is said
        yield Form((_words(number.group())[-1], *rest[:-1]), Reason.ADDRESS, Strength.MEDIUM)


def _alone(written: tuple[str, ...], reason: Reason) -> Iterator[Form]:
    if len(written) == 1 and written[0] in sections("common")["places"]:
        return  # a large town says little, and stands in every second entry
    if written[0] == "the" and len(written) > 1:
        yield from _alone(written[1:], reason)
    one = len(written) == 1
    yield Form(
        written,
        reason,
        Strength.MEDIUM if one else Strength.STRONG,
        Case.CAPITAL if len("".join(written)) < _LEAST_ALONE else Case.ANY,
        common=one and written[0] in common(),
    )


def _words(line: str) -> tuple[str, ...]:
    return tuple(re.findall("[a-z0-9]+", line))


def _is_street(words: tuple[str, ...]) -> bool:
    return len(words) > 1 and any(words[-1] in group for group in lines("streets"))


def _streets(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a street with its last word in each way of shortening it, 'St' as Saint and Street."""
    begun = {words[0]}
    if words[0] in ("st", "saint"):
        begun = {"st", "saint"}
    endings: tuple[str, ...] = (words[-1],)
    if _is_street(words):
        endings = next(group for group in lines("streets") if words[-1] in group)
    for first in sorted(begun):
        for last in endings:
            yield (first, *words[1:-1], last) if len(words) > 1 else (first,)


def place_forms(text: str) -> Iterator[Form]:
    """Yield a school or workplace whole, and shortened by the words that say what it is."""
    words = _words(fold(text).plain.lower())
    kinds = sections("names")["institutions"]
    while words:
        for written in _streets(words):
            yield from _alone(written, Reason.SCHOOL)
        if words[-1] not in kinds:
            return
        words = words[:-1]
