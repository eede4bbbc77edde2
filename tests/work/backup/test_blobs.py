"""Sealed documents in a backup: copied once, linked afterwards, put back whole and never over another."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.conf import settings as configured
from django.core.management import CommandError
from pytest_django import Settings

from confidentiality.sealing import storage
from confidentiality.work.backup.blobs import back_up_blobs, others_in_storage, restore_blobs
from confidentiality.work.backup.errors import BackupError
from confidentiality.work.backup.folder import UPLOADS, Part, read_manifest, verify
from tests.audit.working import seal_all
from tests.clients.questions import file_of, working_as
from tests.database import use_database
from tests.retention.working import owner
from tests.uploading import a_document

from .drill import (
    Backup,
    Places,
    back_up,
    empty_database,
    lose_and_restore,
    newest_in,
    on_a_bad_sector,
    restore,
)

SEALED = b"sealed bytes of a letter" * 1000


@pytest.fixture
def own_storage(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "documents"
    _store_in(folder, settings)
    return folder


def _store_in(folder: Path, settings: Settings) -> None:
    options = {
        "BACKEND": "confidentiality.sealing.storage.Folder",
        "OPTIONS": {"location": str(folder)},
    }
    settings.STORAGES = {**configured.STORAGES, "documents": options}


def _blob(content: bytes = SEALED) -> UUID:
    document = uuid4()
    out = storage.open_new(document)
    out.write(content)
    storage.close_new(out, document)
    return document


def test_what_is_stored_is_backed_up_once_and_put_back(
    committed: str, places: Places, tmp_path: Path, own_storage: Path
) -> None:
    first = _blob()
    made = back_up(places)
    second = _blob(b"later")
    seal_all(tmp_path)
    newer = back_up(places)
    copies = [b.folder / "uploads" / storage.name_of(first) for b in (made, newer)]
    assert os.path.samefile(*copies)  # linked, not copied again
    assert copies[0].read_bytes() == SEALED
    assert len([part for part in read_manifest(newer.folder).parts if "uploads" in part]) == 2
    shutil.rmtree(own_storage)
    with lose_and_restore(newer, places, tmp_path) as said:
        assert "2 documents put back" in said
        stored = own_storage / storage.name_of(second)
        assert stored.read_bytes() == b"later"
        assert stored.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_root_puts_back_is_read_by_those_for_whom_the_storage_is(
    committed: str, places: Places, tmp_path: Path, own_storage: Path, settings: Settings
) -> None:
    """As the page has it done: the folder is root's and a group's, web is in the group and is nobody's owner."""
    document = _blob()
    seal_all(tmp_path)
    made = back_up(places)
    shutil.rmtree(own_storage)
    with tempfile.TemporaryDirectory() as outside:
        Path(outside).chmod(0o711)
        anew = Path(outside, "documents")
        anew.mkdir()
        os.chown(anew, 4711, 4712)
        anew.chmod(0o770)
        _store_in(anew, settings)
        with lose_and_restore(made, places, tmp_path):
            pass
        blob = anew / storage.name_of(document)
        for path in (blob.parent, blob):
            assert (path.stat().st_uid, path.stat().st_gid) == (4711, 4712)
        read = subprocess.run(
            ["cat", blob], user=4713, group=4712, extra_groups=[], capture_output=True, check=True
        )
        assert read.stdout == SEALED


def test_a_document_that_is_there_is_left_alone(
    committed: str, places: Places, tmp_path: Path, own_storage: Path
) -> None:
    document = _blob()
    seal_all(tmp_path)
    made = back_up(places)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "0 documents put back" in said
    for content in (
        b"another",
        SEALED[:-1] + b"X",
    ):  # the second one rotted where it lay, of the same size
        (own_storage / storage.name_of(document)).write_bytes(content)
        with empty_database() as name, use_database(name):
            for check in (True, False):
                with pytest.raises(CommandError, match=f"another .*{storage.name_of(document)}"):
                    restore(made, places, tmp_path, check=check)
            assert owner("SELECT count(*) FROM pg_namespace WHERE nspname = 'keys'") == [(0,)]
            assert (own_storage / storage.name_of(document)).read_bytes() == content
    (own_storage / storage.name_of(document)).rename(tmp_path / "rotten")
    with lose_and_restore(made, places, tmp_path) as said:
        assert "1 documents put back" in said
        assert (own_storage / storage.name_of(document)).read_bytes() == SEALED


def test_one_that_the_storage_cannot_read_is_named_too(
    committed: str, places: Places, tmp_path: Path, own_storage: Path
) -> None:
    document = _blob()
    seal_all(tmp_path)
    made = back_up(places)
    on_a_bad_sector(own_storage / storage.name_of(document))
    with (
        empty_database() as name,
        use_database(name),
        pytest.raises(CommandError, match=f"another .*{storage.name_of(document)}"),
    ):
        restore(made, places, tmp_path)


def test_a_damaged_document_in_a_backup_is_found_and_keeps_nothing_else_back(
    committed: str,
    places: Places,
    tmp_path: Path,
    own_storage: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    document, other, third, fourth = _blob(), _blob(b"whole"), _blob(b"gone"), _blob(b"unread")
    seal_all(tmp_path)
    made = back_up(places)
    copy = made.folder / "uploads" / storage.name_of(document)
    copy.write_bytes(SEALED[:-1] + b"X")
    (made.folder / "uploads" / storage.name_of(third)).unlink()
    on_a_bad_sector(made.folder / "uploads" / storage.name_of(fourth))
    shutil.rmtree(own_storage)
    gone = [f"uploads/{storage.name_of(each)}" for each in (document, third, fourth)]
    with empty_database() as name, use_database(name):
        _check_that_it_asks_about_each(made, places, tmp_path, gone, capsys)
    why = "no other copy; Ruth Adair"
    with lose_and_restore(made, places, tmp_path, without_damaged=why) as said:
        assert "1 documents put back" in said
        (told,) = [line for line in said.splitlines() if line.startswith("NOT PUT BACK")]
        for each in gone:
            assert each in told
            assert not storage.documents().exists(each.removeprefix("uploads/"))
        assert (own_storage / storage.name_of(other)).read_bytes() == b"whole"
        assert owner("SELECT reason FROM audit_event WHERE action = 'restored'") == [
            ("no other copy; Ruth Adair",)
        ]


def _check_that_it_asks_about_each(
    made: Backup, places: Places, log: Path, gone: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """A word on the log is none on the documents, nor the other way round; their names are told at any rate."""
    why = "decided by Ruth Adair"
    asks = "3 documents in the backup are damaged.*--without-damaged"
    no_log = "Name the shipped file"
    for options, shipped, words in (
        ({"check": True}, log, asks),
        ({}, log, asks),
        ({"although": why}, log, asks),
        ({"although": why, "check": True}, None, asks),
        ({"without_damaged": why}, None, no_log),
    ):
        capsys.readouterr()
        with pytest.raises(CommandError, match=words):
            restore(made, places, shipped, **options)
        said = capsys.readouterr().out
        assert [each for each in gone if each not in said] == []
    said = restore(made, places, log, without_damaged=why, check=True)
    assert [each for each in gone if each not in said] == []
    assert "The backup is whole but for 3 documents; " in said


def test_a_copy_that_rots_is_not_shared_by_the_backups_to_come(
    committed: str, places: Places, tmp_path: Path, own_storage: Path
) -> None:
    rotten, sound = _blob(), _blob(b"sound")
    made = back_up(places)
    (made.folder / "uploads" / storage.name_of(rotten)).write_bytes(SEALED[:-1] + b"X")
    newer = back_up(places)
    assert (newer.folder / "uploads" / storage.name_of(rotten)).read_bytes() == SEALED
    verify(newer.folder, read_manifest(newer.folder))
    copies = [b.folder / "uploads" / storage.name_of(sound) for b in (made, newer)]
    assert os.path.samefile(*copies)


def test_one_that_cannot_be_read_is_left_out_and_named_and_the_rest_is_kept(
    committed: str, places: Places, tmp_path: Path, own_storage: Path
) -> None:
    """A bad sector below one document is no reason for a night without a backup of anything."""
    unread, *others = _document_rows(3)
    on_a_bad_sector(own_storage / storage.name_of(unread))
    with pytest.raises(CommandError, match=f"It is kept, and lacks documents .*: {unread}"):
        back_up(places)
    assert owner("SELECT count(*) FROM work_backup") == [(0,)]
    made = newest_in(tmp_path)
    parts = read_manifest(made.folder).parts
    assert {f"{UPLOADS}/{storage.name_of(each)}" for each in others} == set(parts) - {"data.dump"}
    verify(made.folder, read_manifest(made.folder))
    assert not (made.folder / UPLOADS / storage.name_of(unread)).exists()


def _document_rows(count: int) -> list[UUID]:
    """Documents whose blobs are in the storage, as committed rows."""
    found = []
    for _ in range(count):
        with working_as("iss_worker") as by:
            found.append(a_document(file_of("leila"), by).id)
    return found


def test_a_backup_without_the_documents_is_refused_and_one_that_lacks_a_few_does_not_count(
    committed: str,
    places: Places,
    tmp_path: Path,
    own_storage: Path,
    settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Another storage than web's holds none of them; one that is lost must not keep the rest from being backed up."""
    lost, *_ = _document_rows(3)
    noted = "SELECT count(*) FROM work_backup"
    old = places.data / "20250101T000000.000000Z"
    _store_in(tmp_path / "another", settings)
    with pytest.raises(CommandError, match=r"Of 3 documents 3 are not in .*another"):
        back_up(places)
    assert list(places.data.iterdir()) == list(places.keys.iterdir()) == []
    _store_in(own_storage, settings)
    blob = own_storage / storage.name_of(lost)
    kept = blob.read_bytes()
    blob.unlink()
    old.mkdir()
    (old / "manifest.json").write_text("{}")
    with pytest.raises(CommandError, match=f"It is kept, and lacks documents .*: {lost}"):
        back_up(places)
    assert owner(noted) == [(0,)]
    assert len(read_manifest(newest_in(tmp_path).folder).parts) == 3
    assert old.exists()  # it may have what is lost
    capsys.readouterr()
    _store_in(tmp_path / "another", settings)
    back_up(places, for_upgrade=True)  # and ends well: no upgrade touches a document
    said = capsys.readouterr().out
    assert f"{lost}" in said
    assert "*Health* counts no backup" in said
    assert (owner(noted), old.exists()) == ([(0,)], True)
    _store_in(own_storage, settings)
    back_up(places, although="lost for good; Ruth Adair")
    assert f"read there: {lost}. `manage.py keys verify` says which.\n" in capsys.readouterr().out
    assert (owner(noted), old.exists()) == ([(1,)], False)
    blob.write_bytes(kept)
    back_up(places)
    assert owner(noted) == [(2,)]


class Refusing(Exception):
    """As the library of buckets has them: no OSError."""


def _bucket(fails_at: str, monkeypatch: pytest.MonkeyPatch, *, holds: bool = True) -> None:
    """Let the storage be a bucket that refuses one of its steps."""

    class Bucket:
        def exists(self, name: str) -> bool:
            return self._answer("exists")

        def open(self, name: str, mode: str) -> bool:
            return self._answer("open")

        def _answer(self, to: str) -> bool:
            if to == fails_at:
                raise Refusing
            return holds

    monkeypatch.setattr(storage, "documents", Bucket)


@pytest.mark.parametrize("fails_at", ["exists", "open"])
def test_a_bucket_that_refuses_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fails_at: str
) -> None:
    _bucket(fails_at, monkeypatch)
    with pytest.raises(BackupError, match=r"could not be read: Refusing\."):
        others_in_storage({f"{UPLOADS}/{uuid4()}": Part("", 1)})


def test_a_bucket_that_tells_nothing_is_a_sentence_and_one_that_gives_nothing_lacks_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def refuses(folder: str) -> None:
        raise Refusing

    monkeypatch.setattr(storage, "stored_in", refuses)
    with pytest.raises(BackupError, match=r"could not be read: Refusing .*no backup was made"):
        back_up_blobs(tmp_path, tmp_path)
    monkeypatch.setattr(storage, "stored_in", lambda folder: [(uuid4(), None)])
    _bucket("open", monkeypatch)
    assert back_up_blobs(tmp_path, tmp_path) == {}


@pytest.mark.parametrize("fails_at", ["exists", "open"])
def test_a_bucket_that_takes_nothing_back_is_a_sentence(
    monkeypatch: pytest.MonkeyPatch, fails_at: str, tmp_path: Path
) -> None:
    name = str(uuid4())
    (tmp_path / UPLOADS).mkdir()
    (tmp_path / UPLOADS / name).touch()
    _bucket(fails_at, monkeypatch, holds=False)
    with pytest.raises(BackupError, match=r"could not be written: Refusing\."):
        restore_blobs(tmp_path, {f"{UPLOADS}/{name}": Part("", 1)})
