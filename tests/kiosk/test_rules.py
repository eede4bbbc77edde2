"""When a ticket to the office screen may be given, and its clocks, without a database."""

from dataclasses import replace

import pytest

from disclosures.kiosk import rules
from disclosures.kiosk.rules import Place, obstacles_to_ticket
from disclosures.obstacle import Mender, Obstacle, Stage

pytestmark = pytest.mark.clause("5.2.4")
READY = Place(
    own_file=True, recalled=False, written=True, has_address=True, has_screen=True, held=False
)


def against(what: str, mender: Mender, code: str) -> Obstacle:
    return Obstacle("5.2.4", what, mender, code, Stage.RELEASE)


OBSTACLES = {
    "own_file": against(
        "Only what was prepared for the client from their own file is read here.",
        Mender.NOBODY,
        "not_own_file",
    ),
    "recalled": against(
        "The package was recalled. A corrected one is prepared and reviewed anew.",
        Mender.WORKER,
        "recalled",
    ),
    "held": against(rules.SAID_SINCE, Mender.WORKER, "held_since"),
    "written": against(
        "It was told by word of mouth: there is nothing to read.", Mender.NOBODY, "was_spoken"
    ),
    "has_address": against(
        "This installation has no address for office screens (LATCH_KIOSK_URL).",
        Mender.MANAGER,
        "no_address",
    ),
    "has_screen": against(
        "No office screen is set up. A line manager or the records admin asks for one.",
        Mender.MANAGER,
        "no_screen",
    ),
}


def test_a_ticket_to_what_is_ready_may_be_given() -> None:
    assert obstacles_to_ticket(READY) == ()


@pytest.mark.parametrize("turned", OBSTACLES)
def test_each_thing_alone_stands_against_it(turned: str) -> None:
    place = replace(READY, **{turned: not getattr(READY, turned)})
    assert obstacles_to_ticket(place) == (OBSTACLES[turned],)


def test_all_that_stands_against_it_is_said_at_once() -> None:
    turned = {each: not getattr(READY, each) for each in OBSTACLES}
    place = replace(READY, **turned)
    assert obstacles_to_ticket(place) == tuple(OBSTACLES.values())


def test_somebody_slow_is_warned_for_longer_than_the_guideline_asks() -> None:
    assert (rules.DIMS_AFTER, rules.WARNS_FOR, rules.BLANK_AFTER) == (60, 30, 90)
    assert (rules.ENDS_AFTER, rules.TELLS_EVERY, rules.LATE) == (600, 15, 20)
    assert (rules.TICKET_MINUTES, rules.WRONG_CODES, rules.SIZES) == (10, 5, (0, 1, 2))
