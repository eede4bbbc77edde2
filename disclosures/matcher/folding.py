"""A text made comparable, with the way back to the places in the original.

In two steps: `plain` is ASCII, in the same case and with the same separators; `letters` is the small letters and
digits of it and nothing else, so that no gap, hyphen, line end or mark stands in the way of what is looked for.
What stood between is looked at where something was found.
"""

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from itertools import compress
from string import ascii_letters, ascii_lowercase, ascii_uppercase, digits

from anyascii import anyascii

_ODD = re.compile(r"[^\x00-\x7f]+")
APOSTROPHES = "'`´ʹʻʼʽʾʿˈ‘’‛′＇"
_HYPHENS = "‐‑‒–—―−﹘﹣－⁃"
# Letters of other alphabets that look like ours, for words in which they stand among ours.
_LOOK_ALIKE = dict(
    zip(
        "АВЕКМНОРСТУХІЈЅаеорсухіјѕΑΒΕΖΗΙΚΜΝΟΡΤΥΧορν",
        "ABEKMHOPCTYXIJSaeopcyxijsABEZHIKMNOPTYXopv",
        strict=True,
    )
)
_KEPT = bytes(chr(code) in ascii_letters + digits for code in range(256))
_SMALL = bytes.maketrans(ascii_uppercase.encode(), ascii_lowercase.encode())
_DROPPED = bytes(code for code in range(256) if not _KEPT[code])
_NUMBERS = list(range(8192))  # made once: most of the time went into making them for each text


@dataclass(frozen=True, slots=True)
class Folded:
    """A text's two forms; `places` says where in `plain` each of `letters` stands."""

    text: str
    plain: str
    letters: str
    places: list[int]
    _steps: list[int]  # where in `plain` the distance to `text` changes
    _origins: list[int]  # and what stands in `text` there

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where `plain[start:end]` stands in the original, with the marks of its last letter."""
        begins, ends = self._origin(start), self._origin(end - 1) + 1
        while ends < len(self.text) and unicodedata.combining(self.text[ends]):
            ends += 1
        return begins, ends

    def _origin(self, place: int) -> int:
        at = bisect_right(self._steps, place) - 1
        return self._origins[at] + place - self._steps[at] if at >= 0 else place


def fold(text: str) -> Folded:
    """Return a text made comparable."""
    plain, steps, origins = (text, [], []) if text.isascii() else _to_ascii(text)
    raw = plain.encode("ascii")
    letters = raw.translate(_SMALL, _DROPPED).decode("ascii")
    numbers = _NUMBERS if len(raw) <= len(_NUMBERS) else range(len(raw))
    places = list(compress(numbers, raw.translate(_KEPT)))
    return Folded(text, plain, letters, places, steps, origins)


def squeezed(text: str) -> str:
    """Return the small letters and digits of a text."""
    return fold(text).letters


def _to_ascii(text: str) -> tuple[str, list[int], list[int]]:
    pieces: list[str] = []
    steps: list[int] = []
    origins: list[int] = []
    done = length = 0
    for run in _ODD.finditer(text):
        start, end = run.span()
        pieces.append(text[done:start])
        length += start - done
        among_ours = text[start - 1 : start].isalpha() or text[end : end + 1].isalpha()
        for place, char in enumerate(run.group(), start):
            written = _written(char, among_ours, bool(pieces[-1]) and pieces[-1][-1].isalpha())
            if len(written) != 1:
                # each of its letters came from here; what follows, from the next place
                steps += range(length + 1, length + len(written))
                origins += [place] * (len(written) - 1)
                steps.append(length + len(written))
                origins.append(place + 1)
            if written:
                pieces.append(written)
                length += len(written)
        done = end
    pieces.append(text[done:])
    return "".join(pieces), steps, origins


def _written(char: str, among_ours: bool, within_word: bool) -> str:
    if among_ours and char in _LOOK_ALIKE:
        return _LOOK_ALIKE[char]
    written = _ascii_of(char)
    if char.isalpha() and not (char.isupper() or char.islower()):
        # of a script without capitals: whatever is written in it begins like a name
        return written.lower() if within_word else written.capitalize()
    return written


@cache
def _ascii_of(char: str) -> str:
    if char in APOSTROPHES:
        return "'"
    if char in _HYPHENS:
        return "-"
    category = unicodedata.category(char)
    if category in ("Mn", "Me", "Cf"):  # marks, zero-width characters, soft hyphens
        return ""
    if category in ("Zl", "Zp") or char == "\x85":
        return "\n"
    known = unicodedata.normalize("NFKC", char)
    if not known.isalnum() and category != "Mc":
        return anyascii(char)[:1] if category[0] == "P" and anyascii(char)[:1].isascii() else " "
    return "".join(each for each in anyascii(known) if each.isascii() and each.isalnum())
