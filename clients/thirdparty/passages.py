"""Which passages of a text somebody chose, and the text without them. Pure; clause 3.2.1.

Positions count characters. Where passages were stands one mark that is always the same: neither how many there were nor
how long they were can be told from it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

MARK = "[What somebody else said is kept apart]"
MOST_PIECES = 120
_ENDS = re.compile(r"\n+|(?<=[.!?…])[\"'’”)\]]*\s+")
_MARKS = re.compile(re.escape(MARK) + r"(?:\s*" + re.escape(MARK) + r")+")


@dataclass(frozen=True, order=True)
class Span:
    """A passage of a text, from `start` to before `end`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return its words."""
        return text[self.start : self.end]


def pieces(text: str) -> list[Span]:
    """Return a text's sentences and lines, to be chosen one by one; of a long text several together are one."""
    cuts = [0, *(cut for found in _ENDS.finditer(text) for cut in found.span()), len(text)]
    sentences = [span for start, end in pairwise(cuts) if (span := _trimmed(text, start, end))]
    sentences = [
        span for span in sentences if span.of(text) != MARK and _says_something(span, text)
    ]
    together = -(-len(sentences) // MOST_PIECES) or 1
    groups = [sentences[n : n + together] for n in range(0, len(sentences), together)]
    return [Span(group[0].start, group[-1].end) for group in groups]


def _says_something(span: Span, text: str) -> bool:
    return any(letter.isalnum() for letter in span.of(text))


def _trimmed(text: str, start: int, end: int) -> Span | None:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    end -= len(words) - len(words.rstrip())
    return Span(start, end) if start < end else None


def chosen(text: str, spans: Iterable[Span]) -> list[Span]:
    """Return what was chosen in order, without white space at its ends; what touches or overlaps is one passage.

    A mark that is touched belongs to the passage whole. Raises ValueError for a passage that is not in the text.
    """
    out: list[Span] = []
    for span in sorted(spans):
        if not 0 <= span.start < span.end <= len(text):
            raise ValueError("no passage of this text")
        trimmed = _trimmed(text, span.start, span.end)
        if trimmed is None:
            continue
        whole = _with_marks(text, trimmed)
        if out and not text[out[-1].end : whole.start].strip():
            whole = Span(out[-1].start, max(out.pop().end, whole.end))
        out.append(whole)
    return out


def _with_marks(text: str, span: Span) -> Span:
    for found in re.finditer(re.escape(MARK), text):
        if found.start() < span.end and span.start < found.end():
            span = Span(min(span.start, found.start()), max(span.end, found.end()))
    return span


def without(text: str, spans: Iterable[Span]) -> str:
    """Return the text with the mark in place of the passages (of `chosen`); marks beside each other are one."""
    left, at = [], 0
    for span in spans:
        left += [text[at : span.start], MARK]
        at = span.end
    return _MARKS.sub(MARK, "".join([*left, text[at:]]))


def taken(text: str, spans: Iterable[Span]) -> str:
    """Return the words of the passages, a paragraph each, without marks of earlier ones."""
    words = (span.of(text).replace(MARK, "…").strip(" …\n") for span in spans)
    return "\n\n".join(word for word in words if word)
