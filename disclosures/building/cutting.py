"""Cutting: a text without what is withheld, in which one mark of one size stands for each place (E24).

What comes out is made of the kept pieces alone. What was withheld is dropped before anything else is decided, so it can
have no say in the mark, the gaps around it or whether two marks become one.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from disclosures.matcher.folding import APOSTROPHES, squeezed

MARK = "[withheld]"
TYPED = "(withheld)"  # what becomes of the same words where somebody had typed them
Span = tuple[int, int]

_WORD = re.sub(r"\W", "", MARK)
_BRACKETED = re.compile(r"[\[［【〔⟦⁅]([^\[\]]{1,60}?)[\]］】〕⟧⁆]")
_JOINERS = frozenset(APOSTROPHES + "-‐‑@_&+#")
_BETWEEN_DIGITS = frozenset(".,:/")
_LITTLE = frozenset({"and", "or"})
_ARTICLE = re.compile(
    r"(?<!\w)an?\s+\Z", re.IGNORECASE
)  # which of the two tells how the next word begins
_LINE_END = re.compile(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_ENDS = frozenset(".!?:;")
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff" + "".join(
    map(chr, range(0x202A, 0x202F))
)
_GAPS = _UNSEEN + "".join(chr(code) for code in range(0x3001) if chr(code).isspace())
# Scripts that put no gap between words: what touches the cut there is another word.
_WITHOUT_GAPS = (
    range(0x0E00, 0x0F00),
    range(0x1000, 0x10A0),
    range(0x1780, 0x1800),
    range(0x2E80, 0xA000),
    range(0xF900, 0xFB00),
    range(0x20000, 0x40000),
)


def cut(text: str, spans: Iterable[Span]) -> str:
    """Return the text with one mark for each place that is withheld; `spans` are offsets in it, in any order.

    With a half word goes its rest, with a name its 's, with a noun its a or an; places with nothing to read between
    them are one. Raises ValueError for a span that is empty or not in the text: it was made for another one.
    """
    kept = kept_pieces(text, spans)
    return _joined([_without_typed_mark(piece) for piece in kept])


def kept_pieces(text: str, spans: Iterable[Span]) -> list[str]:
    """Return what stands before, between and after the spans; nothing else of the text gets any further."""
    pieces, at, begun = list[str](), 0, False
    for start, end in sorted(spans):
        if not 0 <= start < end <= len(text):
            raise ValueError("A span to withhold is empty, or lies outside its text.")
        if start > at or not begun:
            pieces.append(text[at:start])
        at, begun = max(at, end), True
    return [*pieces, text[at:]]


def drawn(text: str, start: int, end: int) -> Span | None:
    """Return the span that somebody means who drew it by hand: whole words, without the gaps at its ends.

    None where only gaps were drawn. Raises ValueError for one that does not lie in the text.
    """
    if not 0 <= start <= end <= len(text):
        raise ValueError("A span to withhold lies outside its text.")
    words = text[start:end].strip()
    if not words:
        return None
    start = text.index(words, start)
    end = start + len(words)
    return start - _half_word(text[:start], backwards=True), end + _half_word(text[end:])


def marked(text: str) -> Iterator[tuple[bool, str]]:
    """Yield the parts of a text that was cut, each with whether it is the mark, for a page to set the mark apart."""
    for number, part in enumerate(text.split(MARK)):
        if number:
            yield True, MARK
        if part:
            yield False, part


def _without_typed_mark(piece: str) -> str:
    """Return a kept piece in which nothing looks like the mark, however it was typed."""

    def written(found: re.Match[str]) -> str:
        return TYPED if squeezed(found[1]) == _WORD else found[0]

    return _BRACKETED.sub(written, piece)


def _joined(pieces: list[str]) -> str:
    """Return the pieces with marks between them; what touches a cut is withheld with it."""
    last = len(pieces) - 1
    whole = [_trimmed(each, begins=at > 0, ends=at < last) for at, each in enumerate(pieces)]
    between = [each for each in whole[1:-1] if _says_something(each)]
    every = [whole[0], *between, *whole[1:][-1:]]
    if last and not any(map(_says_something, every)):
        return MARK
    parts = [_after_mark(each) if at else each for at, each in enumerate(every)]
    return MARK.join([*map(_before_mark, parts[:-1]), parts[-1]])


def _trimmed(piece: str, *, begins: bool, ends: bool) -> str:
    """Return a piece without the rests of words that touch a cut at its beginning or end."""
    if begins:
        piece = piece[_half_word(piece) :]
    if ends:
        piece = piece[: len(piece) - _half_word(piece, backwards=True)]
        piece = _ARTICLE.sub("", piece)
    return piece


def _half_word(piece: str, *, backwards: bool = False) -> int:
    """Return how many characters at the beginning (or end) of a piece belong to a word that a cut goes through."""
    read = piece[::-1] if backwards else piece
    at = 0
    while at < len(read):
        char, following = read[at], read[at + 1 : at + 2]
        if read[at - 1 : at] == "\u200d" and not char.isspace():
            pass  # what a joiner joins is one sign
        elif char in _BETWEEN_DIGITS:
            if not (following.isdigit() or (char == "." and following.isalpha())):
                break
        elif not _in_word(char):
            break
        at += 1
    return at


def _in_word(char: str) -> bool:
    if char in _JOINERS:
        return True
    kind = unicodedata.category(char)
    if kind[0] == "M" or kind in ("Cf", "Sk"):
        return True
    return kind[0] in "LN" and not any(ord(char) in block for block in _WITHOUT_GAPS)


def _says_something(piece: str) -> bool:
    words = re.findall(r"[^\W_]+", piece)
    return any(word.casefold() not in _LITTLE for word in words)


def _before_mark(before: str) -> str:
    body = before.rstrip(_GAPS)
    gap = before[len(body) :]
    ends = len(_LINE_END.findall(gap))
    if not body:
        return ""
    if ends > 1:
        return body + "\n\n"
    if ends and body[-1] in _ENDS:
        return body + "\n"
    return body + " " if gap else body


def _after_mark(after: str) -> str:
    body = after.lstrip(_GAPS)
    gap = after[: len(after) - len(body)]
    ends = len(_LINE_END.findall(gap))
    if not body:
        return ""
    if ends > 1:
        return "\n\n" + body
    if ends and not body[0].islower():
        return "\n" + body
    return (" " if gap else "") + _run_on(body)


def _run_on(body: str) -> str:
    """Return what follows a mark, its line run on: where a program broke it tells how long the withheld was."""
    end = _LINE_END.search(body)
    if end is None:
        return body
    line, following = body[: end.start()].rstrip(), body[end.end() :].lstrip(" \t")
    return f"{line} {following}" if following[:1].islower() else body
