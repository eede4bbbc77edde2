"""How a session stands by its clocks (A12): to the second, and whatever its record says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.access.clocks import CLOCKS_DIFFER, Standing, standing

pytestmark = [pytest.mark.attack("A12"), pytest.mark.clause("4.6.6")]
IDLE, ABSOLUTE, NOW = 900, 43_200, 1_800_000_000
SECONDS = st.integers(-2 * ABSOLUTE, 2 * ABSOLUTE)


def stands(began: int, seen: int) -> Standing:
    """Return how a session stands that began and was last used so many seconds ago."""
    return standing(began=NOW - began, seen=NOW - seen, now=NOW, idle=IDLE, absolute=ABSOLUTE)


@pytest.mark.parametrize(
    ("began", "seen", "stood"),
    [
        (0, 0, "open"),
        (IDLE - 1, IDLE - 1, "open"),
        (IDLE, IDLE, "locked"),
        (ABSOLUTE - 1, 0, "open"),
        (ABSOLUTE - 1, IDLE, "locked"),
        (ABSOLUTE, 0, "ended"),
        (ABSOLUTE, IDLE, "ended"),
        (0, -CLOCKS_DIFFER, "open"),
        (0, -CLOCKS_DIFFER - 1, "ended"),
        (-CLOCKS_DIFFER, 0, "open"),
        (-CLOCKS_DIFFER - 1, 0, "ended"),
        (NOW, NOW, "ended"),  # a session without its clocks is of any age
    ],
)
def test_each_limit_to_the_second(began: int, seen: int, stood: str) -> None:
    assert stands(began, seen) == stood


def test_five_minutes_between_two_servers_are_borne_and_no_more() -> None:
    assert CLOCKS_DIFFER == 300


@given(began=SECONDS, seen=SECONDS, later=st.integers(0, ABSOLUTE))
def test_time_that_passes_opens_nothing(began: int, seen: int, later: int) -> None:
    order = [Standing.OPEN, Standing.LOCKED, Standing.ENDED]
    known = stands(began, seen)
    if max(-began, -seen) <= CLOCKS_DIFFER:
        assert order.index(stands(began + later, seen + later)) >= order.index(known)
