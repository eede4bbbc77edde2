"""When a screen that nobody uses dims, blanks and closes, and whether a ticket may be given. Pure: no Django.

The browser shows these times and the database keeps them: it allows for what a page tells late, and no more.
"""

from dataclasses import dataclass

from disclosures.obstacle import Mender, Obstacle, Stage

DIMS_AFTER = 60  # seconds without a scroll, a key, a touch or a move
WARNS_FOR = 30  # seconds more, in which any key or touch goes on (WCAG 2.2.1 asks for 20)
TELLS_EVERY = 15  # seconds: how often a page in use says so
BLANK_AFTER = DIMS_AFTER + WARNS_FOR
LATE = TELLS_EVERY + 5  # seconds by which the database may hear of the last touch late
ENDS_AFTER = 600  # seconds blank
# Longer than the twenty hours below which somebody in the middle of reading has to be warned first (WCAG 2.2.1)
LASTS = 21 * 3600  # seconds, however much is read
TICKET_MINUTES = 10
WRONG_CODES = 5
SIZES = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    """What a ticket to the office screen would open, and where."""

    own_file: bool
    recalled: bool
    written: bool
    has_address: bool
    has_screen: bool
    held: bool


SAID_SINCE = (
    "Something in it was said since to be a family court’s paper, a conference’s minutes, another client’s, or somebody"
    " else’s words. Prepare it anew, or take that back where it was a mistake."
)


def obstacles_to_ticket(place: Place) -> tuple[Obstacle, ...]:
    """Return all that stands against a ticket to the office screen; () means it may be given (clause 5.2.4)."""
    asked = (
        (
            place.own_file,
            "Only what was prepared for the client from their own file is read here.",
            Mender.NOBODY,
            "not_own_file",
        ),
        (
            not place.recalled,
            "The package was recalled. A corrected one is prepared and reviewed anew.",
            Mender.WORKER,
            "recalled",
        ),
        (not place.held, SAID_SINCE, Mender.WORKER, "held_since"),
        (
            place.written,
            "It was told by word of mouth: there is nothing to read.",
            Mender.NOBODY,
            "was_spoken",
        ),
        (
            place.has_address,
            "This installation has no address for office screens (LATCH_KIOSK_URL).",
            Mender.MANAGER,
            "no_address",
        ),
        (
            place.has_screen,
            "No office screen is set up. A line manager or the records admin asks for one.",
            Mender.MANAGER,
            "no_screen",
        ),
    )
    return tuple(
        Obstacle("5.2.4", what, mender, code, Stage.RELEASE)
        for holds, what, mender, code in asked
        if not holds
    )
