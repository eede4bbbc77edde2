"""Places on a page. Apart from the pages, so that whoever only tells a place need not read what draws them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a page as it is shown, in fractions of its width and height from its left and top edge."""

    left: float
    top: float
    right: float
    bottom: float

    def __post_init__(self) -> None:
        """Raise ValueError for a box that has no area or lies beyond the page."""
        if not (0 <= self.left < self.right <= 1 and 0 <= self.top < self.bottom <= 1):
            raise ValueError("A box has no area, or lies beyond its page.")


WHOLE_PAGE = Box(0, 0, 1, 1)
