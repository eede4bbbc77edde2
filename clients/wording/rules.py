"""Which words of an entry its writer is asked to look at once more. Pure; clauses 4.6.5, 5.2.2.

A term is a word or a few, whole words only, however it is cased; `*` at its end stands for any ending. What stands
in double quotation marks is left alone: it is what somebody said.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

LONGEST_QUOTE = 500  # characters; a quotation mark that is never closed hides nothing
_QUOTED = re.compile(rf'"[^"\n]{{0,{LONGEST_QUOTE}}}"|“[^”\n]{{0,{LONGEST_QUOTE}}}”')
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-"})


class Kind(StrEnum):
    """Why a word is worth a second look."""

    BELITTLING = "belittling"  # judges or belittles (clause 4.6.5)
    OPINION = "opinion"  # says an opinion, where a fact is meant (clause 5.2.2)


@dataclass(frozen=True)
class Term:
    """One line of the organisation's list."""

    key: str
    words: str
    kind: Kind


@dataclass(frozen=True)
class Remark:
    """One term that occurs, as it was written first."""

    term: Term
    found: str


def remarks(text: str, terms: Iterable[Term], *, as_fact: bool) -> list[Remark]:
    """Return one remark for each term that occurs in `text`, in the order of the list.

    Words of opinion count only in what is marked as a fact.
    """
    plain = _plain(_QUOTED.sub(" ", text))
    found = []
    for term in terms:
        if term.kind == Kind.OPINION and not as_fact:
            continue
        hit = _pattern(term.words).search(plain)
        if hit is not None:
            found.append(Remark(term, " ".join(hit.group().split())))
    return found


def is_term(words: str) -> bool:
    """Say whether a term can find anything: a letter or number in it, and `*` at its end only."""
    stem = _plain(words).strip()
    return any(letter.isalnum() for letter in stem) and "*" not in stem[:-1]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_APOSTROPHES).casefold()


def _pattern(words: str) -> re.Pattern[str]:
    stem = _plain(words).strip()
    ending = r"\w*" if stem.endswith("*") else ""
    parts = [re.escape(part) for part in stem.rstrip("*").split()]
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + ending + r"(?!\w)")
