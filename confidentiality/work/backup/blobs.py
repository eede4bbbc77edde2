"""Sealed documents in a backup: copied as they lie in the storage, each once.

A blob is never written over, so one that the backup before has is linked to, not copied again: a backup each day takes
the room of what is new. The copy's bytes are read whole each time; where they have changed on the disk, the blob is
copied anew, or every backup to come would share the damage.
"""

import contextlib
import hashlib
import os
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import IO, cast
from uuid import UUID

from django.db import connection

from confidentiality.sealing import storage
from confidentiality.sealing.verifying import rooms

from .errors import BackupError
from .folder import UPLOADS, Part, backups_in, is_whole, part_in, read_manifest

_BLOCK = 1024 * 1024


def back_up_blobs(making: Path, backups: Path) -> dict[str, Part]:
    """Put every blob of the storage into the backup; return its parts by their names in it.

    It runs after the snapshot: what a row of the snapshot names is there, unless it was destroyed meanwhile. One that
    cannot be read is left out, as one that is lost: it keeps nothing else from being backed up. Raises BackupError for
    a storage that cannot be listed.
    """
    before, known = _the_one_before(backups)
    parts = {}
    for name in _names():
        part = f"{UPLOADS}/{name}"
        target = making / part
        for folder in reversed(target.relative_to(making).parents[:-1]):
            (making / folder).mkdir(mode=0o700, exist_ok=True)  # with `parents` these would be open
        if part in known and is_whole(before / part, known[part]) and _link(before / part, target):
            parts[part] = known[part]
            continue
        with contextlib.suppress(Unreadable), _opened(name) as blob:
            parts[part] = _copy(blob, target)
    return parts


class Unreadable(Exception):
    """A blob that was destroyed since it was listed, or that its disk, account or bucket does not give."""


@contextlib.contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    try:
        blob = storage.documents().open(name, "rb")
    except Exception as error:  # a bucket's own kinds, of a library that is there only with one
        raise Unreadable(type(error).__name__) from None
    with blob:
        yield cast(IO[bytes], blob)


def _the_one_before(backups: Path) -> tuple[Path, dict[str, Part]]:
    for folder in reversed(backups_in(backups)):
        with contextlib.suppress(BackupError):
            return folder, read_manifest(folder).parts
    return backups, {}


def _names() -> list[str]:
    try:
        return [
            storage.name_of(document)
            for folder in storage.FOLDERS
            for document, _ in storage.stored_in(folder)
        ]
    except Exception as error:
        where = getattr(error, "filename", None) or ""
        raise BackupError(
            f"The storage of documents could not be read: {type(error).__name__} {where}."
            " See to it (docs/operations.md, 'Documents'); no backup was made."
        ) from None


def named_by_rows() -> set[UUID]:
    """Return every document that a row names, as the owner or the backup login sees them."""
    found: set[UUID] = set()
    for room in rooms():
        for model in getattr(room, "STORED", tuple)():
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT id FROM {model._meta.db_table}")  # noqa: S608  # our models' names
                found.update(id_ for (id_,) in cursor.fetchall())
    return found


def without_blob(documents: Collection[UUID], parts: Collection[str]) -> list[UUID]:
    """Return those documents of a snapshot that are not in its backup, but for what was destroyed meanwhile."""
    lacking = {each for each in documents if f"{UPLOADS}/{storage.name_of(each)}" not in parts}
    return sorted(lacking & named_by_rows()) if lacking else []


def _link(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except OSError:  # another disk, or no links there: it is copied
        return False
    return True


def _copy(blob: IO[bytes], target: Path) -> Part:
    digest, size = hashlib.sha256(), 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        while block := _read(blob, target):
            digest.update(block)
            size += out.write(block)
    return Part(digest.hexdigest(), size)


def _read(blob: IO[bytes], target: Path) -> bytes:
    try:
        return blob.read(_BLOCK)
    except Exception as error:
        target.unlink()
        raise Unreadable(type(error).__name__) from None


def others_in_storage(parts: dict[str, Part], *, damaged: Collection[str] = ()) -> list[str]:
    """Return the documents that the storage holds otherwise than the backup told, or cannot read; it is read whole.

    Raises BackupError where a bucket refuses, or fails.
    """
    try:
        return sorted(
            name
            for name, told in _to_restore(parts, damaged).items()
            if storage.documents().exists(name) and not _is_stored_whole(name, told)
        )
    except Exception as error:  # a bucket's own kinds, of a library that is there only with one
        raise BackupError(
            f"The storage of documents could not be read: {type(error).__name__}. See to it (docs/operations.md,"
            " 'Documents'); nothing was restored."
        ) from None


def _is_stored_whole(name: str, told: Part) -> bool:
    try:
        with storage.documents().open(name, "rb") as blob:
            return part_in(cast(IO[bytes], blob)) == told
    except OSError:
        return False


def _to_restore(parts: dict[str, Part], damaged: Collection[str]) -> dict[str, Part]:
    """Return what the backup has of each document that can be put back, by its name in the storage."""
    return {
        part.removeprefix(f"{UPLOADS}/"): told
        for part, told in parts.items()
        if part.startswith(f"{UPLOADS}/") and part not in damaged
    }


def restore_blobs(backup: Path, parts: dict[str, Part], *, damaged: Collection[str] = ()) -> int:
    """Put blobs that the storage lacks back into it, but for `damaged` ones; return how many.

    One that is there was compared before (`others_in_storage`), and is never written over. Raises BackupError where
    the storage takes none: a disk that is full, a bucket that refuses.
    """
    restored = 0
    for name in _to_restore(parts, damaged):
        try:
            if storage.documents().exists(name):
                continue
            copy = backup / UPLOADS / name
            with copy.open("rb") as source, storage.documents().open(name, "wb") as target:
                while block := source.read(_BLOCK):
                    target.write(block)
        except Exception as error:  # a bucket's own kinds, as above
            raise BackupError(
                f"The storage of documents could not be written: {type(error).__name__}. See to it"
                " (docs/operations.md, 'Documents'), and restore into another empty database; the doors stay shut."
            ) from None
        restored += 1
    return restored
