"""Add an entry."""

import base64
from collections.abc import Callable
from datetime import date
from html import unescape
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.utils.html import escape

from clients.models import CaseFile, Entry
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    HOSTILE,
    NUL,
    assert_hidden,
    day,
    end_grants,
    entries_of,
    file_of,
    give,
    path,
    tomorrow,
    two_days_ago,
    words_of,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
NOTE = {
    "kind": "call",
    "who_rang": "they",
    "nature": "fact",
    "body": "She rang at noon.\r\n\r\nShe will ring again.",
    **day("happened_on", date(2024, 2, 29)),
}


def sent(**changes: Any) -> dict[str, Any]:
    return {**NOTE, "token": str(uuid4()), **changes}


def ids() -> set[UUID]:
    return {entry.id for entry in entries_of("amina", "iss_worker")}


def written_by(client: Client, form: dict[str, Any]) -> Entry:
    """Send the form, and return the one entry that it wrote."""
    before = ids()
    answer = client.post(path("add_entry", "amina"), form)
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == path("file", "amina")
    (new,) = ids() - before
    return next(entry for entry in entries_of("amina", "iss_worker") if entry.id == new)


def test_it_works(signed_in: SignedIn) -> None:
    entry = written_by(signed_in("iss_worker"), sent())
    assert (entry.kind, entry.nature, entry.sensitive) == ("call", "fact", False)
    assert entry.happened_on == date(2024, 2, 29)
    assert entry.author_id == cast.PEOPLE["iss_worker"].id
    assert words_of(entry.id, "iss_worker") == ("She rang at noon.\n\nShe will ring again.", "")


def test_a_colleague_with_the_right_writes_too(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    assert written_by(signed_in("iss_senior"), sent()).author_id == cast.PEOPLE["iss_senior"].id


@pytest.mark.clause("5.2.2")
def test_an_opinion_is_kept_with_its_basis(signed_in: SignedIn) -> None:
    opinion = sent(nature="opinion", basis="She slept and ate.")
    entry = written_by(signed_in("iss_worker"), opinion)
    assert entry.nature == "opinion"
    assert words_of(entry.id, "iss_worker")[1] == "She slept and ate."


@pytest.mark.clause("5.2.2")
@pytest.mark.parametrize("basis", ["", "   ", "\r\n\t"])
def test_an_opinion_without_its_basis_is_not_saved(basis: str, signed_in: SignedIn) -> None:
    before = ids()
    answer = signed_in("iss_worker").post(
        path("add_entry", "amina"), sent(nature="opinion", basis=basis)
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "no opinion without it (clause 5.2.2)" in page
    assert ids() == before


@pytest.mark.clause("4.4.2")
@pytest.mark.parametrize("kind", ["rape", "hiv", "aids", "other"])
def test_a_sensitive_fact_is_marked_with_its_kind(kind: str, signed_in: SignedIn) -> None:
    marked = sent(sensitive="on", sensitive_kind=kind)
    entry = written_by(signed_in("iss_worker"), marked)
    assert entry.sensitive
    with working_as("iss_worker"):
        assert Entry.objects.get(id=entry.id).sensitive_kind == kind


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": ""}, "Choose an answer to ‘What kind of entry is it?’"),
        ({"kind": "correction"}, "not one of the available choices"),
        ({"nature": "imported"}, "not one of the available choices"),
        ({"nature": ""}, "Choose an answer to ‘Is this a fact or an opinion?’"),
        ({"basis": "It seems so."}, "You gave a basis"),
        ({"sensitive": "on"}, "Say which sensitive fact it holds (clause 4.4.2)"),
        ({"sensitive": "on", "sensitive_kind": "x"}, "not one of the available choices"),
        (day("happened_on", tomorrow()), "The day it happened must be today or in the past"),
        ({"happened_on-month": "13"}, "The day it happened must be a real date"),
        ({"happened_on-day": ""}, "The day it happened must include a day"),
        ({"basis": NUL, "nature": "opinion"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_half_written_text_survives(
    changes: dict[str, str], sentence: str, signed_in: SignedIn
) -> None:
    before = ids()
    answer = signed_in("iss_worker").post(path("add_entry", "amina"), sent(**changes))
    assert answer.status_code == 200
    page = answer.content.decode()
    assert escape(sentence) in page or sentence in page
    assert "She rang at noon.&#10;&#10;She will ring again." in page
    assert ids() == before


@pytest.mark.parametrize("body", ["", " \r\n ", NUL, "x" * 50_001])
def test_a_body_that_cannot_be_kept_is_refused(body: str, signed_in: SignedIn) -> None:
    before = ids()
    answer = signed_in("iss_worker").post(path("add_entry", "amina"), sent(body=body))
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()
    assert ids() == before


def test_ten_megabytes_are_refused_plainly(signed_in: SignedIn) -> None:
    before = ids()
    answer = signed_in("iss_worker").post(
        path("add_entry", "amina"), sent(body="x" * (10 * 1024 * 1024))
    )
    assert answer.status_code == 413
    assert "too large" in answer.content.decode().casefold()
    assert ids() == before


@pytest.mark.parametrize("words", HOSTILE.values(), ids=HOSTILE)
def test_whatever_is_typed_stays_text(words: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    entry = written_by(client, sent(nature="opinion", body=words, basis=words))
    assert words_of(entry.id, "iss_worker") == (words, words)
    page = client.get(path("file", "amina")).content.decode()
    assert unescape(page).count(words) == 2


def test_ciphertext_typed_into_a_form_stays_text(signed_in: SignedIn) -> None:
    (sealed,) = (_sealed(entry.id) for entry in entries_of("amina", "iss_worker")[:1])
    for words in (base64.b64encode(sealed).decode(), "\\x" + sealed.hex(), repr(sealed)):
        entry = written_by(signed_in("iss_worker"), sent(body=words))
        assert words_of(entry.id, "iss_worker")[0] == words
        assert _sealed(entry.id) != sealed


def _sealed(entry_id: UUID) -> bytes:
    """Return an entry's body as it lies in the database."""
    with working_as("iss_worker"), connection.cursor() as cursor:
        cursor.execute("SELECT body FROM clients_entry WHERE id = %s", [entry_id])
        return bytes(cursor.fetchone()[0])


def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    planted, other = str(uuid4()), str(cast.FILES["leila"].id)
    undeclared = {
        **dict.fromkeys(("id", "pk", "entry_id", "corrects", "corrects_id"), planted),
        **dict.fromkeys(("file", "file_id"), other),
        "author": str(cast.PEOPLE["iss_manager"].id),
        "by": str(cast.PEOPLE["iss_manager"].id),
        "written_at": "2001-01-01",
        "sensitive_kind": "hiv",  # without the tick it says nothing
    }
    entry = written_by(signed_in("iss_worker"), sent(**undeclared))
    assert planted not in (str(entry.id), str(entry.corrects_id))
    assert entry.author_id == cast.PEOPLE["iss_worker"].id
    assert entry.written_at.year > 2001
    assert not entry.sensitive


def test_a_double_click_writes_one_entry(signed_in: SignedIn) -> None:
    client, twice, before = signed_in("iss_worker"), sent(), ids()
    for _ in range(2):
        assert client.post(path("add_entry", "amina"), twice).status_code == 302
    assert len(ids() - before) == 1


def test_other_words_from_the_same_page_are_another_entry(signed_in: SignedIn) -> None:
    client, one, before = signed_in("iss_worker"), sent(), ids()
    client.post(path("add_entry", "amina"), one)
    client.post(path("add_entry", "amina"), {**one, "body": "Another call."})
    assert len(ids() - before) == 2


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    assert_hidden(signed_in(person), path("add_entry", key), key)


@pytest.mark.clause("3.3.1")
def test_an_ended_grant_opens_nothing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute", ended=True)
    assert_hidden(signed_in("iss_senior"), path("add_entry", "amina"), "amina")


def test_who_may_only_read_is_refused_in_a_plain_sentence(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view")
    client, before = signed_in("iss_senior"), ids()
    for answer in (
        client.get(path("add_entry", "amina")),
        client.post(path("add_entry", "amina"), sent()),
    ):
        assert answer.status_code == 403
        assert "you have no grant to write in it" in answer.content.decode()
    assert ids() == before


@pytest.mark.clause("3.3.1")
def test_a_grant_that_ends_while_the_page_is_open_ends_writing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    client, before = signed_in("iss_senior"), ids()
    assert client.get(path("add_entry", "amina")).status_code == 200
    end_grants("amina", of="iss_senior")
    assert client.post(path("add_entry", "amina"), sent()).status_code == 404
    assert ids() == before
    assert_hidden(client, path("add_entry", "amina"), "amina")


def test_a_session_that_lapsed_says_that_nothing_was_saved(signed_in: SignedIn) -> None:
    client, before = signed_in("iss_worker"), ids()
    client.cookies.pop(settings.SESSION_COOKIE_NAME)
    answer = client.post(path("add_entry", "amina"), sent())  # without the form's signed place
    assert answer["Location"] == "/account/login/"
    page = client.get(answer["Location"]).content.decode()
    assert "what you just sent was not saved" in page
    assert "type it again" in page
    assert "She rang" not in page
    assert ids() == before


def test_writing_says_when_the_file_needs_attention_next(signed_in: SignedIn) -> None:
    amina = cast.FILES["amina"].id
    with working_as("iss_worker"):
        CaseFile.objects.filter(id=amina).update(attention_at=two_days_ago())
    client = signed_in("iss_worker")
    assert "Since " in client.get("/files/").content.decode()
    entry = written_by(client, sent())
    assert "Since " not in client.get("/files/").content.decode()
    with working_as("iss_worker"):
        assert (file_of("amina").attention_at - entry.written_at).days == 28


def test_it_rejects_put(signed_in: SignedIn) -> None:
    assert signed_in("iss_worker").put(path("add_entry", "amina")).status_code == 405


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    with assert_queries_at_most(12):
        client.get(path("add_entry", "amina"))
    with assert_queries_at_most(12):
        client.post(path("add_entry", "amina"), sent())
