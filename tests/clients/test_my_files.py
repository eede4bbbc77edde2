"""My files: the list, its order and pages, finding one by its reference."""

import re
from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client

from clients import actions
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    give,
    reference,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
REFERENCE = re.compile(r'href="/files/([2-9A-Z]{4}-[2-9A-Z]{4})/"')


def open_files(count: int) -> list[str]:
    with working_as("iss_worker") as by:
        return [
            actions.open_new_file(
                service="iss",
                particulars=actions.Particulars(name=f"Client {number}"),
                by=by,
                opened_on=date(2024, 1, 1),
            ).reference
            for number in range(count)
        ]


def test_it_works(signed_in: SignedIn) -> None:
    page = signed_in("iss_worker").get("/files/").content.decode()
    for key in ("amina", "leila", "due"):
        assert reference(key) in page
    assert "A.F." in page
    assert cast.PEOPLE["iss_worker"].name in page
    assert "Left on" in page


@pytest.mark.clause("3.3.1")
def test_it_names_nobody(signed_in: SignedIn) -> None:
    page = signed_in("iss_worker").get("/files/").content.decode()
    assert "A.F." in page
    for part in cast.FILES["amina"].name.split():
        assert part not in page


def test_what_needs_attention_stands_first_and_closed_files_last(signed_in: SignedIn) -> None:
    (new,) = open_files(1)
    listed = REFERENCE.findall(signed_in("iss_worker").get("/files/").content.decode())
    assert listed[0] == new
    assert listed[-1] == reference("due")


@pytest.mark.slow
def test_pages_show_every_file_once(signed_in: SignedIn) -> None:
    every = {*open_files(60), *map(reference, ("amina", "leila", "due"))}
    client, address, listed, pages = signed_in("iss_worker"), "/files/", [], 0
    while address:
        page = client.get(address).content.decode()
        listed += REFERENCE.findall(page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address, pages = older[1] if older else "", pages + 1
    assert pages == 3
    assert len(listed) == len(every)
    assert set(listed) == every


@pytest.mark.parametrize("broken", ["x", "1.x", "9" * 30 + ".x", "9" * 5000, "-1." + "0" * 32, "."])
def test_a_broken_position_is_the_first_page(broken: str, signed_in: SignedIn) -> None:
    answer = signed_in("iss_worker").get("/files/", {"after": broken})
    assert answer.status_code == 200
    if not broken.startswith("-1."):
        assert reference("amina") in answer.content.decode()


@pytest.mark.parametrize(
    ("person", "next_step"),
    [("iss_senior", "Open a new file"), ("hr", "ask the line manager"), ("committee", "ask the")],
)
def test_an_empty_list_says_what_to_do_next(
    person: str, next_step: str, signed_in: SignedIn
) -> None:
    page = signed_in(person).get("/files/").content.decode()
    assert "No file is open to you" in page
    assert next_step in page


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert reference(key) not in signed_in(person).get("/files/").content.decode()


@pytest.mark.clause("3.3.1")
def test_an_ended_grant_lists_nothing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view")
    assert reference("amina") in signed_in("iss_senior").get("/files/").content.decode()
    give("leila", "iss_senior", "view", ended=True)
    assert reference("leila") not in signed_in("iss_senior").get("/files/").content.decode()


def test_it_rejects_post(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").post("/files/").status_code == 405


def test_it_asks_few_queries_and_no_more_for_more_files(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with assert_queries_at_most(12) as few:
        assert len(REFERENCE.findall(client.get("/files/").content.decode())) == 3
    open_files(30)
    with assert_queries_at_most(12) as many:
        assert len(REFERENCE.findall(client.get("/files/").content.decode())) == 25
    assert len(many) == len(few)
