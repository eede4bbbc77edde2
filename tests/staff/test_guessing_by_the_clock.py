"""A13, by the clock: a wrong password takes as long whoever works here or not. Measured under `make attack` only."""

import time
from itertools import cycle
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import make_password
from django.test import Client

from confidentiality.access.identity import acting_as
from staff.models import Account
from tests import cast
from tests.attacking import FULL, report

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.attack("A13"),
    pytest.mark.slow,
    pytest.mark.skipif(not FULL, reason="a matter of milliseconds: make attack measures"),
]
GUESSES = 700
AT_A_TIME = 100  # then the counts are forgotten: nobody is limited here
WITHIN = 0.55  # of an area of 0.5, where time tells nothing


@pytest.fixture(autouse=True)
def as_in_production(settings: Any) -> None:
    """Hash passwords as production does; the tests' own hasher is quick and would hide the difference."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
    for person in cast.PEOPLE.values():
        with acting_as(person.id):
            hashed = make_password(cast.password_of(person))
            Account.objects.filter(id=person.id).update(password=hashed)


def seconds(name: str, address: str) -> float:
    """Return how long the answer to one wrong password takes."""
    client, began = Client(REMOTE_ADDR=address), time.perf_counter()
    page = client.post("/account/login/", {"login": name, "password": "wrong-wrong-wrong"})
    took = time.perf_counter() - began
    assert "too many tries" not in page.content.decode()
    return took


def area(ones: list[float], others: list[float]) -> float:
    """Return how well time tells the two apart: 0.5 not at all, 1 always."""
    wins = sum((one > other) + (one == other) / 2 for one in ones for other in others)
    found = wins / (len(ones) * len(others))
    return max(found, 1 - found)


def guessed(settings: Any, guesses: int) -> float:
    """Guess at names that are known and at such that are not, in turns; return the area."""
    known, unknown = list[float](), list[float]()
    names = cycle(person.sign_in for person in cast.PEOPLE.values())
    for number in range(guesses):
        if number % AT_A_TIME == 0:
            own = {"KEY_PREFIX": f"clock-{uuid4()}"}
            settings.CACHES = {"default": {**settings.CACHES["default"], **own}}
        turn = [(known, next(names)), (unknown, f"nobody.{number}")]
        for took, name in turn if number % 2 else reversed(turn):
            took.append(seconds(name, f"10.{len(took) % 250}.{number % 250}.{number // 250}"))
    return area(known, unknown)


def test_time_does_not_tell_who_works_here(settings: Any) -> None:
    found = guessed(settings, GUESSES)
    report("A13", "names told by time", guesses=2 * GUESSES, area_per_mille=round(found * 1000))
    assert found <= WITHIN


def test_a_page_that_hashes_for_known_names_alone_is_found(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Account, "set_password", lambda self, raw: None)
    assert guessed(settings, 60) > 0.9
    report("A13", "planted: a password hashed for known names alone", tried=1, found=1)
