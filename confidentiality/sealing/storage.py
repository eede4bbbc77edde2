"""Where sealed documents lie: one storage, `documents`, a folder of this machine or a bucket (settings.STORAGES).

A document's name there is its id, below the id's first two letters; nothing of it is ever plain. A blob is complete
before its row is saved, is never written over, and is removed after its row is gone.
"""

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, cast
from uuid import UUID

from django.core.files import File
from django.core.files.storage import FileSystemStorage, Storage, storages
from django.utils.deconstruct import deconstructible

from .chunks import SealedReader, Sealing

ALIAS = "documents"
FOLDERS = tuple(f"{number:02x}" for number in range(256))


@deconstructible(path="confidentiality.sealing.storage.Folder")
class Folder(FileSystemStorage):
    """A folder that only its owner enters; a blob is written once and is on the disk when it is closed.

    One that the operator made for a group, so that web, worker and backup have accounts of their own, stays open to it:
    what is made in it has the folder's own mode, and blobs can be read and removed by the group, never written.
    """

    def __init__(self, location: str | None = None) -> None:
        super().__init__(
            location=location, file_permissions_mode=0o600, directory_permissions_mode=0o700
        )

    def _open(self, name: str, mode: str = "rb") -> "File[bytes]":
        if mode == "rb":
            return File(Path(self.path(name)).open("rb"))
        path = Path(self.path(name))
        whole = Path(self.location)
        whole.mkdir(mode=0o700, parents=True, exist_ok=True)
        shared = whole.stat().st_mode & 0o770
        if not path.parent.exists():
            path.parent.mkdir(mode=0o700, exist_ok=True)
            path.parent.chmod(shared)  # whatever the process masks
            _hand_over(path.parent, whole)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.fchmod(handle, shared & 0o640)
        _hand_over(handle, whole)
        return File(os.fdopen(handle, "wb"))

    def kept_from_others(self, name: str) -> bool:
        """Say whether a blob is out of reach of those for whom the folder is (root, who reads all, can't just try)."""
        whole, path = Path(self.location).stat(), Path(self.path(name))
        return any(not _shares(each.stat(), whole) for each in (path.parent, path))


def _hand_over(made: Path | int, whole: Path) -> None:
    """Give what root made (a restore) to whoever keeps the folder: to web and worker it would be closed."""
    if os.geteuid() == 0:
        keeper = whole.stat()
        os.chown(made, keeper.st_uid, keeper.st_gid)


def _shares(made: os.stat_result, whole: os.stat_result) -> bool:
    """Say whether those who reach the folder reach what was made in it: its group, or its owner where it has none."""
    if not whole.st_mode & 0o070:
        return made.st_uid == whole.st_uid and bool(made.st_mode & 0o400)
    return made.st_gid == whole.st_gid and bool(made.st_mode & 0o040)


def documents() -> Storage:
    """Return the one storage of all sealed documents."""
    return storages[ALIAS]


def place() -> str:
    """Return where sealed documents are stored here, in an operator's words."""
    storage = documents()
    if isinstance(storage, Folder):
        return str(storage.location)
    return f"the bucket {getattr(storage, 'bucket_name', '')}"


def name_of(document: UUID) -> str:
    """Return where a document lies in the storage."""
    return f"{document.hex[:2]}/{document.hex}"


def kept_from_others(document: UUID) -> bool:
    """Say whether a blob that is there belongs to an account of which web and worker may not read it."""
    storage = documents()
    return isinstance(storage, Folder) and storage.kept_from_others(name_of(document))


def open_new(document: UUID) -> IO[bytes]:
    """Open a new blob for writing; raises FileExistsError rather than write over one."""
    return cast(IO[bytes], documents().open(name_of(document), "wb"))


def close_new(blob: IO[bytes], document: UUID) -> None:
    """Close a blob that was written whole; it is on the disk before this returns, for its row comes after it."""
    storage = documents()
    if isinstance(storage, Folder):
        blob.flush()
        os.fsync(blob.fileno())
        _sync_folder(Path(storage.path(name_of(document))).parent)
    blob.close()


def _sync_folder(folder: Path) -> None:
    """Put the names in a folder on the disk, and the folder's own."""
    for each in (folder, folder.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def open_sealed(document: UUID, key: bytes, sealing: Sealing, size: int) -> SealedReader:
    """Open a stored document; raises SealingError when it is changed or cut, FileNotFoundError when it is gone."""
    name = name_of(document)
    if not documents().exists(name):
        raise FileNotFoundError("A document's sealed bytes are not in the storage.")
    return SealedReader(cast(IO[bytes], documents().open(name, "rb")), key, sealing, size)


def remove(document: UUID) -> None:
    """Remove a blob, or what there is of one; nothing happens if it is gone already."""
    documents().delete(name_of(document))


def stored_in(folder: str) -> Iterator[tuple[UUID, datetime]]:
    """Yield the blobs of one of FOLDERS, each with the moment it was last written; foreign names are left alone."""
    try:
        _, names = documents().listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        with contextlib.suppress(ValueError, FileNotFoundError):
            yield UUID(hex=name), documents().get_modified_time(f"{folder}/{name}")
