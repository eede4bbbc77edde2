"""Change one's own entry within its first 24 hours (clause 5.2.2)."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone

from clients import actions
from clients.models import Entry
from confidentiality.access.http import Refused
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    day,
    end_grants,
    entries_of,
    file_of,
    give,
    path,
    words_of,
    working_as,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
CHANGED = {
    "nature": "fact",
    "body": "She rang at one, not at noon.",
    **day("happened_on", date(2024, 3, 1)),
}


def written(hours_ago: float = 1, by: str = "iss_worker", **given: Any) -> Entry:
    """Return an entry in Amina's file, written some hours ago."""
    words = {"nature": "fact", "body": "She rang at noon.", "basis": "", "sensitive_kind": ""}
    with working_as(by) as author:
        return Entry.objects.create(
            file=file_of("amina"),
            kind="call",
            happened_on=date(2024, 2, 29),
            author=author,
            written_at=timezone.now() - timedelta(hours=hours_ago),
            **{**words, **given},
        )


def test_it_works(signed_in: SignedIn) -> None:
    entry, client = written(), signed_in("iss_worker")
    page = client.get(path("change_entry", "amina", entry.id)).content.decode()
    assert "She rang at noon." in page
    answer = client.post(path("change_entry", "amina", entry.id), CHANGED)
    assert answer["Location"] == path("file", "amina")
    assert words_of(entry.id, "iss_worker") == (CHANGED["body"], "")
    (after,) = [e for e in entries_of("amina", "iss_worker") if e.id == entry.id]
    assert (after.happened_on, after.kind) == (date(2024, 3, 1), "call")


@pytest.mark.clause("4.4.2")
def test_a_forgotten_mark_can_be_set(signed_in: SignedIn) -> None:
    entry = written()
    marked = {**CHANGED, "sensitive": "on", "sensitive_kind": "hiv"}
    signed_in("iss_worker").post(path("change_entry", "amina", entry.id), marked)
    with working_as("iss_worker"):
        after = Entry.objects.get(id=entry.id)
        assert after.sensitive
        assert after.sensitive_kind == "hiv"


@pytest.mark.clause("5.2.2")
def test_an_opinion_keeps_needing_its_basis(signed_in: SignedIn) -> None:
    entry = written(nature="opinion", basis="She laughed.")
    answer = signed_in("iss_worker").post(
        path("change_entry", "amina", entry.id), {**CHANGED, "nature": "opinion", "basis": " "}
    )
    assert "(clause 5.2.2)" in answer.content.decode()
    assert words_of(entry.id, "iss_worker") == ("She rang at noon.", "She laughed.")


@pytest.mark.clause("5.2.2")
def test_after_24_hours_it_is_locked(signed_in: SignedIn) -> None:
    entry, client = written(hours_ago=24.01), signed_in("iss_worker")
    for answer in (
        client.get(path("change_entry", "amina", entry.id)),
        client.post(path("change_entry", "amina", entry.id), CHANGED),
    ):
        assert answer.status_code == 403
        assert "further entry corrects it" in answer.content.decode()
    assert words_of(entry.id, "iss_worker")[0] == "She rang at noon."


@pytest.mark.clause("5.2.2")
def test_the_database_locks_it_too() -> None:
    entry = written(hours_ago=24.01)
    with working_as("iss_worker"):
        mine = Entry.objects.get(id=entry.id)
        mine.body = "Rewritten."
        with pytest.raises(DatabaseError):
            mine.save(update_fields=["body"])


@pytest.mark.clause("5.2.2")
def test_nobody_changes_what_another_wrote(signed_in: SignedIn) -> None:
    entry, manager = written(), signed_in("iss_manager")
    answer = manager.post(path("change_entry", "amina", entry.id), CHANGED)
    assert answer.status_code == 403
    assert "changed by its author" in answer.content.decode()
    with working_as("iss_manager") as by, pytest.raises(Refused):
        actions.change_entry(
            entry=Entry.objects.get(id=entry.id),
            by=by,
            nature="fact",
            body="Rewritten.",
            happened_on=date(2024, 3, 1),
        )
    assert words_of(entry.id, "iss_worker")[0] == "She rang at noon."


def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    entry = written()
    undeclared = {
        "author": str(cast.PEOPLE["iss_manager"].id),
        "file": str(cast.FILES["leila"].id),
        "file_id": str(cast.FILES["leila"].id),
        "kind": "assessment",
        "written_at": "2001-01-01",
        "corrects": str(entry.id),
    }
    signed_in("iss_worker").post(path("change_entry", "amina", entry.id), {**CHANGED, **undeclared})
    (after,) = [e for e in entries_of("amina", "iss_worker") if e.id == entry.id]
    assert words_of(after.id, "iss_worker")[0] == CHANGED["body"]
    assert after.author_id == cast.PEOPLE["iss_worker"].id
    assert (after.kind, after.corrects_id, after.written_at) == ("call", None, entry.written_at)


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    entry = entries_of(key, cast.FILES[key].worker)[0]
    assert_hidden(signed_in(person), path("change_entry", key, entry.id), key)


@pytest.mark.clause("3.3.1")
def test_a_grant_that_ends_while_the_page_is_open_ends_changing(signed_in: SignedIn) -> None:
    give("amina", "iss_senior", "view", "contribute")
    entry, client = written(by="iss_senior"), signed_in("iss_senior")
    assert client.get(path("change_entry", "amina", entry.id)).status_code == 200
    end_grants("amina", of="iss_senior")
    assert client.post(path("change_entry", "amina", entry.id), CHANGED).status_code == 404
    assert words_of(entry.id, "iss_worker")[0] == "She rang at noon."
    assert_hidden(client, path("change_entry", "amina", entry.id), "amina")


def test_it_rejects_put(signed_in: SignedIn) -> None:
    address = path("change_entry", "amina", written().id)
    assert signed_in("iss_worker").put(address).status_code == 405


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    entry, client = written(), signed_in("iss_worker")
    for send in (client.get, lambda address: client.post(address, CHANGED)):
        with assert_queries_at_most(12):
            send(path("change_entry", "amina", entry.id))
