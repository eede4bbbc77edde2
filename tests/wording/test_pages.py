"""A writer is asked once about words, decides, and loses nothing; what is counted names nobody."""

import html
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.models import Entry
from clients.wording.models import WordingCount, WordingTerm
from confidentiality.audit.models import Event
from tests.clients.questions import path, working_as
from tests.filling import forms_of

pytestmark = [pytest.mark.django_db, pytest.mark.clause("4.6.1–4.6.5")]
LIST = "/wording/"
SignedIn = Callable[[str], Client]
BELITTLES = "She was hysterical and, I think, lazy."


def said(body: str = BELITTLES, **instead: str) -> dict[str, str]:
    today = timezone.localdate()
    return {
        "token": "4b1f0ad2-6c1e-4d64-9a2f-0e8a4f1d7c55",
        "kind": "note",
        "happened_on-day": str(today.day),
        "happened_on-month": str(today.month),
        "happened_on-year": str(today.year),
        "body": body,
        "nature": "fact",
        **instead,
    }


def hidden_in(answer: Any) -> str:
    (shown,) = re.findall(r'name="wording_shown" value="([^"]*)"', answer.content.decode())
    return str(shown)


def typed_in(page: str) -> dict[str, str]:
    """Return what stands in the form that is shown again, as a browser would send it."""
    (form,) = [each for each in forms_of(page, "/") if "body" in each.fields]
    texts = {name: each.value for name, each in form.fields.items() if each.kind == "text"}
    typed = {name: value for name, value in texts.items() if value}  # a call's stay empty
    (body,) = re.findall(r"<textarea[^>]* name=.body.[^>]*>\s*(.*?)</textarea>", page, re.S)
    chosen = re.findall(r'name="(kind|nature)" type="radio" value="(\w+)" checked', page)
    token = form.fields["token"].value
    return {**typed, **dict(chosen), "body": html.unescape(body), "token": token}


def figures() -> dict[str, tuple[int, int, int]]:
    with working_as("iss_manager"):
        return {
            each.kind: (each.shown, each.kept, each.changed) for each in WordingCount.objects.all()
        }


@pytest.mark.clause("5.2.2")
def test_words_are_shown_once_and_kept_by_saving_again(signed_in: SignedIn) -> None:
    client, address = signed_in("iss_worker"), path("add_entry", "amina")
    shown = client.post(address, said())
    page = shown.content.decode()
    assert shown.status_code == 200
    assert "It is not saved yet" in page
    assert "hysterical, lazy" in page
    assert "i think" in page
    assert typed_in(page) == said()  # nothing is lost, and nothing is added
    assert BELITTLES not in client.get(path("file", "amina")).content.decode()
    assert client.post(address, said(wording_shown=hidden_in(shown))).status_code == 302
    assert BELITTLES in client.get(path("file", "amina")).content.decode()
    assert figures() == {"belittling": (2, 2, 0), "opinion": (1, 1, 0)}


def test_what_is_changed_is_counted_as_changed_and_a_new_word_is_shown(signed_in: SignedIn) -> None:
    client, address = signed_in("iss_worker"), path("add_entry", "amina")
    shown = client.post(address, said("She was hysterical and lazy."))
    again = client.post(address, said("She cried. She is a liar.", wording_shown=hidden_in(shown)))
    assert again.status_code == 200
    assert "liar" in again.content.decode()
    good = said("She cried.", wording_shown=hidden_in(again))
    assert client.post(address, good).status_code == 302
    assert figures()["belittling"] == (3, 0, 1)


@pytest.mark.parametrize(
    ("body", "more"),
    [
        ("She cried for an hour.", {}),
        ("He called her “hysterical”.", {}),
        ("She seems safer.", {"nature": "opinion", "basis": "She sleeps again."}),
    ],
)
def test_plain_words_and_opinions_with_their_basis_are_saved_at_once(
    signed_in: SignedIn, body: str, more: dict[str, str]
) -> None:
    client = signed_in("iss_worker")
    assert client.post(path("add_entry", "amina"), said(body, **more)).status_code == 302
    assert figures() == {}


def test_a_change_a_correction_and_a_call_are_looked_at_too(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.post(path("add_entry", "amina"), said("She cried."))
    with working_as("iss_worker"):
        newest = Entry.objects.filter(file__reference__isnull=False).latest("written_at")
    for name in ("change_entry", "correct_entry"):
        address = path(name, "amina", newest.id)
        shown = client.post(address, said())
        assert "It is not saved yet" in shown.content.decode()
        assert client.post(address, said(wording_shown=hidden_in(shown))).status_code == 302


def test_what_one_writer_was_shown_is_in_no_record(signed_in: SignedIn) -> None:
    client, address = signed_in("iss_worker"), path("add_entry", "amina")
    with working_as("records_admin"):
        before = set(Event.objects.values_list("id", flat=True))
    client.post(address, said())
    with working_as("records_admin"):
        new = Event.objects.exclude(id__in=before)
        assert {event.action for event in new} <= {"file_opened", "events_listed"}
    columns = {field.column for field in WordingCount._meta.concrete_fields}
    assert columns == {"id", "month", "kind", "shown", "kept", "changed"}


@pytest.mark.attack("A4")
def test_the_figures_are_written_by_the_count_alone() -> None:
    with working_as("iss_manager"):
        for statement in (
            "UPDATE wording_wordingcount SET shown = 0",
            "DELETE FROM wording_wordingcount",
            "SELECT access.count_wording('belittling', -1, 0, 0)",
            "SELECT access.count_wording('anything', 1, 0, 0)",
        ):
            with (
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_the_list_is_kept_by_managers_and_records_admins(signed_in: SignedIn) -> None:
    client = signed_in("iss_manager")
    assert client.post(LIST + "new/", {"words": "madam*", "kind": "belittling"}).status_code == 302
    twice = client.post(LIST + "new/", {"words": "MADAM*", "kind": "belittling"})
    assert "This is on the list already" in twice.content.decode()
    with working_as("iss_manager"):
        added = WordingTerm.objects.get(words="madam*")
    writer = signed_in("iss_worker")
    assert (
        "madams"
        in writer.post(path("add_entry", "amina"), said("Two madams came.")).content.decode()
    )
    client.post(f"{LIST}{added.id}/", {"words": "madam*", "kind": "belittling", "remove": "on"})
    again = writer.post(path("add_entry", "amina"), said("Two madams came."))
    assert again.status_code == 302
    for other in ("iss_worker", "hr", "committee"):
        assert signed_in(other).get(LIST).status_code == 404
    with working_as("iss_worker"):
        assert WordingTerm.objects.all().delete()[0] == 0


def test_while_somebody_writes_the_same_words_are_shown_and_nothing_is_kept(
    signed_in: SignedIn,
) -> None:
    client, before = signed_in("iss_worker"), figures()
    shown = client.post("/wording/look/", said()).content.decode()
    assert "hysterical, lazy" in shown
    assert "i think" in shown
    assert "i think" not in client.post("/wording/look/", said(nature="opinion")).content.decode()
    assert client.post("/wording/look/", said("She came at noon.")).content.strip() == b""
    assert figures() == before
    assert not Event.objects.filter(action__contains="wording").exists()
