"""Open a document: streamed as an attachment that says and does nothing, to whoever may, for a purpose if sensitive."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.http.response import HttpResponseBase
from django.test import Client

from clients.documents.models import Document, ThirdPartyDocument
from confidentiality.audit.models import Event
from confidentiality.sealing.errors import SealingError
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    file_of,
    give,
    reference,
    working_as,
)
from tests.clients.questions import (
    path as path_of,
)
from tests.documents.asking import PDF, blob_of, path
from tests.queries import assert_queries_at_most
from tests.uploading import a_document, a_third_party_document

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
LARGE = PDF + bytes(range(256)) * 1000


def added(key: str = "leila", **words: Any) -> Document:
    with working_as("iss_worker") as by:
        return a_document(file_of(key), by, "letter.pdf", LARGE, **words)


def added_for_third_party(key: str = "leila") -> ThirdPartyDocument:
    with working_as("iss_worker") as by:
        return a_third_party_document(file_of(key), by, LARGE)


def events(action: str) -> list[Event]:
    with working_as("records_admin"):
        return list(Event.objects.filter(action=action).order_by("at"))


def body(answer: Any) -> bytes:
    content: bytes = answer.getvalue()
    return content


def test_it_works(signed_in: SignedIn) -> None:
    kept = added()
    answer = signed_in("iss_worker").get(path("document", "leila", kept.id))
    assert (answer.status_code, body(answer)) == (200, LARGE)
    (event,) = events("document_opened")
    assert (event.ids, event.purpose) == ([str(kept.entry_id)], "reading")


@pytest.mark.attack("A15")
def test_it_is_an_attachment_that_runs_nothing_and_tells_nothing(signed_in: SignedIn) -> None:
    kept = added()
    third = added_for_third_party()
    client = signed_in("iss_worker")
    for answer, end in (
        (client.get(path("document", "leila", kept.id)), "pdf"),
        (client.get(path("third_party_document", "leila", third.id)), "txt"),
    ):
        assert_sandboxed(answer)
        name = answer["Content-Disposition"].split('filename="')[1].rstrip('"')
        assert name.startswith(reference("leila"))
        assert name.endswith(f".{end}")
        assert answer["Content-Length"] == str(len(body(answer)))


def assert_sandboxed(answer: HttpResponseBase) -> None:
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.clause("4.4.2")
def test_a_sensitive_one_needs_a_purpose(signed_in: SignedIn) -> None:
    kept = added(sensitive_kind="hiv")
    client, address = signed_in("iss_worker"), path("document", "leila", kept.id)
    timeline = client.get(path_of("file", "leila")).content.decode()
    assert "letter.pdf" not in timeline, "its name may say what it is"
    for answer in (client.get(address), client.post(address, {"purpose": "curious"})):
        assert answer["Content-Type"].startswith("text/html")
        assert "There is a sensitive fact in this document" in answer.content.decode()
        assert "letter.pdf" not in answer.content.decode()
    assert events("document_opened") == []
    answer = client.post(address, {"purpose": "assessing risk"})
    assert body(answer) == LARGE
    assert_sandboxed(answer)
    assert [each.purpose for each in events("document_opened")] == ["assessing risk"]


@pytest.mark.clause("4.4.2")
def test_who_has_said_what_for_is_not_asked_twice(signed_in: SignedIn) -> None:
    kept = added(sensitive_kind="hiv")
    client, entry = signed_in("iss_worker"), path_of("entry", "leila", kept.entry_id)
    assert "letter.pdf" not in client.get(entry).content.decode()
    page = client.post(entry, {"purpose": "supervising"}).content.decode()
    assert "letter.pdf" in page
    assert path("document", "leila", kept.id) in page
    assert '<input type="hidden" name="purpose" value="supervising">' in page


@pytest.mark.clause("4.4.2")
def test_a_document_whose_entry_is_marked_later_is_as_sensitive(signed_in: SignedIn) -> None:
    kept = added()
    with working_as("iss_worker"):
        kept.entry.sensitive, kept.entry.sensitive_kind = True, "rape"
        kept.entry.save(update_fields=["sensitive", "sensitive_kind"])
    answer = signed_in("iss_worker").get(path("document", "leila", kept.id))
    assert "Say what" in answer.content.decode() or "sensitive fact" in answer.content.decode()


@pytest.mark.clause("3.2.1")
def test_a_third_party_s_needs_its_own_right(signed_in: SignedIn) -> None:
    third = added_for_third_party()
    give("leila", "iss_senior", "view")
    client = signed_in("iss_senior")
    assert client.get(path("third_party_document", "leila", third.id)).status_code == 403
    assert client.get(path("document", "leila", third.id)).status_code == 404
    give("leila", "iss_senior", "third_party")
    assert body(client.get(path("third_party_document", "leila", third.id))) == LARGE


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
def test_it_hides_what_you_may_not_know_of(person: str, key: str, signed_in: SignedIn) -> None:
    kept, third = added(key), added_for_third_party(key)
    assert_hidden(signed_in(person), path("document", key, kept.id), key)
    assert_hidden(signed_in(person), path("third_party_document", key, third.id), key)


@pytest.mark.attack("A1")
def test_it_is_not_found_below_another_file(signed_in: SignedIn) -> None:
    """Both files are open to her."""
    kept, third = added("amina"), added_for_third_party("amina")
    client = signed_in("iss_worker")
    assert client.get(path("document", "leila", kept.id)).status_code == 404
    assert client.get(path("third_party_document", "leila", third.id)).status_code == 404
    assert client.get(path("document", "leila", uuid4())).status_code == 404


@pytest.mark.attack("A5")
@pytest.mark.parametrize("how", ["missing", "cut", "longer", "bent at its beginning", "another's"])
def test_what_does_not_open_is_said_plainly_and_recorded(how: str, signed_in: SignedIn) -> None:
    kept, other = added(), added()
    blob = blob_of(kept.id)
    whole = blob.read_bytes()
    if how == "missing":
        blob.unlink()
    else:
        changed = {
            "cut": whole[:-1],
            "longer": whole + b"x",
            "bent at its beginning": whole[:40] + bytes([whole[40] ^ 1]) + whole[41:],
            "another's": blob_of(other.id).read_bytes(),
        }[how]
        blob.write_bytes(changed)
    client = signed_in("iss_worker")
    answer = client.get(path("document", "leila", kept.id), follow=True)
    assert answer.redirect_chain[0][0] == path_of("entry", "leila", kept.entry_id)
    assert "This document could not be opened" in answer.content.decode()
    (event,) = events("document_broken")
    assert (event.ids, event.outcome) == ([str(kept.entry_id)], "failed")


@pytest.mark.attack("A5")
def test_what_is_bent_in_the_middle_breaks_off(signed_in: SignedIn) -> None:
    """The browser gets less than was announced, never a wrong byte."""
    kept = added()
    blob = blob_of(kept.id)
    whole = blob.read_bytes()
    blob.write_bytes(whole[:-5] + bytes([whole[-5] ^ 1]) + whole[-4:])
    answer: Any = signed_in("iss_worker").get(path("document", "leila", kept.id))
    pieces: list[bytes] = []
    with pytest.raises(SealingError, match="did not open"):
        pieces.extend(answer.streaming_content)
    got = b"".join(pieces)
    assert LARGE.startswith(got)
    assert 0 < len(got) < len(LARGE) == int(answer["Content-Length"])


def test_nobody_changes_or_replaces_a_document(signed_in: SignedIn) -> None:
    kept = added()
    client = signed_in("iss_worker")
    for method in ("put", "patch", "delete", "head"):
        assert getattr(client, method)(path("document", "leila", kept.id)).status_code == 405
    correct = client.get(path_of("correct_entry", "leila", kept.entry_id)).content.decode()
    change = client.get(path_of("change_entry", "leila", kept.entry_id)).content.decode()
    assert 'type="file"' not in correct + change
    assert blob_of(kept.id).exists()


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    kept = added()
    client = signed_in("iss_worker")
    with assert_queries_at_most(8):
        body(client.get(path("document", "leila", kept.id)))


def test_the_volunteer_who_may_look_may_read_it_too(signed_in: SignedIn) -> None:
    kept = added()
    give("leila", "iss_volunteer", "view")
    assert body(signed_in("iss_volunteer").get(path("document", "leila", kept.id))) == LARGE
    assert cast.PEOPLE["iss_volunteer"].id != kept.author_id
