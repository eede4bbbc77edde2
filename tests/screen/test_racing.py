"""Attack A12 on the lock, on committed data."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from confidentiality.access.sessions import SessionStore
from tests.attacking import report, sized
from tests.database import logged_in_as
from tests.screen.test_locking import COOKIE, FILE, PASSWORD, PERSON, unlock

pytestmark = [pytest.mark.attack("A12"), pytest.mark.clause("4.6.6")]
SignedIn = Callable[[str], Client]


def test_guesses_at_the_same_moment_are_counted_one_by_one(
    committed: str, signed_in: SignedIn
) -> None:
    client, many = signed_in("iss_worker"), sized(24, 400)
    client.post("/screen/lock/")
    cookie = client.cookies[COOKIE].value

    def guess(number: int) -> str:
        each = Client()
        each.cookies[COOKIE] = cookie
        try:
            return unlock(each, password=PASSWORD if number == many - 1 else f"wrong-{number}")
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as guessing:
        said = list(guessing.map(guess, range(many)))
    assert said.count("open") == 0
    assert said.count("locked") <= 5
    assert SessionStore(cookie).load() == {}
    report("A12", "guesses at a lock, eight at a time", tried=many, refused=many)


def test_an_ended_account_unlocks_nothing(committed: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.post("/screen/lock/")
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute("UPDATE staff_account SET is_active = false WHERE id = %s", [PERSON.id])
    assert unlock(client, password=PASSWORD) != "open"
    assert client.get(FILE).status_code == 302
