"""What is covered on a page, and which pages may leave. Pure."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from disclosures.building.pages import Box
from disclosures.withholding import WHY

MOST_COVERS = 200


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


def around(box: Box, reason: str) -> Cover:
    """Return the cover over a box, a little larger rather than smaller."""
    return Cover(
        max(0, int(box.left * 1000)),
        max(0, int(box.top * 1000)),
        min(1000, int(box.right * 1000) + 1),
        min(1000, int(box.bottom * 1000) + 1),
        reason,
    )


def changed(
    covers: Iterable[Cover], *, uncover: Iterable[int], more: Iterable[Cover]
) -> list[Cover]:
    """Return what is covered after some were taken off (by their place in the list) and others put on.

    Raises ValueError when there would be more than a page bears.
    """
    off = set(uncover)
    left = [cover for at, cover in enumerate(covers) if at not in off]
    left = list(dict.fromkeys([*left, *more]))
    if len(left) > MOST_COVERS:
        raise ValueError("There are too many covered places on this page: withhold the whole page.")
    return left
