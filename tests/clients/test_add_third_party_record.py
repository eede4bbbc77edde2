"""Record what somebody else said (clause 3.2.1)."""

from collections.abc import Callable
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clients.models import ThirdPartyRecord
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    HOSTILE,
    NUL,
    assert_hidden,
    end_grants,
    give,
    path,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def sent(**changes: Any) -> dict[str, Any]:
    said = {"about_whom": "Daniel", "from_whom": "A neighbour", "body": "He keeps\r\ntwo dogs."}
    return {**said, "token": str(uuid4()), **changes}


def records(key: str = "leila") -> list[ThirdPartyRecord]:
    with working_as("iss_worker"):
        found = list(ThirdPartyRecord.objects.filter(file_id=cast.FILES[key].id))
        for each in found:  # open them while the identity that may is set
            each.about_whom, each.from_whom, each.body = (
                each.about_whom,
                each.from_whom,
                each.body,
            )
        return found


def test_it_works(signed_in: SignedIn) -> None:
    assert records() == []
    client = signed_in("iss_worker")
    assert client.get(path("add_third_party_record", "leila")).status_code == 200
    answer = client.post(
        path("add_third_party_record", "leila"), sent(in_confidence="on", safety_critical="on")
    )
    assert answer["Location"] == path("third_party", "leila")
    (written,) = records()
    assert (written.about_whom, written.from_whom) == ("Daniel", "A neighbour")
    assert written.body == "He keeps\ntwo dogs."
    assert written.in_confidence
    assert written.safety_critical
    assert written.author_id == cast.PEOPLE["iss_worker"].id


def test_marks_are_off_unless_ticked(signed_in: SignedIn) -> None:
    signed_in("iss_worker").post(path("add_third_party_record", "leila"), sent())
    (written,) = records()
    assert (written.in_confidence, written.safety_critical) == (False, False)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"about_whom": ""}, "Fill in ‘About whom is it?’"),
        ({"from_whom": " "}, "Fill in ‘Who said it?’"),
        ({"body": ""}, "Fill in ‘What did they say?’"),
        ({"body": NUL}, "Null characters are not allowed"),
        ({"about_whom": "x" * 201}, "at most 200 characters"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_half_written_text_survives(
    changes: dict[str, str], sentence: str, signed_in: SignedIn
) -> None:
    answer = signed_in("iss_worker").post(path("add_third_party_record", "leila"), sent(**changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert "He keeps&#10;two dogs." in answer.content.decode() or "body" in changes
    assert records() == []


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_stays_text(words: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    hostile = sent(about_whom=words, from_whom=words, body=words)
    client.post(path("add_third_party_record", "leila"), hostile)
    (written,) = records()
    assert (written.about_whom, written.from_whom, written.body) == (words,) * 3
    page = client.get(path("third_party", "leila")).content.decode()
    assert unescape(page).count(words) == 3
    assert "<script>alert" not in page


def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    planted = str(uuid4())
    undeclared = {
        **dict.fromkeys(("id", "pk", "record_id"), planted),
        "file": str(cast.FILES["amina"].id),
        "author": str(cast.PEOPLE["iss_manager"].id),
        "written_at": "2001-01-01",
    }
    before = len(records("amina"))
    signed_in("iss_worker").post(path("add_third_party_record", "leila"), sent(**undeclared))
    (written,) = records()
    assert len(records("amina")) == before
    assert str(written.id) != planted
    assert written.author_id == cast.PEOPLE["iss_worker"].id
    assert written.written_at.year > 2001


def test_a_double_click_writes_one_record(signed_in: SignedIn) -> None:
    client, twice = signed_in("iss_worker"), sent()
    for _ in range(2):
        answer = client.post(path("add_third_party_record", "leila"), twice)
        assert answer.status_code == 302
    assert len(records()) == 1


@pytest.mark.clause("3.2.1")
@pytest.mark.parametrize(
    ("rights", "sentence"),
    [
        (("view", "contribute"), "no grant to read what others said"),
        (("view", "third_party"), "no grant to write in it"),
    ],
)
def test_it_takes_both_rights(rights: tuple[str, ...], sentence: str, signed_in: SignedIn) -> None:
    give("leila", "iss_senior", *rights)
    client = signed_in("iss_senior")
    for answer in (
        client.get(path("add_third_party_record", "leila")),
        client.post(path("add_third_party_record", "leila"), sent()),
    ):
        assert answer.status_code == 403
        assert sentence in answer.content.decode()
    assert records() == []


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert_hidden(signed_in(person), path("add_third_party_record", key), key)


@pytest.mark.clause("3.3.1")
def test_a_grant_that_ends_while_the_page_is_open_ends_writing(signed_in: SignedIn) -> None:
    give("leila", "iss_senior", "view", "contribute", "third_party")
    client, address = signed_in("iss_senior"), path("add_third_party_record", "leila")
    assert client.get(address).status_code == 200
    end_grants("leila", of="iss_senior")
    assert client.post(address, sent()).status_code == 404
    assert records() == []


def test_it_rejects_put(signed_in: SignedIn) -> None:
    address = path("add_third_party_record", "leila")
    assert signed_in("iss_worker").put(address).status_code == 405


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    for send in (client.get, lambda address: client.post(address, sent())):
        with assert_queries_at_most(12):
            send(path("add_third_party_record", "leila"))
