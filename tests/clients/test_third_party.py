"""What others said: third-party records, apart from the file under a right of their own (clause 3.2.1)."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from clients import actions
from clients.models import ThirdPartyRecord
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    end_grants,
    file_of,
    give,
    path,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
SAID = cast.THIRD_PARTY["body"]


def write(count: int) -> None:
    with working_as("iss_worker") as by:
        for number in range(count):
            actions.add_third_party_record(
                file=file_of("amina"),
                by=by,
                about_whom="Daniel Farouk",
                from_whom="A neighbour",
                body=f"Heard number {number}.",
                in_confidence=False,
                safety_critical=False,
            )


def test_it_works(signed_in: SignedIn) -> None:
    page = signed_in("iss_worker").get(path("third_party", "amina")).content.decode()
    for shown in (SAID, "About Daniel Farouk", "Her sister Nadia", "Critical for safety"):
        assert shown in page
    assert "In confidence" in page


@pytest.mark.clause("3.2.1")
def test_without_its_right_the_file_opens_and_the_records_do_not(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute", "lead")
    for person in ("iss_senior", "iss_manager"):
        client = signed_in(person)
        assert client.get(path("file", "amina")).status_code == 200
        answer = client.get(path("third_party", "amina"))
        assert answer.status_code == 403
        assert "no grant to read what others said" in answer.content.decode()
        assert SAID not in answer.content.decode()
        with working_as(person):
            assert ThirdPartyRecord.objects.count() == 0


@pytest.mark.clause("3.2.1")
def test_with_its_right_they_open(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "third_party")
    page = signed_in("iss_senior").get(path("third_party", "amina")).content.decode()
    assert SAID in page
    assert path("add_third_party_record", "amina") not in page


@pytest.mark.clause("3.2.1")
@pytest.mark.clause("3.3.1")
def test_their_right_without_view_opens_nothing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "third_party")
    assert_hidden(signed_in("iss_senior"), path("third_party", "amina"), "amina")


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert_hidden(signed_in(person), path("third_party", key), key)


@pytest.mark.clause("3.3.1")
def test_an_ended_grant_opens_nothing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "third_party")
    client = signed_in("iss_senior")
    assert SAID in client.get(path("third_party", "amina")).content.decode()
    end_grants("amina", of="iss_senior")
    assert_hidden(client, path("third_party", "amina"), "amina")


def test_an_empty_list_says_what_to_do_next(signed_in: SignedIn) -> None:
    page = signed_in("iss_worker").get(path("third_party", "leila")).content.decode()
    assert "Nothing is recorded yet" in page
    assert path("add_third_party_record", "leila") in page


def test_pages_show_every_record_once(signed_in: SignedIn) -> None:
    write(65)
    client, address, listed, pages = signed_in("iss_worker"), path("third_party", "amina"), [], 0
    while address:
        page = client.get(address).content.decode()
        listed += re.findall(r"Heard number (\d+)\.", page)
        older = re.search(r'rel="next" href="([^"]+)"', page)
        address, pages = older[1] if older else "", pages + 1
    assert pages == 3
    assert sorted(map(int, listed)) == list(range(65))


def test_it_rejects_post(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").post(path("third_party", "amina")).status_code == 405


def test_it_asks_few_queries_and_no_more_for_more_records(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with assert_queries_at_most(12) as few:
        client.get(path("third_party", "amina"))
    write(25)
    with assert_queries_at_most(12) as many:
        assert "Heard number 24." in client.get(path("third_party", "amina")).content.decode()
    assert len(many) == len(few)
