"""Steps of the drill: back up, lose the database, restore."""

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage
import pytest
from django.core.management import call_command
from django.db import connections
from django.test import override_settings

from confidentiality.audit.sequencer import signing_key
from confidentiality.work.backup.folder import backups_in, keys_file
from tests import cast
from tests.database import drop, logged_in_as, run_as_owner, use_database


@dataclass(frozen=True)
class Places:
    """Where backups and keys' files go, and who can open the keys' files."""

    data: Path
    keys: Path
    identity: pyrage.x25519.Identity


@dataclass(frozen=True)
class Backup:
    """One backup on the disk."""

    folder: Path
    keys: Path


@contextmanager
def set_as_places(folder: Path) -> Iterator[Places]:
    """Set folders for backups and keys below this one, and an offline identity, as in production."""
    found = Places(folder / "data", folder / "keys", pyrage.x25519.Identity.generate())
    with override_settings(
        BACKUP_DIR=str(found.data),
        KEYS_BACKUP_DIR=str(found.keys),
        KEYS_RECIPIENTS=[str(found.identity.to_public())],
    ):
        yield found


def back_up(places: Places, **options: Any) -> Backup:
    """Run the command as production does, by its own login; return the newest backup."""
    with logged_in_as("backup"), override_settings(LOGIN="backup"):
        call_command("backup", verbosity=0, **options)
    return newest_in(places.data.parent)


def newest_in(folder: Path) -> Backup:
    """Return the newest backup in the places below a folder."""
    newest = backups_in(folder / "data")[-1]
    return Backup(newest, keys_file(folder / "keys", newest.name))


def on_a_bad_sector(path: Path) -> None:
    """Have the kernel refuse to read a file with EIO, as it does for a sector that is gone."""
    path.unlink()
    path.symlink_to("/proc/self/mem")  # a file whose first byte nobody can read
    with path.open("rb") as file, pytest.raises(OSError, match="Input/output error"):
        file.read(1)


def worker_of(key: str) -> UUID:
    """Return the id of a cast person."""
    return cast.PEOPLE[key].id


@contextmanager
def lose_and_restore(
    made: Backup, places: Places, shipped: Path | None, **options: Any
) -> Iterator[str]:
    """Restore into a database of its own, use that for as long as the block lasts; gives what the command said."""
    with empty_database() as name, use_database(name):
        yield restore(made, places, shipped, **options)


@contextmanager
def empty_database() -> Iterator[str]:
    """Make an empty database, as the operator does after a loss."""
    name = f"latch_restored_{os.getpid()}"
    run_as_owner(
        f"CREATE DATABASE {name}",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO latch_web, latch_worker, latch_sequencer, latch_reader, latch_kiosk,"
        " latch_backup",
    )
    try:
        yield name
    finally:
        connections.close_all()
        drop(name)


def restore(made: Backup, places: Places, shipped: Path | None, **options: Any) -> str:
    """Run the command as the operator does, with the log in the folder `shipped`; return what it said."""
    said = io.StringIO()
    identity = places.data.parent / "identity"
    identity.write_text(f"# kept in the safe\n{places.identity}\n")
    public = signing_key().public_key().public_bytes_raw().hex()
    log = {"shipped": shipped / "shipped.jsonl", "audit_key": [public]} if shipped else {}
    asked = {"keys": made.keys, "identity": str(identity), **log, **options}
    with logged_in_as("owner"), override_settings(LOGIN="owner"):
        try:
            call_command("restore", made.folder, stdout=said, **asked)
        finally:
            print(said.getvalue())  # for a test that expects it to refuse
    return said.getvalue()
