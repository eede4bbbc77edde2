"""Open a new file."""

from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from clients.models import CaseFile
from tests import cast
from tests.clients.questions import HOSTILE, NUL, day, tomorrow, working_as
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
ADDRESS = "/files/new/"
ROSA = {
    "name": "Rosa Álvarez",
    "known_as": "Rosie\r\n\r\n R. Fielding ",
    **day("date_of_birth", date(1990, 6, 3)),
    "phones": "07700 900123",
    "safe_to_call": "limited",
    "times": "Weekdays before 3pm",
    "who_may_answer": "Her sister",
    "channels": ["text"],
    "address": "Flat 3\r\n12 Mill Lane",
    "postcode": "B1 1AA",
    "partner_names": "Mark Fielding",
    **day("opened_on", date(2024, 2, 29)),
}


def sent(**changes: Any) -> dict[str, Any]:
    return {**ROSA, "token": str(uuid4()), **changes}


def file_at(address: str, opener: str = "iss_worker") -> CaseFile:
    with working_as(opener):
        return CaseFile.objects.get(reference=address.removeprefix("/files/").strip("/"))


def count_of_files(opener: str = "iss_worker") -> int:
    with working_as(opener):
        return CaseFile.objects.count()


def test_it_works(signed_in: SignedIn) -> None:
    answer = signed_in("iss_worker").post(ADDRESS, sent())
    assert answer.status_code == 302
    with working_as("iss_worker") as worker:
        file = CaseFile.objects.get(reference=answer["Location"].split("/")[2])
        assert (file.name, file.known_as) == ("Rosa Álvarez", ["Rosie", "R. Fielding"])
        assert file.date_of_birth == "1990-06-03"
        assert file.opened_on == date(2024, 2, 29)
        assert file.partner_names == ["Mark Fielding"]
        assert file.contact == {
            "phones": ["07700 900123"],
            "safe_to_call": "limited",
            "times": "Weekdays before 3pm",
            "who_may_answer": "Her sister",
            "channels": ["text"],
            "address": "Flat 3\n12 Mill Lane",
            "postcode": "B1 1AA",
        }
        assert (file.service, file.status, file.left_on) == ("iss", "open", None)
        assert (file.lead_id, file.created_by_id, file.team) == (worker.pk, worker.pk, worker.team)


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_the_worker_and_whoever_leads_the_team_hold_it_and_nobody_else(
    signed_in: SignedIn,
) -> None:
    address = signed_in("iss_worker").post(ADDRESS, sent())["Location"]
    answers = {key: signed_in(key).get(address).status_code for key in cast.PEOPLE}
    holders = {"iss_worker", "iss_manager"}
    assert answers == {key: 200 if key in holders else 404 for key in cast.PEOPLE}


def test_a_name_and_an_answer_about_calling_are_enough(signed_in: SignedIn) -> None:
    little = {
        "name": "Jo",
        "safe_to_call": "unknown",
        **day("opened_on", date(2024, 1, 1)),
    }
    client = signed_in("iss_worker")
    address = client.post(ADDRESS, little)["Location"]
    page = client.get(address).content.decode()
    assert "Do not call until you know" in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Fill in ‘Name’"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"safe_to_call": ""}, "Choose an answer to ‘Is it safe to call?’"),
        ({"safe_to_call": "perhaps"}, "not one of the available choices"),
        ({"times": "", "who_may_answer": ""}, "Say when calling is safe"),
        (day("date_of_birth", tomorrow()), "The date of birth must be today or in the past"),
        ({"date_of_birth-day": "31"}, "The date of birth must be a real date"),
        ({"date_of_birth-year": "9" * 5000}, "The date of birth must be a real date"),
        ({"date_of_birth-day": "9" * 20}, "The date of birth must be a real date"),
        ({"date_of_birth-month": "9" * 5000}, "The date of birth must be a real date"),
        ({"date_of_birth-year": ""}, "The date of birth must include a year"),
        (day("date_of_birth", date(2024, 3, 1)), "must be before the file was opened"),
        (day("opened_on", tomorrow()), "The day on which the file is opened must be today"),
        ({"phones": "1\n" * 21}, "at most 20 lines"),
        ({"partner_names": "x" * 201}, "at most 200 characters"),
        (
            {"phones": "07700 900123\nring after 6\n999"},
            "‘ring after 6’ is no telephone number: write it under ‘When is it safe?’",
        ),
        ({"phones": "ring after 6\ncall him never"}, "‘call him never’ is no telephone number"),
        ({"postcode": "NOTAPOST"}, "Postcode: ‘NOTAPOST’ is no postcode"),
        ({"channels": ["pigeon"]}, "not one of the available choices"),
        ({"name": NUL}, "Null characters are not allowed"),
        ({"address": NUL}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_nothing_typed_is_lost(
    changes: dict[str, Any], sentence: str, signed_in: SignedIn
) -> None:
    before = count_of_files()
    page = signed_in("iss_worker").post(ADDRESS, sent(**changes))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert "12 Mill Lane" in page.content.decode() or "address" in changes
    assert "07700 900123" in page.content.decode() or "phones" in changes
    assert count_of_files() == before


def test_a_double_click_opens_one_file(signed_in: SignedIn) -> None:
    client, twice, before = signed_in("iss_worker"), sent(), count_of_files()
    first, second = client.post(ADDRESS, twice), client.post(ADDRESS, twice)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]
    assert count_of_files() == before + 1


def test_other_words_from_the_same_page_open_another_file(signed_in: SignedIn) -> None:
    client, one = signed_in("iss_worker"), sent()
    first = client.post(ADDRESS, one)["Location"]
    second = client.post(ADDRESS, {**one, "name": "Beth Rowe"})["Location"]
    assert first != second
    with working_as("iss_worker"):
        assert file_at(first).name == "Rosa Álvarez"
        assert file_at(second).name == "Beth Rowe"


@pytest.mark.clause("3.3.1")
def test_a_token_of_somebody_else_tells_nothing(signed_in: SignedIn) -> None:
    stolen = sent()
    first = signed_in("iss_worker").post(ADDRESS, stolen)["Location"]
    second = signed_in("dvpp_worker").post(ADDRESS, stolen)
    assert second.status_code == 302
    assert second["Location"] != first


@pytest.mark.parametrize("broken", ["", "x", "0" * 5000, "00000000"])
def test_a_broken_token_loses_nothing(broken: str, signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").post(ADDRESS, sent(token=broken)).status_code == 302


def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    planted = str(uuid4())
    undeclared = {
        **dict.fromkeys(("id", "file_id", "person", "lead", "created_by", "team", "by"), planted),
        "service": "dvpp",
        "status": "closed",
        "reference": "AAAA-AAAA",
        "left_on": "2001-01-01",
        "reviewed_at": "2001-01-01",
        "origin_import": planted,
    }
    address = signed_in("iss_worker").post(ADDRESS, sent(**undeclared))["Location"]
    file = file_at(address)
    assert (file.service, file.status, file.left_on) == ("iss", "open", None)
    assert file.lead_id == file.created_by_id == cast.PEOPLE["iss_worker"].id
    assert planted not in map(str, (file.id, file.person, file.origin_import))
    assert file.reference != "AAAA-AAAA"
    assert file.reviewed_at is None


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_stays_text(words: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    hostile = sent(name=words, times=words, address=words, partner_names=words)
    address = client.post(ADDRESS, hostile)["Location"]
    with working_as("iss_worker"):
        file = file_at(address)
        assert (file.name, file.contact["times"]) == (words, words)
        assert (file.contact["address"], file.partner_names) == (words, [words])
    page = client.get(address).content.decode()
    assert words in unescape(page)
    assert "<script>alert" not in page


@pytest.mark.parametrize("person", ["hr", "committee", "records_admin", "importer", "dp_lead"])
def test_who_belongs_to_no_service_is_refused(person: str, signed_in: SignedIn) -> None:
    client = signed_in(person)
    for answer in (client.get(ADDRESS), client.post(ADDRESS, sent())):
        assert answer.status_code == 403
        assert "teams of the two services" in answer.content.decode()


def test_it_rejects_put(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").put(ADDRESS).status_code == 405


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with assert_queries_at_most(12):
        client.get(ADDRESS)
