"""Capitalised words that nothing explains: perhaps somebody of whom nobody has told the matcher."""

import re
from collections.abc import Iterator
from string import ascii_letters, ascii_uppercase

from .joining import with_title
from .proposals import Proposal, Reason, Strength
from .words import common, lines

# A word with a capital, and those that follow it: 'Larch Road', 'Anne-Marie O'Dowd', 'de la Cruz' from its capital on.
_CAPITALISED = re.compile(r"[A-Z][A-Za-z]*(?:['-][A-Za-z]+){0,4}")
_SHOUTED = 0.6  # share of a text's letters from which capitals say nothing
# What follows a name and seldom another word at a sentence's beginning.
_DOES = re.compile(
    r"(?:'s)? (?:said|says|told|rang|called|texted|phoned|emailed|came|went|lives|works|and|who|is|was|has|had|will)\b"
)
_ENDS_SENTENCE = '.!?:;•*"([{'


def unexplained(plain: str) -> Iterator[Proposal]:
    """Yield runs of capitalised words that are not ordinary, by places in the plain text.

    At a sentence's beginning a word counts only before another such word, or before what people do. Where nearly
    everything is in capitals, none says anything.
    """
    if _is_shouted(plain):
        return
    ordinary = common()
    run: list[tuple[int, int]] = []
    for found in _CAPITALISED.finditer(plain):
        start, end = found.span()
        if start and (plain[start - 1].isalnum() or plain[start - 1] == "_"):
            continue
        if _stem(found.group()) in ordinary:
            continue
        if run and _goes_on(plain[run[-1][0] : run[-1][1]], plain[run[-1][1] : start]):
            run.append((start, end))
            continue
        yield from _proposed(plain, run)
        run = [(start, end)]
    yield from _proposed(plain, run)


def _proposed(plain: str, run: list[tuple[int, int]]) -> Iterator[Proposal]:
    if not run:
        return
    start, end = run[0][0], run[-1][1]
    strength = Strength.MEDIUM
    if len(run) == 1:
        if end - start == 1 and plain[end : end + 1] != ".":
            return
        if _begins_sentence(plain, start):
            if not _DOES.match(plain, end):
                return
            strength = Strength.WEAK
    start = with_title(plain, start)
    yield Proposal(start, end, Reason.UNKNOWN_NAME, strength)
    if any(_stem(plain[a:b]) in group for a, b in run[1:] for group in lines("streets")):
        yield Proposal(start, end, Reason.ADDRESS_LIKE, Strength.MEDIUM)


def _goes_on(word: str, between: str) -> bool:
    """Say whether what follows a word belongs to it: the point behind an initial ends no sentence."""
    return between in (" ", "  ", " \n", "\n", ", ") or (len(word) == 1 and between in (". ", "."))


def _stem(word: str) -> str:
    return word.lower().removesuffix("'s")


def _begins_sentence(plain: str, start: int) -> bool:
    at = start - 1
    while at >= 0 and plain[at] in " \t\"'-":
        at -= 1
    if at < 0 or plain[at] in _ENDS_SENTENCE:
        return True
    # a line's beginning is a sentence's only after an empty line, or after one that ended a sentence
    if plain[at] in "\r\n":
        above = plain[max(0, at - 8) : at].rstrip(" \t\r")
        return not above or above[-1] in "\n" + _ENDS_SENTENCE
    return False


def _is_shouted(plain: str) -> bool:
    raw = plain.encode("ascii")
    large = len(raw) - len(raw.translate(None, ascii_uppercase.encode()))
    letters = len(raw) - len(raw.translate(None, ascii_letters.encode()))
    return large > _SHOUTED * letters
