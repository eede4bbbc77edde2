"""A1, by the clock: hidden and absent take the same time. Measured under `make attack` only, never in the suite."""

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
TRIES = 40
WITHIN_MS = 5.0


def difference(client: Client, there: str, never: str) -> float:
    """Return by how many milliseconds the medians of two addresses differ, asked in turns."""
    took: dict[str, list[float]] = {there: [], never: []}
    for _ in range(TRIES):
        for path in (there, never):
            began = time.perf_counter()
            ask(client, "get", path)
            took[path].append((time.perf_counter() - began) * 1000)
    return abs(statistics.median(took[there]) - statistics.median(took[never]))


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
    found = {key: difference(client, world.path(key), world.never(key)) for key in keys}
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
        assert difference(client, slow.path("planted"), slow.never("planted")) > WITHIN_MS
