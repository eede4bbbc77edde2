"""Words in the sentences that they stand in, for whoever decides about them. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from disclosures.matcher.folding import Folded, fold
from disclosures.redaction.steps import Stop

MOST_PLACES = 3  # of the same words that a list shows in their sentences
AROUND = 60  # characters on each side of them


@dataclass(frozen=True)
class Text:
    """A text that words stand in: what to call it, and the address of its place on a page."""

    title: str
    at: str
    words: str

    @cached_property
    def folded(self) -> Folded:
        """The text made comparable, once for all that is looked for in it."""
        return fold(self.words)


@dataclass(frozen=True)
class Stands:
    """Where some words stand: in which text, and what is written before and behind them."""

    title: str
    at: str
    before: str
    words: str
    behind: str


@dataclass(frozen=True)
class WhatLeaves:
    """All texts that would leave, as whoever reviews reads them.

    `typed` is what was typed for it, `copied` the entries and what the letter says around them, `on_pages` what the
    pages of documents say outside what is covered.
    """

    typed: tuple[Text, ...]
    copied: tuple[Text, ...]
    on_pages: tuple[Text, ...]

    def where(self, stop: Stop) -> list[Stands]:
        """Return where the words of a stop stand, in the order in which they leave."""
        if stop.is_on_page:
            return list(_places(stop, self.on_pages))
        return list(_places(stop, self.typed if stop.is_typed else (*self.typed, *self.copied)))


def _places(stop: Stop, texts: Iterable[Text]) -> Iterator[Stands]:
    return (
        in_sentence(text, start, end)
        for text in texts
        for start, end in places_in(text.folded, stop.letters)
    )


def places_in(text: Folded, letters: str) -> list[tuple[int, int]]:
    """Return where a text spells these letters, whatever their case and what parts them.

    Whole words; where it spells them only within others, those. Empty for no letters.
    """
    found, at = [], text.letters.find(letters) if letters else -1
    while at >= 0:
        first, last = text.places[at], text.places[at + len(letters) - 1]
        found.append(text.span(first, last + 1))
        at = text.letters.find(letters, at + 1)
    return [span for span in found if _is_whole(text.text, *span)] or found


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def in_sentence(text: Text, start: int, end: int) -> Stands:
    """Return some words of a text with what is written around them."""
    words = text.words
    before, behind = words[max(0, start - AROUND) : start], words[end : end + AROUND]
    if start > AROUND:
        before = f"… {before.partition(' ')[2]}"
    if end + AROUND < len(words):
        behind = f"{behind.rpartition(' ')[0]} …"
    return Stands(text.title, text.at, before, words[start:end], behind)
