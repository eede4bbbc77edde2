"""One form sent twice at the same moment writes once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client

from clients.actions import Particulars, open_new_file
from clients.models import CaseFile, Entry
from staff.once import written_once
from tests.clients.questions import day, path, working_as

SignedIn = Callable[[str], Client]


def click_twice(clients: list[Client], address: str, sent: dict[str, str]) -> tuple[str, str]:
    def click(client: Client) -> str:
        try:
            return str(client.post(address, sent)["Location"])
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as clicking:
        first, second = clicking.map(click, clients)
    return first, second


@pytest.mark.slow
def test_two_clicks_at_the_same_moment_open_one_file(committed: str, signed_in: SignedIn) -> None:
    form = {"name": "Rosa", "safe_to_call": "no", **day("opened_on", date(2024, 1, 1))}
    clients = [signed_in("iss_worker"), signed_in("iss_worker")]
    first, second = click_twice(clients, "/files/new/", {**form, "token": str(uuid4())})
    assert first == second
    with working_as("iss_worker"):
        assert sum(file.name == "Rosa" for file in CaseFile.objects.all()) == 1


@pytest.mark.slow
def test_a_twin_that_was_committed_meanwhile_is_found(committed: str) -> None:
    """Row security refuses the second one's key before any constraint says that it is there."""
    key = uuid4()

    def open_it() -> CaseFile:
        with working_as("iss_worker") as by:
            about, on = Particulars(name="Rosa"), date(2024, 1, 1)
            return open_new_file(service="iss", particulars=about, by=by, opened_on=on, file_id=key)

    def meanwhile() -> None:
        open_it()
        connection.close()

    def write() -> CaseFile:
        with ThreadPoolExecutor(1) as other:
            other.submit(meanwhile).result()
        return open_it()

    with working_as("iss_worker"):
        assert written_once(CaseFile, key, write).pk == key


@pytest.mark.slow
def test_two_clicks_at_the_same_moment_write_one_entry(committed: str, signed_in: SignedIn) -> None:
    form = {
        "kind": "note",
        "nature": "fact",
        "body": "Once.",
        **day("happened_on", date(2024, 1, 1)),
    }
    clients = [signed_in("iss_worker"), signed_in("iss_worker")]
    first, second = click_twice(
        clients, path("add_entry", "amina"), {**form, "token": str(uuid4())}
    )
    assert first == second == path("file", "amina")
    with working_as("iss_worker"):
        assert sum(entry.body == "Once." for entry in Entry.objects.all()) == 1
