"""Add a document: sealed as it comes in, kept with its entry, or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from pytest_django import Settings

from clients.documents import actions
from clients.models import Entry
from confidentiality.audit.models import Event
from confidentiality.sealing.chunks import SealedWriter
from tests import cast
from tests.clients.questions import (
    HIDDEN_FROM,
    assert_hidden,
    end_grants,
    entries_of,
    give,
    reference,
    working_as,
)
from tests.documents.asking import (
    PDF,
    blob_of,
    documents,
    everything_stored,
    path,
    sent,
    sent_third_party,
    third_party_documents,
)
from tests.queries import assert_queries_at_most

pytestmark = pytest.mark.django_db
SignedIn = Callable[[str], Client]
ADD = ("add_document", "leila")


def test_it_works(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    assert client.get(path(*ADD)).status_code == 200
    answer = client.post(path(*ADD), sent())
    assert answer["Location"] == f"/files/{reference('leila')}/"
    (kept,) = documents()
    assert (kept.name, kept.kind, kept.size) == ("letter.pdf", "pdf", len(PDF))
    assert kept.entry.kind == Entry.Kind.DOCUMENT
    assert kept.author_id == cast.PEOPLE["iss_worker"].id
    page = client.get(f"/files/{reference('leila')}/").content.decode()
    assert "letter.pdf" in page
    assert path("document", "leila", kept.id) in page
    assert everything_stored() == {kept.id}


@pytest.mark.clause("3.2.1")
def test_a_third_party_s_document_is_kept_apart(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    answer = client.post(path("add_third_party_document", "leila"), sent_third_party())
    assert answer["Location"] == f"/files/{reference('leila')}/third-party/"
    (kept,) = third_party_documents()
    assert documents() == []
    assert "letter.pdf" in client.get(answer["Location"]).content.decode()
    assert "letter.pdf" not in client.get(f"/files/{reference('leila')}/").content.decode()
    assert client.get(path("document", "leila", kept.id)).status_code == 404


@pytest.mark.attack("A2")
def test_nothing_of_it_is_plain_on_the_disk(
    signed_in: SignedIn, tmp_path: Path, settings: Settings
) -> None:
    """Also not the name, nor in a temporary file of any size: Django would spool what is larger than 2.5 MB."""
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "spool")
    (tmp_path / "spool").mkdir()
    canary = b"canary of Harbour Row "
    content = PDF + canary * 200_000
    signed_in("iss_worker").post(path(*ADD), sent(content, "harbour-canary.pdf"))
    (kept,) = documents()
    found = [each for each in tmp_path.rglob("*") if each.is_file()]
    assert found == [blob_of(kept.id)]
    assert canary not in found[0].read_bytes()
    assert "harbour" not in str(found[0])
    assert found[0].stat().st_mode & 0o777 == 0o600
    assert {each.stat().st_mode & 0o777 for each in tmp_path.rglob("*") if each.is_dir()} >= {0o700}
    with working_as("iss_worker"):
        assert b"".join(kept.opened().pieces()) == content


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"document": ""}, "Choose a file for ‘Document’"),
        ({"body": ""}, "Fill in ‘What is it?’"),
        ({"nature": "opinion"}, "no opinion without it (clause 5.2.2)"),
        ({"sensitive": "on"}, "Say which sensitive fact it holds (clause 4.4.2)"),
    ],
)
def test_what_is_wrong_is_said_plainly_and_nothing_is_left(
    changes: dict[str, Any], sentence: str, signed_in: SignedIn
) -> None:
    answer = signed_in("iss_worker").post(path(*ADD), sent(**changes))
    assert answer.status_code == 200
    assert sentence in answer.content.decode()
    assert documents() == []
    assert everything_stored() == set()


def test_what_is_not_taken_in_is_said_recorded_and_removed(signed_in: SignedIn) -> None:
    answer = signed_in("iss_worker").post(path(*ADD), sent(b"MZ" + bytes(500), "photo.pdf"))
    assert "The name ends in ‘.pdf’, but what is in it is not that" in answer.content.decode()
    assert (documents(), everything_stored()) == ([], set())
    with working_as("records_admin"):
        event = Event.objects.get(action="document_refused")
    assert (event.reason, event.outcome, event.fields) == ("mismatch", "failed", [])


def test_what_is_larger_than_one_may_be_is_refused(signed_in: SignedIn, settings: Settings) -> None:
    settings.DOCUMENT_MAX_BYTES = 200_000
    client = signed_in("iss_worker")
    assert client.post(path(*ADD), sent(PDF + bytes(300_000))).status_code == 413
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    assert client.post(path(*ADD), sent(PDF + bytes(300_000))).status_code == 413
    assert (documents(), everything_stored()) == ([], set())


def test_only_the_one_document_is_taken(signed_in: SignedIn) -> None:
    second = SimpleUploadedFile("second.pdf", PDF)
    data = sent(other=second)
    data["document"] = [data["document"], SimpleUploadedFile("third.pdf", PDF)]
    assert signed_in("iss_worker").post(path(*ADD), data).status_code == 302
    (kept,) = documents()
    assert kept.name == "letter.pdf"
    assert everything_stored() == {kept.id}


def test_a_double_click_keeps_one(signed_in: SignedIn) -> None:
    client, token = signed_in("iss_worker"), str(uuid4())
    for _ in range(2):
        assert client.post(path(*ADD), sent(token=token)).status_code == 302
    (kept,) = documents()
    assert everything_stored() == {kept.id}
    assert client.post(path(*ADD), sent(PDF + b"other", token=token)).status_code == 302
    assert len(documents()) == 2, "another document from the same page is another"


@pytest.mark.attack("A10")
def test_undeclared_fields_change_nothing(signed_in: SignedIn) -> None:
    planted = str(uuid4())
    undeclared: dict[str, Any] = {
        **dict.fromkeys(("id", "pk", "entry", "entry_id", "key"), planted),
        "file": str(cast.FILES["amina"].id),
        "author": str(cast.PEOPLE["iss_manager"].id),
        "kind": "exe",
        "written_at": "2001-01-01",
    }
    signed_in("iss_worker").post(path(*ADD), sent(**undeclared))
    (kept,) = documents()
    assert planted not in (str(kept.id), str(kept.entry_id))
    assert kept.author_id == cast.PEOPLE["iss_worker"].id
    assert (kept.kind, kept.written_at.year > 2001) == ("pdf", True)


@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    ("name", "kept_as"),
    [
        ("../../etc/cron.d/x.pdf", "x.pdf"),
        ("C:\\Windows\\system32\\x.pdf", "x.pdf"),
        ("letter\u202efdp.exe.pdf", "letterfdp.exe.pdf"),
        ("Siobha\u0301n’s note 🧷.pdf", "Siobhán’s note 🧷.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
        (" . letter .pdf", "letter.pdf"),
        ("<script>alert(1)</script>.pdf", "script>.pdf"),
        ("=cmd|'x'!A1.pdf", "=cmd|'x'!A1.pdf"),
    ],
)
def test_odd_names_stay_text(name: str, kept_as: str, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    data = sent()
    data["document"].name = name
    assert client.post(path(*ADD), data).status_code == 302
    (kept,) = documents()
    assert kept.name == kept_as
    assert "<script>alert" not in client.get(f"/files/{reference('leila')}/").content.decode()


@pytest.mark.parametrize("rights", [("view",), ("view", "third_party")])
def test_it_takes_the_right_to_write(rights: tuple[str, ...], signed_in: SignedIn) -> None:
    give("leila", "iss_senior", *rights)
    client = signed_in("iss_senior")
    for name in ("add_document", "add_third_party_document"):
        for answer in (client.get(path(name, "leila")), client.post(path(name, "leila"), sent())):
            assert answer.status_code == 403
    assert everything_stored() == set()


@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize(("person", "key"), HIDDEN_FROM)
@pytest.mark.parametrize("name", ["add_document", "add_third_party_document"])
def test_it_hides_what_you_may_not_know_of(
    name: str, person: str, key: str, signed_in: SignedIn
) -> None:
    assert_hidden(signed_in(person), path(name, key), key)
    assert everything_stored() == set()


@pytest.mark.clause("3.3.1")
def test_a_grant_that_ends_while_a_document_comes_in_ends_writing(
    signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the door allowed is asked again when the last byte is there."""
    give("leila", "iss_senior", "view", "contribute")
    client = signed_in("iss_senior")
    before = len(entries_of("leila", "iss_worker"))
    monkeypatch.setattr(actions, "rights_on", lambda by, file: {"view"})
    answer = client.post(path(*ADD), sent())
    assert answer.status_code == 403
    assert "has ended" in answer.content.decode()
    assert (len(entries_of("leila", "iss_worker")), everything_stored()) == (before, set())
    monkeypatch.undo()
    end_grants("leila", of="iss_senior")
    assert client.post(path(*ADD), sent()).status_code == 404
    assert everything_stored() == set()


def test_a_form_from_elsewhere_is_refused_and_leaves_nothing(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.handler.enforce_csrf_checks = True
    assert client.post(path(*ADD), sent()).status_code == 403
    assert (
        client.post(path("add_third_party_document", "leila"), sent_third_party()).status_code
        == 403
    )
    assert (documents(), everything_stored()) == ([], set())
    page = client.get(path(*ADD)).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    assert client.post(path(*ADD), sent(csrfmiddlewaretoken=token)).status_code == 302
    client.handler.enforce_csrf_checks = False
    assert len(documents()) == 1


def test_what_the_browser_cannot_finish_leaves_nothing(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    whole = encode_multipart(BOUNDARY, sent(PDF + bytes(200_000)))
    for length in (300, 100_000, len(whole) - 20):
        answer = client.generic("POST", path(*ADD), whole[:length], MULTIPART_CONTENT)
        assert answer.status_code in (200, 400)
        assert (documents(), everything_stored()) == ([], set())


@pytest.mark.attack("A16")
def test_a_full_disk_keeps_nothing_and_says_so(
    session_of: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Any, plain: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(SealedWriter, "write", full)
    answer = session_of("iss_worker").post(path(*ADD), sent())
    assert answer.status_code == 500
    assert (documents(), everything_stored()) == ([], set())


def test_a_script_is_told_where_to_go_on(signed_in: SignedIn) -> None:
    answer = signed_in("iss_worker").post(path(*ADD), sent(), headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == f"/files/{reference('leila')}/"


def test_it_says_whether_documents_are_scanned(signed_in: SignedIn, settings: Settings) -> None:
    client, says = signed_in("iss_worker"), "not scanned for viruses"
    assert says in client.get(path(*ADD)).content.decode()
    settings.CLAMD = "unix:/nowhere"
    assert says not in client.get(path(*ADD)).content.decode()


def test_it_asks_few_queries(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    for send in (client.get, lambda address: client.post(address, sent())):
        with assert_queries_at_most(12):
            send(path(*ADD))
