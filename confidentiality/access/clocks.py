"""How a session stands by its clocks; no Django, no clock of its own. Clause 4.6.6."""

from enum import StrEnum

# Seconds by which the clocks of two web servers may differ.
CLOCKS_DIFFER = 5 * 60


class Standing(StrEnum):
    """How a session stands."""

    OPEN = "open"
    LOCKED = "locked"  # its person comes back to the same place
    ENDED = "ended"


def standing(*, began: int, seen: int, now: int, idle: int, absolute: int) -> Standing:
    """Return how a session stands that began and was last used then, all in seconds.

    One that idles is locked, not thrown away. One that is too old ends, and one that knows of a time to come: a
    clock that was set back lengthens none.
    """
    if max(began, seen) > now + CLOCKS_DIFFER or now - began >= absolute:
        return Standing.ENDED
    return Standing.LOCKED if now - seen >= idle else Standing.OPEN
