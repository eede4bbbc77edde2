"""The place for a recogniser of names that an installation adds; the product brings none and needs none."""

import logging
from collections.abc import Callable, Iterable
from operator import index
from typing import NamedTuple

from .proposals import Proposal, Reason, Strength

# Finds what may be a name, place or organisation in a text, on this machine: (start, end) in the text as it is given.
Recogniser = Callable[[str], Iterable[tuple[int, int]]]
log = logging.getLogger(__name__)


class Recognised(NamedTuple):
    """What a recogniser found in a text; `failed`: it did not come to the text's end, and there may be more."""

    proposals: tuple[Proposal, ...] = ()
    failed: bool = False


def recognised(text: str, recogniser: Recogniser) -> Recognised:
    """Return what a recogniser finds; whatever goes wrong in it, and a place that isn't in the text, is a failure."""
    found = list[Proposal]()
    try:
        for place in recogniser(text):
            start, end = map(index, place)
            if not 0 <= start < end <= len(text):
                raise ValueError("A recogniser named a place outside the text.")
            found.append(Proposal(start, end, Reason.RECOGNISED, Strength.MEDIUM))
    except Exception as error:
        # its words may hold the text
        log.error("A recogniser failed: %s", type(error).__name__)
        return Recognised(tuple(found), failed=True)
    return Recognised(tuple(found))
