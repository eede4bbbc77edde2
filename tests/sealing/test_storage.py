"""Where sealed documents lie: written once, on the disk before it is told, and out of others' reach."""

import io
import os
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as configured
from django.core.files.base import ContentFile
from django.core.files.storage import InMemoryStorage
from pytest_django import Settings

from confidentiality.sealing import storage
from confidentiality.sealing.chunks import SealedWriter, Sealing
from confidentiality.sealing.errors import SealingError

ONE, OTHER = UUID("0a" * 16), UUID("0b" * 16)
BOUND = Sealing("documents.document.content", ONE)


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """The storage of documents, which nobody has made yet."""
    whole = tmp_path / "var" / "documents"
    options = {
        "BACKEND": "confidentiality.sealing.storage.Folder",
        "OPTIONS": {"location": str(whole)},
    }
    settings.STORAGES = {**configured.STORAGES, "documents": options}
    return whole


@pytest.fixture
def elsewhere(settings: Settings) -> None:
    """A storage that is no folder of this machine."""
    options = {"BACKEND": "django.core.files.storage.InMemoryStorage"}
    settings.STORAGES = {**configured.STORAGES, "documents": options}


def written(document: UUID = ONE, words: bytes = b"sealed") -> None:
    blob = storage.open_new(document)
    blob.write(words)
    storage.close_new(blob, document)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


# ---- written once


def test_a_document_lies_below_the_first_two_letters_of_its_id(folder: Path) -> None:
    written()
    assert (folder / "0a" / ("0a" * 16)).read_bytes() == b"sealed"
    assert storage.place() == str(folder)


def test_what_is_there_is_never_written_over(folder: Path) -> None:
    written()
    with pytest.raises(FileExistsError):
        storage.open_new(ONE)
    assert (folder / "0a" / ONE.hex).read_bytes() == b"sealed"


def test_a_second_document_finds_the_folder_made(folder: Path) -> None:
    written()
    written(UUID("0a" * 15 + "0b"), b"more")
    assert len(list((folder / "0a").iterdir())) == 2


@pytest.mark.attack("A16")
def test_it_is_on_the_disk_with_its_names_before_its_row_is_written(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put, plain = list[tuple[str, int]](), os.fsync

    def put_on_disk(handle: int) -> None:
        at = Path(f"/proc/self/fd/{handle}").resolve()
        put.append((str(at.relative_to(folder)), at.stat().st_size if at.is_file() else 0))
        plain(handle)

    blob = storage.open_new(ONE)
    blob.write(b"sealed")
    monkeypatch.setattr(os, "fsync", put_on_disk)
    before = set(os.listdir("/proc/self/fd"))
    storage.close_new(blob, ONE)
    assert put == [(f"0a/{ONE.hex}", 6), ("0a", 0), (".", 0)]
    assert blob.closed
    assert len(set(os.listdir("/proc/self/fd"))) == len(before) - 1


def test_a_storage_that_is_no_folder_is_closed_and_no_more(elsewhere: None) -> None:
    blob = io.BytesIO()
    storage.close_new(blob, ONE)
    assert blob.closed


def test_a_storage_that_is_no_folder_takes_a_document_all_the_same(elsewhere: None) -> None:
    written()
    with storage.documents().open(storage.name_of(ONE), "rb") as blob:
        assert blob.read() == b"sealed"


def test_an_operator_is_told_which_bucket(elsewhere: None, monkeypatch: pytest.MonkeyPatch) -> None:
    assert storage.place() == "the bucket "
    monkeypatch.setattr(InMemoryStorage, "bucket_name", "latch-documents", raising=False)
    assert storage.place() == "the bucket latch-documents"


# ---- out of others' reach


@pytest.fixture(params=[0o022, 0o077, 0o000])
def masked(request: Any) -> Any:
    """A process that masks what it makes more, or less."""
    before = os.umask(request.param)
    yield
    os.umask(before)


@pytest.mark.usefixtures("masked")
def test_a_folder_that_we_make_is_entered_by_its_owner_only(folder: Path) -> None:
    written()
    assert [mode(each) for each in (folder, folder / "0a", folder / "0a" / ONE.hex)] == [
        *(0o700, 0o700, 0o600),
    ]


def test_nothing_is_open_to_others_while_it_is_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = list[int]()
    plain, plain_file = Path.chmod, os.fchmod

    def chmod(path: Path, wanted: int) -> None:
        seen.append(mode(path))
        plain(path, wanted)

    def fchmod(handle: int, wanted: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        plain_file(handle, wanted)

    monkeypatch.setattr(Path, "chmod", chmod)
    monkeypatch.setattr(os, "fchmod", fchmod)
    before = os.umask(0)
    written()
    os.umask(before)
    assert seen == [0o700, 0o600]


def test_a_folder_that_another_process_makes_at_that_moment_is_taken(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "0a").mkdir(parents=True)
    monkeypatch.setattr(Path, "exists", lambda path: False)  # as it was when it was looked for
    written()
    assert (folder / "0a" / ONE.hex).is_file()


@pytest.mark.usefixtures("masked")
def test_what_is_saved_as_django_saves_is_as_closed(folder: Path) -> None:
    storage.documents().save("0a/more", ContentFile(b"sealed"))
    assert [mode(each) for each in (folder / "0a", folder / "0a" / "more")] == [0o700, 0o600]


@pytest.mark.usefixtures("masked")
def test_one_made_for_a_group_stays_open_to_it_and_to_nobody_else(folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o2775)
    written()
    assert mode(folder) == 0o2775
    assert mode(folder / "0a") & 0o777 == 0o770
    assert mode(folder / "0a" / ONE.hex) == 0o640


@pytest.mark.usefixtures("folder")
def test_what_root_makes_is_the_folder_keeper_s(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = list[tuple[str, int, int]]()

    def chown(made: Path | int, user: int, group: int) -> None:
        at = Path(f"/proc/self/fd/{made}").resolve() if isinstance(made, int) else made
        given.append((str(at.relative_to(folder)), user, group))

    monkeypatch.setattr(os, "chown", chown)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    written()
    keeper = folder.stat()
    mine = (keeper.st_uid, keeper.st_gid)
    assert given == [("0a", *mine), (f"0a/{ONE.hex}", *mine)]
    given.clear()
    monkeypatch.setattr(os, "geteuid", lambda: 4711)
    written(OTHER)
    assert given == []


def held(mode: int, user: int = 1, group: int = 2) -> Any:
    return SimpleNamespace(st_mode=mode, st_uid=user, st_gid=group)


@pytest.mark.parametrize(
    ("made", "whole", "reached"),
    [
        (held(0o600), held(0o700), True),
        (held(0o600, group=9), held(0o700), True),  # of the owner's alone, whatever its group
        (held(0o600, user=9), held(0o700), False),
        (held(0o200), held(0o700), False),
        (held(0o640), held(0o770), True),
        (held(0o640, user=9), held(0o770), True),  # what another of the group made
        (held(0o640, group=9), held(0o770), False),
        (held(0o600), held(0o770), False),
        (held(0o640), held(0o710), True),
        # that others might pass or read says nothing of those for whom it is
        (held(0o600), held(0o701), True),
        (held(0o201), held(0o700), False),
        (held(0o601), held(0o770), False),
    ],
)
def test_whoever_reaches_a_folder_reaches_what_is_theirs_in_it(
    made: Any, whole: Any, reached: bool
) -> None:
    assert storage._shares(made, whole) is reached


@pytest.mark.parametrize("which", ["", ONE.hex])
def test_a_blob_or_its_folder_may_be_kept_from_the_group(folder: Path, which: str) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o770)
    written()
    assert not storage.kept_from_others(ONE)
    (folder / "0a" / which).chmod(0o700)
    assert storage.kept_from_others(ONE)


def test_nothing_elsewhere_is_kept_from_anybody(elsewhere: None) -> None:
    assert not storage.kept_from_others(ONE)


# ---- read and removed


def test_a_document_is_read_as_it_was_written(folder: Path) -> None:
    blob = storage.open_new(ONE)
    writer = SealedWriter(blob, BOUND)
    writer.write(b"A letter.")
    writer.finish()
    storage.close_new(blob, ONE)
    with storage.open_sealed(ONE, writer.key, BOUND, 9) as reader:
        assert reader.read() == b"A letter."
    for wrong in ((bytes(32), BOUND), (writer.key, Sealing(BOUND.seal_id, OTHER))):
        with storage.open_sealed(ONE, *wrong, 9) as reader, pytest.raises(SealingError):
            reader.read()
    with pytest.raises(SealingError):
        storage.open_sealed(ONE, writer.key, BOUND, 1_000_000)


@pytest.mark.usefixtures("folder")
def test_a_document_whose_bytes_are_gone_says_so() -> None:
    with pytest.raises(
        FileNotFoundError, match=r"^A document's sealed bytes are not in the storage\.$"
    ):
        storage.open_sealed(ONE, bytes(32), BOUND, 3)


def test_a_blob_is_removed_and_removing_what_is_gone_does_nothing(folder: Path) -> None:
    written()
    written(OTHER)
    storage.remove(ONE)
    storage.remove(ONE)
    assert [each.name for each in folder.rglob("*") if each.is_file()] == [OTHER.hex]


def test_the_blobs_of_a_folder_are_told_with_their_last_writing(folder: Path) -> None:
    assert list(storage.stored_in("0a")) == []
    written()
    written(OTHER)
    (folder / "0a" / "README").write_text("of the operator")
    then = datetime.now(UTC) - timedelta(days=2)
    os.utime(folder / "0a" / ONE.hex, (then.timestamp(), then.timestamp()))
    ((document, at),) = storage.stored_in("0a")
    assert document == ONE
    assert abs(at - then) < timedelta(seconds=1)


def test_a_blob_that_goes_while_they_are_told_is_left_out(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written()
    last = UUID("0a" * 15 + "ff")
    written(last)
    moment: Callable[..., datetime] = storage.Folder.get_modified_time

    def gone(self: storage.Folder, name: str) -> datetime:
        (folder / "0a" / ONE.hex).unlink(missing_ok=True)
        return moment(self, name)

    monkeypatch.setattr(storage.Folder, "get_modified_time", gone)
    assert [document for document, _ in storage.stored_in("0a")] == [last]
