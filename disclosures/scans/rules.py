"""What is covered on a page, and which pages may leave. Pure."""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from disclosures.building.boxes import Box
from disclosures.withholding import WHY

MOST_COVERS = 200
TOO_MANY = "There are too many covered places on this page: withhold the whole page."
DRAWN = re.compile(r"(\d{1,4})-(\d{1,4})-(\d{1,4})-(\d{1,4})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cover:
    """A place on a page that is withheld, in tenths of a percent of its width and height, and why."""

    left: int
    top: int
    right: int
    bottom: int
    reason: str

    def __post_init__(self) -> None:
        """Raise ValueError for a place that is none, or a reason that nobody knows."""
        if self.reason not in WHY:
            raise ValueError("There is no such reason.")
        _ = self.box

    @property
    def box(self) -> Box:
        """Return it as the builder burns it in."""
        return Box(self.left / 1000, self.top / 1000, self.right / 1000, self.bottom / 1000)

    def as_stored(self) -> dict[str, Any]:
        """Return what the sealed column keeps."""
        return asdict(self)


def whole(reason: str) -> Cover:
    """Return what stands over a page that stays behind, all of it, with why."""
    return Cover(0, 0, 1000, 1000, reason)


def around(box: Box, reason: str) -> Cover:
    """Return the cover over a box, a little larger rather than smaller."""
    return Cover(
        max(0, int(box.left * 1000)),
        max(0, int(box.top * 1000)),
        min(1000, int(box.right * 1000) + 1),
        min(1000, int(box.bottom * 1000) + 1),
        reason,
    )


def drawn_in(text: str, reason: str) -> list[Cover]:
    """Return the places in what the page's script sends, such as `100-50-600-100 0-0-10-10`, withheld for one reason.

    Raises ValueError where one of them is none: a place that was left out would be read.
    """
    return [_drawn(word, reason) for word in text.split()]


def _drawn(word: str, reason: str) -> Cover:
    found = DRAWN.fullmatch(word)
    if found is None:
        raise ValueError("There is no such place.")
    left, top, right, bottom = map(int, found.groups())
    return Cover(left, top, right, bottom, reason)


def lies_under(cover: Cover, other: Cover) -> bool:
    """Say whether all of a place lies under another one."""
    across = other.left <= cover.left and cover.right <= other.right
    return across and other.top <= cover.top and cover.bottom <= other.bottom


def changed(
    covers: Iterable[Cover], *, uncover: Iterable[Cover], more: Iterable[Cover]
) -> list[Cover]:
    """Return what is covered after some places were taken off and others put on.

    What is taken off is told as it is, not by where it stands in the list, which is another place once one is gone.
    Raises ValueError when there would be more than a page bears.
    """
    off = set(uncover)
    left = list(dict.fromkeys([*(cover for cover in covers if cover not in off), *more]))
    if len(left) > MOST_COVERS:
        raise ValueError(TOO_MANY)
    return left
