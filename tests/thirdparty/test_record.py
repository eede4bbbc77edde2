"""One record of what somebody said: who may be told, correcting it, and the people of the file (clause 3.2.1)."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from clients.models import ThirdPartyRecord
from tests import cast
from tests.clients.questions import HIDDEN_FROM, assert_hidden, give, path, reference, working_as
from tests.people.working import add
from tests.queries import assert_queries_at_most

from .working import a_record, an_old_record

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.clause("3.2.1")]
SignedIn = Callable[[str], Client]
SENT = {"about_whom": "Daniel", "from_whom": "Wilf", "body": "He has three dogs."}


def at(name: str, record: UUID, key: str = "amina") -> str:
    return reverse(f"thirdparty:{name}", args=[reference(key), record])


def sent(**changes: Any) -> dict[str, Any]:
    return {**SENT, "token": str(uuid4()), **changes}


def test_a_record_names_people_of_the_file_and_says_who_may_be_told(signed_in: SignedIn) -> None:
    client, person = signed_in("iss_worker"), add()
    address = path("add_third_party_record", "amina")
    assert "Rosalind Okonjo (Child)" in client.get(address).content.decode()
    told = {"may_be_told": "on", "told_people": [str(person)], "told_others": "The school nurse"}
    client.post(address, sent(about_person=str(person), about_whom="and her friend", **told))
    with working_as("iss_worker"):
        made = ThirdPartyRecord.objects.filter(file_id=cast.FILES["amina"].id).latest("written_at")
        assert made.about_whom == "Rosalind Okonjo, and her friend"
        assert (made.ties.about, made.ties.source) == (str(person), "")
    page = client.get(at("record", made.id)).content.decode()
    assert "Rosalind Okonjo; The school nurse" in page
    assert reverse("people:person", args=[reference("amina"), person]) in page
    add_them = (
        f"{reverse('people:add_person', args=[reference('amina')])}?record={made.id}&amp;who="
    )
    assert f"{add_them}from" in page
    assert f"{add_them}about" not in page
    form = client.get(add_them.replace("&amp;", "&") + "from").content.decode()
    assert 'value="Wilf"' in form


def test_nobody_said_means_nobody_is_told(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    for record in (a_record(), an_old_record()):
        assert (
            "Nobody: nobody has said otherwise" in client.get(at("record", record)).content.decode()
        )
    address = path("add_third_party_record", "amina")
    for wrong, sentence in (
        ({"may_be_told": "on"}, "Say who may be told"),
        ({"told_others": "Her mother"}, "tick that somebody may"),
        ({"about_whom": ""}, "Fill in ‘About whom is it?’"),
    ):
        assert sentence in client.post(address, sent(**wrong)).content.decode()


def test_its_author_mends_it_for_a_day_and_nobody_else(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute", "third_party")
    record = a_record()
    client, colleague = signed_in("iss_worker"), signed_in("iss_senior")
    assert colleague.post(at("change_record", record), SENT).status_code == 403
    assert "He keeps two dogs." in client.get(at("change_record", record)).content.decode()
    assert client.post(at("change_record", record), SENT)["Location"] == at("record", record)
    with working_as("iss_worker"):
        assert ThirdPartyRecord.objects.get(id=record).body == SENT["body"]
    old = an_old_record()
    answer = client.post(at("change_record", old), SENT)
    assert answer.status_code == 403
    assert "further record corrects it" in answer.content.decode()
    with working_as("iss_worker"):
        assert ThirdPartyRecord.objects.filter(id=old).update(safety_critical=True) == 0


def test_a_correction_stands_beside_it_and_keeps_its_marks(signed_in: SignedIn) -> None:
    old, client = an_old_record(), signed_in("iss_worker")
    assert "He keeps two dogs." in client.get(at("correct_record", old)).content.decode()
    twice = sent()
    for _ in range(2):
        assert client.post(at("correct_record", old), twice)["Location"] == at("record", old)
    page = client.get(at("record", old)).content.decode()
    assert "He keeps two dogs." in page
    assert page.count(SENT["body"]) == 1
    with working_as("iss_worker"):
        (made,) = ThirdPartyRecord.objects.filter(corrects=old)
        assert made.in_confidence
    client.post(at("correct_record", made.id), sent(body="No dogs at all."))
    with working_as("iss_worker"):
        assert ThirdPartyRecord.objects.filter(corrects=old).count() == 2
    with assert_queries_at_most(12):
        assert "Corrected" in client.get(path("third_party", "amina")).content.decode()


@pytest.mark.attack("A4")
def test_no_record_corrects_one_of_another_file() -> None:
    """By SQL: a correction across files would show that a record is there, and tie the two."""
    with working_as("dvpp_worker") as by:
        his = ThirdPartyRecord.objects.create(
            file_id=cast.FILES["daniel"].id,
            author=by,
            about_whom="Amina",
            from_whom="His brother",
            body="…",
            in_confidence=False,
            safety_critical=False,
        )
    for corrects in (his.id, uuid4()):
        with working_as("iss_worker") as by, pytest.raises(DatabaseError), transaction.atomic():
            ThirdPartyRecord.objects.create(
                file_id=cast.FILES["amina"].id,
                author=by,
                corrects_id=corrects,
                about_whom="",
                from_whom="",
                body="",
                in_confidence=False,
                safety_critical=False,
            )


@pytest.mark.slow
@pytest.mark.clause("3.3.1")
def test_pages_of_a_record_are_hidden_with_it(signed_in: SignedIn) -> None:
    record, other = a_record(), uuid4()
    client = signed_in("iss_manager")  # views the file, without the right
    for name in ("record", "change_record", "correct_record"):
        assert client.get(at(name, record)).status_code == 403
        for person, key in HIDDEN_FROM[:2]:
            assert_hidden(signed_in(person), at(name, record, key), key)
    client = signed_in("iss_worker")
    for wrong in (at("record", other), at("record", record, "leila")):
        assert client.get(wrong).status_code == 404
    give("amina", "iss_senior", "view", "third_party")
    reader = signed_in("iss_senior")
    assert "Correct" not in reader.get(at("record", record)).content.decode().split("<dl")[1]
    assert reader.post(at("correct_record", record), sent()).status_code == 403
