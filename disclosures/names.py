"""Could these two names, or numbers, be one person? For 3.3.2 e: in doubt it says 'ask'."""

import re
import unicodedata
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import permutations

# Letters that Unicode does not take apart into a base letter and a mark.
_LETTERS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ı": "i"}
)
_TITLES = frozenset({"mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "rev"})
_MOST_PARTS = 6  # 720 orders; nobody's name needs more to be recognised
_ALIKE = 0.85  # Steven and Stephen
_SHORT_FORM = 3  # Dan for Daniel, Abd for Abdul
_LEAST_DIGITS = 7


class Likeness(StrEnum):
    """Whether two names are one person's: yes, no, or somebody has to ask."""

    SAME = "same"
    ASK = "ask"
    DIFFERENT = "different"


def parts_of(name: str) -> tuple[str, ...]:
    """The parts of a name without case, accents, apostrophes, hyphens, full stops and titles."""
    plain = unicodedata.normalize("NFKD", name.casefold()).translate(_LETTERS)
    letters = "".join(c for c in plain if not unicodedata.combining(c) and c not in "'’`ʼ")
    parts = re.findall(r"[^\W\d_]+", letters)
    return tuple(p for p in parts if p not in _TITLES) or tuple(parts)


def compare_names(one: str, other: str) -> Likeness:
    """Compare two names whatever their case, accents, hyphens, spacing and order (3.3.2 e).

    Initials, short forms, left-out names, like spellings and different scripts are ASK, and so
    is a name of which nothing can be read.
    """
    a, b = parts_of(one), parts_of(other)
    if not a or not b or _scripts(a) != _scripts(b):
        return Likeness.ASK
    if sorted(a) == sorted(b):
        return Likeness.SAME
    if max(len(a), len(b)) > _MOST_PARTS:
        return Likeness.ASK if set(a) & set(b) else Likeness.DIFFERENT
    if _written_together(a) & _written_together(b):
        return Likeness.SAME
    short, long = sorted((a, b), key=len)
    if _fits(short, long) or _skeleton(a) == _skeleton(b) or _ratio(a, b) >= _ALIKE:
        return Likeness.ASK
    return Likeness.DIFFERENT


def called_in(text: str, name: str) -> bool:
    """Say whether somebody is named in a few words by their whole name, in whatever order, or is all that they say."""
    parts = parts_of(name)
    if not parts:
        return False
    return parts_of(text) == parts or (len(parts) > 1 and set(parts) <= set(parts_of(text)))


def same_phone(one: str, other: str) -> bool:
    """Whether two numbers ring the same phone, however country code and spaces are written."""
    a, b = _digits(one), _digits(other)
    return len(a) >= _LEAST_DIGITS and a == b


def _digits(phone: str) -> str:
    digits = re.sub(r"\D", "", phone.replace("(0)", ""))
    return re.sub(r"^(00)?44|^0", "", digits)


def _written_together(parts: tuple[str, ...]) -> set[str]:
    """Every order of the parts written as one word, so that 'Mc Donald' finds 'McDonald'."""
    return {"".join(order) for order in permutations(parts)}


def _fits(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Whether each part of the shorter name stands for a different part of the longer one."""
    return any(
        all(_stands_for(s, p) for s, p in zip(short, order, strict=True))
        for order in permutations(long, len(short))
    )


def _stands_for(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (
        long.startswith(short) and (len(short) == 1 or len(short) >= _SHORT_FORM)
    )


def _skeleton(parts: tuple[str, ...]) -> list[str]:
    """The parts without vowels and doubled letters: Mohammed and Muhammad, Reid and Reed."""
    return sorted(re.sub(r"(.)\1+", r"\1", re.sub("[aeiouyw]", "", p)) for p in parts)


def _ratio(a: tuple[str, ...], b: tuple[str, ...]) -> float:
    return SequenceMatcher(None, " ".join(sorted(a)), " ".join(sorted(b)), autojunk=False).ratio()


def _scripts(parts: tuple[str, ...]) -> set[str]:
    """The scripts a name is written in, as Unicode names them: LATIN, GREEK, ARABIC…"""
    return {unicodedata.name(letter, "UNKNOWN").split(" ")[0] for part in parts for letter in part}
