"""What is said of one clause of the policy."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a program can do about a clause at all."""

    ENFORCED = "enforced"
    GUIDE_AND_AID = "guide + aid"


class State(StrEnum):
    """What this release does about a clause."""

    ENFORCED = "enforced"
    AID = "aid"
    GUIDE = "guide"
    NOT_YET = "not yet"


@dataclass(frozen=True, slots=True)
class Clause:
    """One row: the clause's number, what it asks in our words, the control as it is today."""

    number: str
    title: str
    control: str
    state: State = State.NOT_YET
    kind: Kind = Kind.ENFORCED

    @property
    def anchor(self) -> str:
        """The row's id on the policy page: numbers hold spaces, ids may not."""
        return "clause-" + self.number.replace(" ", "-").strip("()").replace("(", "")
