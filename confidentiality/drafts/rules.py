"""What becomes of a save: pure decisions."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Fate(StrEnum):
    """What happens to words that come to be saved."""

    TAKE = "take"  # they are the draft now
    STALE = "stale"  # the same page has saved or sent later words already
    FORK = "fork"  # somebody else's words stand there: these become a draft of their own


@dataclass(frozen=True)
class Stands:
    """A draft as it is stored. `sent`: its words were sent, or let go of, and are not here any more."""

    writer: UUID
    serial: int
    version: int
    sent: bool


@dataclass(frozen=True)
class Save:
    """A save that asks to be taken: by which showing of the page, its how-manieth, begun from which version."""

    writer: UUID
    serial: int
    base: int


def decide(stands: Stands, save: Save) -> Fate:
    """Decide about a save on a draft that is there: never over words that whoever saves has not seen.

    One showing of a page is followed by its own counting, so that an answer that got lost does no harm. Any other
    showing must have begun from what stands there.
    """
    if stands.writer == save.writer:
        if save.serial <= stands.serial:
            return Fate.STALE
        return Fate.FORK if stands.sent else Fate.TAKE
    return Fate.TAKE if save.base == stands.version and not stands.sent else Fate.FORK
