"""The storage kept in step with the rows, whoever dies in between; and the storage of another kind."""

import json
import os
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings as configured
from django.core.files.storage import storages
from django.db import DatabaseError, transaction
from django.test import Client
from pytest_django import Settings

from clients.documents import disposal, jobs, views
from clients.documents.jobs import WrongStorage
from clients.documents.models import Document
from clients.documents.sealed import KEPT_FROM_OTHERS, every_document_opens
from clients.documents.tasks import tidy
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing import storage
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.verifying import Fault, Opener
from confidentiality.sealing.wrapping import Masters
from confidentiality.settings import documents as storing
from confidentiality.work.jobs import enqueue
from confidentiality.work.models import Job
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.database import logged_in_as
from tests.documents.asking import blob_of, documents, everything_stored, path, sent
from tests.retention import working
from tests.uploading import WORDS, a_document, a_third_party_document, stored
from tests.work.backup.drill import on_a_bad_sector

AsWorker = Callable[[], AbstractContextManager[None]]
SignedIn = Callable[[str], Client]
DUE = cast.DUE


def added(key: str = "leila") -> Document:
    with working_as("iss_worker") as by:
        return a_document(file_of(key), by)


def make_old(document: UUID, hours: float = 25) -> None:
    then = time.time() - hours * 3600
    os.utime(blob_of(document), (then, then))


def tidied() -> None:
    """Ask for a tidying as the clock does, and do it."""
    with logged_in_as("worker"):
        tidy()
        tidy()  # a second beat asks in vain
    working.do_jobs()


# ---- blob first, row after


@pytest.mark.attack("A16")
@pytest.mark.django_db
def test_a_row_that_is_not_written_leaves_a_blob_that_opens_for_nobody(
    session_of: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the database fails, or the process dies, between the two."""

    def fails(*args: Any, **kwargs: Any) -> None:
        raise DatabaseError("gone")

    monkeypatch.setattr(views, "on_to", fails)  # after the row, within the request
    answer = session_of("iss_worker").post(path("add_document", "leila"), sent())
    assert answer.status_code == 500
    assert documents() == []
    (left,) = everything_stored()
    with working_as("iss_worker"):
        assert not Document.objects.filter(id=left).exists()


@pytest.mark.attack("A16")
def test_what_a_crash_left_is_tidied_away_and_nothing_else(committed: str) -> None:
    kept, fresh, old = added(), stored("a.txt", WORDS), stored("b.txt", WORDS)
    half = uuid4()
    blob = storage.open_new(half)
    blob.write(b"half a chunk")
    blob.close()
    (blob_of(kept.id).parent / "README").write_text("of the operator")
    for document in (kept.id, old.document, half):
        make_old(document)
    tidied()
    assert everything_stored() == {kept.id, fresh.document}
    assert (blob_of(kept.id).parent / "README").exists()
    with working_as("iss_worker"):
        assert b"".join(Document.objects.get(id=kept.id).opened().pieces()) == WORDS


def test_a_storage_full_of_strangers_is_left_alone(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty or wrong database would otherwise destroy every document there is."""
    monkeypatch.setattr(jobs, "MOST_STRANGERS", 3)
    strangers = [UUID(bytes=bytes([7]) + os.urandom(15)) for _ in range(4)]
    for stranger in strangers:
        storage.open_new(stranger).close()
        make_old(stranger)
    tidied()
    assert everything_stored() == set(strangers)
    with working_as("records_admin"):
        job = Job.objects.get(kind=jobs.TIDY)
    assert (job.done, job.failure) == (7, WrongStorage.__name__)


# ---- row first, blob after


@pytest.mark.clause("5.2.7")
def test_a_disposal_removes_the_blobs_and_the_certificate_counts_them(committed: str) -> None:
    other = added("leila")
    with working_as("iss_worker") as by:
        mine = [a_document(file_of(DUE), by), a_document(file_of(DUE), by)]
        third = a_third_party_document(file_of(DUE), by)
    assert everything_stored() == {other.id, third.id, *(each.id for each in mine)}
    working.sweep()
    working.do_jobs()
    assert everything_stored() == {other.id}
    ((erased,),) = working.owner("SELECT erased FROM retention_certificate")
    counted = json.loads(str(erased))
    assert (counted["documents_document"], counted["documents_thirdparty"]) == (2, 1)


@pytest.mark.clause("5.2.7")
@pytest.mark.attack("A16")
def test_a_storage_that_is_away_delays_the_removal_and_stops_no_disposal(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with working_as("iss_worker") as by:
        mine = a_document(file_of(DUE), by)

    def away(document: UUID) -> None:
        raise ConnectionError

    monkeypatch.setattr(storage, "remove", away)
    working.sweep()
    assert working.certificates(cast.FILES[DUE].id) == 1
    assert everything_stored() == {mine.id}
    monkeypatch.undo()
    working.owner("UPDATE work_job SET not_before = now()")
    working.do_jobs()
    assert everything_stored() == set()


@pytest.mark.clause("5.2.7")
def test_a_disposal_that_is_rolled_back_removes_nothing(
    committed: str, as_worker_login: AsWorker
) -> None:
    with working_as("iss_worker") as by:
        mine = a_document(file_of(DUE), by)
    with as_worker_login(), acting_as(SystemActor.DISPOSER):
        assert disposal.erase(cast.FILES[DUE].id)["documents_document"] == 1
        transaction.set_rollback(True)
    working.do_jobs()
    assert everything_stored() == {mine.id}


@pytest.mark.attack("A4")
def test_nobody_but_the_disposer_asks_for_a_removal_and_of_a_kept_one_nothing_comes(
    committed: str, as_worker_login: AsWorker
) -> None:
    kept = added()
    for key in ("iss_worker", "records_admin", "importer"):
        for kind in (jobs.ERASE, jobs.TIDY):
            with pytest.raises(DatabaseError), working_as(key) as by:
                enqueue(kind, kept.id, by=by.pk)
    with as_worker_login():
        with pytest.raises(DatabaseError), acting_as(SystemActor.DISPATCHER):
            enqueue(jobs.ERASE, kept.id, by=SystemActor.DISPATCHER)
        with acting_as(SystemActor.DISPOSER):
            enqueue(jobs.ERASE, kept.id, by=SystemActor.DISPOSER)
    working.do_jobs()
    assert everything_stored() == {kept.id}


# ---- the folder


def test_a_blob_is_never_written_over(own_storage: Path) -> None:
    document = stored("a.txt", WORDS).document
    before = blob_of(document).read_bytes()
    with pytest.raises(FileExistsError):
        storage.open_new(document)
    assert blob_of(document).read_bytes() == before
    assert own_storage.stat().st_mode & 0o777 == 0o700


def test_a_folder_of_a_group_stays_open_to_it_and_to_nobody_else(own_storage: Path) -> None:
    own_storage.mkdir()
    own_storage.chmod(0o2775)
    blob = blob_of(stored("a.txt", WORDS).document)
    assert blob.stat().st_mode & 0o777 == 0o640
    assert blob.parent.stat().st_mode & 0o777 == 0o770


def test_removing_what_is_gone_does_nothing() -> None:
    storage.remove(uuid4())


# ---- a bucket


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Iterator[Any]:
    """A server that speaks S3 on a port of this machine, and the product set to keep documents there."""
    from moto.server import ThreadedMotoServer  # only here: it is large

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    values = {
        "DOCUMENTS_S3_ENDPOINT": f"http://{host}:{port}",
        "DOCUMENTS_S3_REGION": "eu-west-2",
        "DOCUMENTS_S3_ACCESS_KEY": "testing",
        "DOCUMENTS_S3_SECRET_KEY": "testing",
        "DOCUMENTS_S3_PREFIX": "sealed",
    }
    for name, value in values.items():
        monkeypatch.setenv(f"LATCH_{name}", value)
    monkeypatch.setattr(storing, "DOCUMENTS_BUCKET", "latch-documents")
    settings.STORAGES = {**configured.STORAGES, "documents": storing.documents_storage()}
    made: Any = storages["documents"]
    made.connection.create_bucket(
        Bucket="latch-documents", CreateBucketConfiguration={"LocationConstraint": "eu-west-2"}
    )
    yield made.bucket
    server.stop()


@pytest.mark.slow
@pytest.mark.django_db
def test_documents_are_kept_in_a_bucket(signed_in: SignedIn, bucket: Any) -> None:
    client, content = signed_in("iss_worker"), b"Harbour Row. " * 1_000_000  # several parts
    assert client.post(path("add_document", "leila"), sent(content, "a.txt")).status_code == 302
    (kept,) = documents()
    (found,) = bucket.objects.all()
    assert found.key == f"sealed/{storage.name_of(kept.id)}"
    assert b"Harbour" not in found.get()["Body"].read()
    answer: Any = client.get(path("document", "leila", kept.id))
    assert answer.getvalue() == content
    assert everything_stored() == {kept.id}
    refused = client.post(path("add_document", "leila"), sent(b"MZ" + content, "a.pdf"))
    assert "is not that" in refused.content.decode()
    assert everything_stored() == {kept.id}
    found.Object().put(Body=found.get()["Body"].read()[:-1])
    with working_as("iss_worker"), pytest.raises(SealingError):
        Document.objects.get(id=kept.id).opened()
    storage.remove(kept.id)
    assert everything_stored() == set()
    with working_as("iss_worker"), pytest.raises(FileNotFoundError):
        Document.objects.get(id=kept.id).opened()


# ---- keys verify


def _missing(blob: Path) -> None:
    blob.unlink()


def _cut(blob: Path) -> None:
    blob.write_bytes(blob.read_bytes()[:-1])


def _bent(blob: Path) -> None:
    whole = blob.read_bytes()
    blob.write_bytes(whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:])


def _of_another_account(blob: Path) -> None:
    os.chown(blob.parent, 4711, 4712)


def _closed_to_the_group(blob: Path) -> None:
    blob.parent.parent.chmod(0o770)
    blob.parent.chmod(0o770)
    blob.chmod(0o600)


AS_ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="nobody else reads them at all")


@pytest.mark.attack("A5")
@pytest.mark.parametrize(
    ("spoil", "what"),
    [
        (_missing, "its content is missing from the storage"),
        (_cut, "its content does not open"),
        (_bent, "its content does not open"),
        (on_a_bad_sector, "its content cannot be read (OSError)"),
        pytest.param(_of_another_account, KEPT_FROM_OTHERS, marks=AS_ROOT),
        (_closed_to_the_group, KEPT_FROM_OTHERS),
    ],
)
def test_keys_verify_finds_a_document_that_does_not_open(
    committed: str, spoil: Callable[[Path], None], what: str
) -> None:
    kept = added()
    with working_as("iss_worker") as by:
        third = a_third_party_document(file_of("leila"), by)
    assert _faults() == ([], 2)
    for document in (kept, third):
        spoil(blob_of(document.id))
    tables = ("documents_document", "documents_thirdparty")
    wanted = [
        Fault(table, each.id, what) for table, each in zip(tables, (kept, third), strict=True)
    ]
    assert _faults() == (wanted, 0)


def _faults() -> tuple[list[Fault], int]:
    with logged_in_as("owner"):
        opener = Opener(Masters(configured.MASTER_KEYS))
        return list(every_document_opens(opener)), opener.opened["documents"]
