"""What the machine points out in words that went without a review, and why whoever let them go did (3.2.1, 4.4.2)."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

REASONS = {
    "needed": "They need these words to act, and none of them is a sensitive fact",
    "mistaken": "The machine is mistaken: they tell of nobody else, and nothing sensitive",
}


@dataclass(frozen=True, slots=True)
class PointedOut:
    """The words that were pointed out, each once, and why they went: one of `REASONS`, or words; '' for nobody said.

    As what they were found is not kept: whoever reads this need not know who else is tied to the file.
    """

    words: tuple[str, ...]
    why: str

    @property
    def reason(self) -> str:
        """Return why they went, in words."""
        return REASONS.get(self.why, self.why)

    @property
    def unsaid(self) -> bool:
        """Whether something was pointed out and nobody has said why it went."""
        return bool(self.words) and not self.why.strip()

    def only(self, known: Container[str]) -> "PointedOut":
        """Return it with those of the words alone that are `known` to whoever reads it."""
        return replace(self, words=tuple(each for each in self.words if each in known))

    def as_stored(self) -> dict[str, Any] | None:
        """Return what a release keeps; None where nothing was pointed out."""
        return {"words": list(self.words), "why": self.why} if self.words else None


NOTHING = PointedOut((), "")


def pointed_out(words: Sequence[str], why: str) -> PointedOut:
    """Return what was pointed out, each of the words once."""
    return PointedOut(tuple(dict.fromkeys(words)), why)


def from_stored(stored: Mapping[str, Any] | None) -> PointedOut | None:
    """Return what was pointed out in what a release let go, None for nothing."""
    return PointedOut(tuple(stored["words"]), stored["why"]) if stored else None
