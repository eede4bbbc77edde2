"""Correct an entry by a further one; what was written stays (clause 5.2.2)."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from clients.models import Entry
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    HOSTILE,
    assert_hidden,
    day,
    entries_of,
    give,
    path,
    tomorrow,
    words_of,
    working_as,
)
from tests.queries import assert_queries_at_most
from tests.thirdparty.working import an_entry

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]


def sent(**changes: Any) -> dict[str, Any]:
    right = {"nature": "fact", "body": "Her aunt's.", **day("happened_on", date(2024, 3, 1))}
    return {**right, "token": str(uuid4()), **changes}


def original(sensitive: bool = False) -> Entry:
    return next(e for e in entries_of("amina", "iss_worker") if e.sensitive is sensitive)


def corrections_of(entry_id: UUID) -> list[Entry]:
    with working_as("iss_worker"):
        return list(Entry.objects.filter(corrects_id=entry_id).order_by("written_at"))


@pytest.mark.clause("5.2.2")
@pytest.mark.parametrize("person", ["iss_worker", "iss_manager"])
def test_it_works(person: str, signed_in: SignedIn) -> None:
    entry, client = original(), signed_in(person)
    before = words_of(entry.id, "iss_worker")
    assert before[0] in client.get(path("correct_entry", "amina", entry.id)).content.decode()
    answer = client.post(path("correct_entry", "amina", entry.id), sent())
    assert answer["Location"] == path("file", "amina")
    (correction,) = corrections_of(entry.id)
    assert (correction.kind, correction.sensitive) == ("correction", False)
    assert correction.author_id == cast.PEOPLE[person].id
    assert words_of(correction.id, "iss_worker") == ("Her aunt's.", "")
    assert words_of(entry.id, "iss_worker") == before


@pytest.mark.attack("A4")
def test_by_sql_nothing_corrects_an_entry_of_another_file_or_a_correction() -> None:
    give("siobhan", "iss_worker", "view", "contribute", holder="iss_colleague")
    own, elsewhere = original(), an_entry(by="iss_colleague", file=cast.FILES["siobhan"].id)
    with working_as("iss_worker"):
        other = Entry.objects.get(pk=elsewhere)

    def write(file: str, corrects: Entry | None) -> Entry:
        with working_as("iss_worker") as by, transaction.atomic():
            return Entry.objects.create(
                file_id=cast.FILES[file].id, kind="correction", nature="fact", author=by, corrects=corrects,
                body="Her aunt's.", basis="", sensitive_kind="", happened_on=date(2024, 3, 1),
            )  # fmt: skip

    right = write("amina", own)
    for file, corrects in (("amina", other), ("siobhan", own), ("amina", right)):
        with pytest.raises(DatabaseError, match="row-level security"):
            write(file, corrects)
    assert write("siobhan", other).corrects_id == other.id


@pytest.mark.clause("5.2.2")
def test_a_correction_of_a_correction_belongs_to_the_first_entry(signed_in: SignedIn) -> None:
    entry, client = original(), signed_in("iss_worker")
    client.post(path("correct_entry", "amina", entry.id), sent())
    (first,) = corrections_of(entry.id)
    client.post(path("correct_entry", "amina", first.id), sent(body="No: her cousin's."))
    assert [words_of(e.id, "iss_worker")[0] for e in corrections_of(entry.id)] == [
        "Her aunt's.",
        "No: her cousin's.",
    ]
    assert corrections_of(first.id) == []


@pytest.mark.clause("4.4.2")
def test_a_correction_of_a_sensitive_entry_is_sensitive_and_shows_nothing_of_it(
    signed_in: SignedIn,
) -> None:
    entry, client = original(sensitive=True), signed_in("iss_manager")
    words, _ = words_of(entry.id, "iss_worker")
    page = client.get(path("correct_entry", "amina", entry.id)).content.decode()
    assert words not in page
    assert 'name="sensitive"' not in page
    unmarked = sent(body="It was in summer.", sensitive="", sensitive_kind="")
    client.post(path("correct_entry", "amina", entry.id), unmarked)
    (correction,) = corrections_of(entry.id)
    with working_as("iss_worker"):
        assert correction.sensitive
        assert correction.sensitive_kind == "rape"
    page = client.get(path("file", "amina")).content.decode()
    assert path("entry", "amina", correction.id) in page
    assert "It was in summer." not in page


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"nature": "opinion"}, "no opinion without it (clause 5.2.2)"),
        ({"body": " "}, "Fill in ‘What is right instead?’"),
        (day("happened_on", tomorrow()), "must be today or in the past"),
    ],
)
def test_what_is_wrong_is_said_plainly(
    changes: dict[str, str], sentence: str, signed_in: SignedIn
) -> None:
    entry = original()
    answer = signed_in("iss_worker").post(path("correct_entry", "amina", entry.id), sent(**changes))
    assert sentence in answer.content.decode()
    assert corrections_of(entry.id) == []


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_stays_text(words: str, signed_in: SignedIn) -> None:
    entry = original()
    signed_in("iss_worker").post(path("correct_entry", "amina", entry.id), sent(body=words))
    (correction,) = corrections_of(entry.id)
    assert words_of(correction.id, "iss_worker")[0] == words


def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    entry, other = original(), original(sensitive=True)
    undeclared = {
        "kind": "assessment",
        "corrects": str(other.id),
        "entry": str(other.id),
        "file": str(cast.FILES["leila"].id),
        "author": str(cast.PEOPLE["iss_manager"].id),
    }
    signed_in("iss_worker").post(path("correct_entry", "amina", entry.id), sent(**undeclared))
    (correction,) = corrections_of(entry.id)
    assert corrections_of(other.id) == []
    assert (correction.kind, correction.file_id) == ("correction", entry.file_id)
    assert correction.author_id == cast.PEOPLE["iss_worker"].id


def test_a_double_click_writes_one_correction(signed_in: SignedIn) -> None:
    entry, client, twice = original(), signed_in("iss_worker"), sent()
    for _ in range(2):
        assert client.post(path("correct_entry", "amina", entry.id), twice).status_code == 302
    assert len(corrections_of(entry.id)) == 1


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    entry = entries_of(key, cast.FILES[key].worker)[0]
    assert_hidden(signed_in(person), path("correct_entry", key, entry.id), key)


def test_who_may_only_read_is_refused(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view")
    entry = original()
    answer = signed_in("iss_senior").post(path("correct_entry", "amina", entry.id), sent())
    assert answer.status_code == 403
    assert corrections_of(entry.id) == []


def test_it_rejects_put(signed_in: SignedIn) -> None:
    address = path("correct_entry", "amina", original().id)
    assert signed_in("iss_worker").put(address).status_code == 405


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    entry, client = original(), signed_in("iss_worker")
    for send in (client.get, lambda address: client.post(address, sent())):
        with assert_queries_at_most(12):
            send(path("correct_entry", "amina", entry.id))
