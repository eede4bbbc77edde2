"""A1, by the clock: hidden and absent take the same time. Measured under `make attack` only, never in the suite.

An address whose medians differ too much is asked again, more often: what the machine did besides goes away with
that, a difference of the product's own does not.
"""

import statistics
import time
from collections.abc import Callable

import pytest
from django.test import Client, override_settings

from tests import attacking
from tests.addresses import ask
from tests.world import ADDRESSES, VIEW, Address, World

pytestmark = [
    pytest.mark.attack("A1"),
    pytest.mark.slow,
    pytest.mark.skipif(not attacking.FULL, reason="a matter of milliseconds: make attack measures"),
]
SessionOf = Callable[[str], Client]
TRIES = (15, 60, 180)
WITHIN_MS = 5.0


def difference(client: Client, there: str, never: str, tries: int) -> float:
    """Return by how many milliseconds the medians of two addresses differ, asked in turns."""
    took: dict[str, list[float]] = {there: [], never: []}
    for turn in range(tries):
        for path in (there, never) if turn % 2 else (never, there):
            began = time.perf_counter()
            ask(client, "get", path)
            took[path].append((time.perf_counter() - began) * 1000)
    return abs(statistics.median(took[there]) - statistics.median(took[never]))


def lasting_difference(client: Client, there: str, never: str) -> float:
    """Return the difference, asked more often for as long as it is too large."""
    for tries in TRIES:
        found = difference(client, there, never, tries)
        if found <= WITHIN_MS:
            break
    return found


def hidden_from(person: str) -> list[str]:
    """Return the addresses on a subject that the person may not know of."""
    return [
        key
        for key, address in ADDRESSES.items()
        if address.at and person not in address.open_to | address.refused_to and not address.posts
    ]


@pytest.mark.parametrize("person", ["dvpp_worker", "iss_colleague", "hr"])
def test_hidden_takes_as_long_as_absent(person: str, world: World, session_of: SessionOf) -> None:
    client = session_of(person)
    keys = hidden_from(person)
    found = {key: lasting_difference(client, world.path(key), world.never(key)) for key in keys}
    attacking.report(
        "A1",
        f"hidden and absent by the clock, {person}",
        tried=len(found),
        over_5_ms=sum(ms > WITHIN_MS for ms in found.values()),
        worst_microseconds=round(max(found.values()) * 1000),
    )
    assert len(found) > 20
    assert {key: ms for key, ms in found.items() if ms > WITHIN_MS} == {}


def test_a_page_that_takes_longer_for_the_hidden_is_found(
    world: World, session_of: SessionOf
) -> None:
    planted = Address(VIEW, at={"how": "slow", "reference": "amina"})
    slow = World({**world.subjects, "slow": "slow"}, {"planted": planted})
    with override_settings(ROOT_URLCONF="tests.planted"):
        client = session_of("records_admin")
        found = lasting_difference(client, slow.path("planted"), slow.never("planted"))
    assert found > WITHIN_MS
    attacking.report("A1", "planted: a page 10 ms slower for the hidden", tried=1, found=1)
