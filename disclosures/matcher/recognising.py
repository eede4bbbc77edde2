"""The place for a recogniser of names that an installation adds; the product brings none and needs none."""

from collections.abc import Iterable, Iterator
from typing import Protocol

from .proposals import Proposal, Reason, Strength


class Recogniser(Protocol):
    """Finds what may be a name, place or organisation in a text, on this machine."""

    def recognise(self, text: str) -> Iterable[tuple[int, int]]:
        """Return the places as (start, end) in the text as it is given."""


def recognised(text: str, recognisers: Iterable[Recogniser]) -> Iterator[Proposal]:
    """Yield what recognisers find; raises ValueError for a place that isn't in the text."""
    for recogniser in recognisers:
        for start, end in recogniser.recognise(text):
            if not 0 <= start < end <= len(text):
                raise ValueError("A recogniser named a place outside the text.")
            yield Proposal(start, end, Reason.RECOGNISED, Strength.MEDIUM)
