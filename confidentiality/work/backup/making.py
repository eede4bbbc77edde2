"""Making a backup: one snapshot, two files that open nothing without each other, read back before it counts."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection, transaction

from confidentiality import version
from confidentiality.sealing import storage

from . import crypt, folder
from .blobs import back_up_blobs, named_by_rows, without_blob
from .errors import BackupError
from .folder import Manifest, Part
from .programs import run, running

# Its rows say how things stand with this running system, not what it holds.
LEFT_OUT = ("public.work_closing",)
NO_INDEX = ("--exclude-table=keys.search_*", "--exclude-table=keys.*_token")  # it is made anew
COUNTED = ("clients_casefile", "clients_entry", "audit_event", "staff_account")
WRONG_STORAGE = (
    "Of {known} documents {lost} are not in {place}, or cannot be read there: is it the storage that web and worker"
    " use? Its settings belong in this environment too (docs/operations.md, 'Documents'). No backup was made."
    " --although 'WHY, WHO DECIDED' makes"
    " one without them."
)
DUMP = ("--format=custom", "--no-owner", "--no-privileges", "--lock-wait-timeout=60s")


@dataclass(frozen=True)
class Made:
    """A backup that was read back whole; `lost` are documents of which the storage had no content to back up."""

    manifest: Manifest
    folder: Path
    keys: Path
    size: int
    lost: tuple[UUID, ...]


@dataclass(frozen=True)
class Snapshot:
    """What both dumps see: its name for pg_dump, and what the manifest says of it."""

    name: str
    server: str
    at: datetime
    migrations: dict[str, list[str]]
    rows: dict[str, int]
    audit: dict[str, int | str]
    documents: Collection[UUID]


def folders() -> tuple[Path, Path]:
    """Return where backups and keys' files go; raises BackupError unless both are set and apart."""
    if not settings.BACKUP_DIR or not settings.KEYS_BACKUP_DIR:
        raise BackupError(
            "Set LATCH_BACKUP_DIR and LATCH_KEYS_BACKUP_DIR: the data and its keys go to two places."
        )
    data, keys = Path(settings.BACKUP_DIR).resolve(), Path(settings.KEYS_BACKUP_DIR).resolve()
    if data == keys or data in keys.parents or keys in data.parents:
        raise BackupError(
            "LATCH_BACKUP_DIR and LATCH_KEYS_BACKUP_DIR lie in one another: whoever copies the data must not get the"
            " keys' file with it."
        )
    return data, keys


def make_backup(*, backups: Path, keys_folder: Path, although: bool = False) -> Made:
    """Back everything up and return what was made; raises BackupError, and then nothing is left of it.

    A storage that lacks most of the documents is another's, and refused unless `although` it is so one is wanted.
    """
    crypt.recipients()  # refused before anything is written
    at = datetime.now(UTC)
    name = f"{at:%Y%m%dT%H%M%S.%fZ}"
    making, keys_making = (
        backups / f"{folder.HALF_MADE}{name}",
        keys_folder / f"{folder.HALF_MADE}{name}",
    )
    try:
        for place in (backups, keys_folder):
            place.mkdir(mode=0o700, parents=True, exist_ok=True)
        making.mkdir(mode=0o700)
        with _snapshot() as snapshot:
            _dump_data(snapshot, making / folder.DATA)
            _dump_keys(snapshot, keys_making)
        parts = {folder.DATA: folder.part_of(making / folder.DATA)}
        parts |= back_up_blobs(making, backups)
        lost = without_blob(snapshot.documents, parts)
        if len(lost) > len(snapshot.documents) - len(lost) and not although:
            raise BackupError(
                WRONG_STORAGE.format(
                    known=len(snapshot.documents), lost=len(lost), place=storage.place()
                )
            )
        manifest = _manifest(name, snapshot, folder.part_of(keys_making), parts)
        folder.write_manifest(making, manifest)
        _read_back(making, manifest)
        for made in (making, keys_making):
            folder.hand_over(made)
        keys_making.rename(folder.keys_file(keys_folder, name))
        making.rename(backups / name)
        folder.sync(backups)
        folder.sync(keys_folder)
    except OSError as error:
        raise BackupError(
            f"The backup could not be written: {error.strerror} ({error.filename})."
        ) from None
    finally:
        shutil.rmtree(making, ignore_errors=True)
        keys_making.unlink(missing_ok=True)
    size = sum(part.size for part in manifest.parts.values()) + manifest.keys.size
    return Made(manifest, backups / name, folder.keys_file(keys_folder, name), size, tuple(lost))


@contextmanager
def _snapshot() -> Iterator[Snapshot]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version'), now()")
        name, server, at = cursor.fetchone()
        cursor.execute("SELECT app, name FROM django_migrations ORDER BY app, name")
        migrations: dict[str, list[str]] = {}
        for app, migration in cursor.fetchall():
            migrations.setdefault(app, []).append(migration)
        cursor.execute("SELECT n, chain FROM audit_seal ORDER BY n DESC LIMIT 1")
        n, chain = cursor.fetchone() or (0, "")
        audit = {"number": n, "chain": chain}
        documents = named_by_rows()
        yield Snapshot(name, server, at, migrations, count_rows(), audit, documents)


def count_rows() -> dict[str, int]:
    """Return the number of rows of the tables that a restore compares, as the owner or the backup login sees them."""
    found = {}
    with connection.cursor() as cursor:
        for table in (*COUNTED, "keys.sealing_key"):
            cursor.execute(f"SELECT count(*) FROM {table}")  # noqa: S608  # our own names
            (found[table],) = cursor.fetchone()
    return found


def _dump_data(snapshot: Snapshot, target: Path) -> None:
    """Dump every table of the product with its rows, but of the schema `keys` the empty tables only."""
    run(
        *("pg_dump", *DUMP, f"--snapshot={snapshot.name}", "--schema=public", "--schema=keys"),
        *("--exclude-table-data=keys.*", *(f"--exclude-table-data={name}" for name in LEFT_OUT)),
        f"--file={target}",
    )
    target.chmod(0o600)


def _dump_keys(snapshot: Snapshot, target: Path) -> None:
    """Dump the keys, encrypted on their way; the search index is made anew instead."""
    asked = (*DUMP, f"--snapshot={snapshot.name}", "--data-only", "--schema=keys", *NO_INDEX)
    with running("pg_dump", *asked, reads=False) as dump:
        assert dump.stdout is not None  # noqa: S101  # started with a pipe
        crypt.encrypt(dump.stdout, target)
    target.chmod(0o600)


def _manifest(name: str, snapshot: Snapshot, keys: Part, parts: dict[str, Part]) -> Manifest:
    return Manifest(
        name=name,
        made_at=snapshot.at.isoformat(),
        product=version(),
        server=snapshot.server,
        migrations=snapshot.migrations,
        audit=snapshot.audit,
        rows=snapshot.rows,
        keys=keys,
        parts=parts,
    )


def _read_back(making: Path, manifest: Manifest) -> None:
    """Read what was written: the dump's hash and whether pg_restore finds every counted table with its rows in it."""
    folder.verify(making, manifest, only=folder.DATA)
    listed = run("pg_restore", "--list", making / folder.DATA)
    missing = [name for name in COUNTED if f" TABLE DATA public {name} " not in listed]
    if missing or "TABLE DATA keys" in listed:
        raise BackupError("The dump that was just written does not hold what it should.")


def note(made: Made) -> None:
    """Have the database know of the backup: the records admin and the health page see its age."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ WRITE")
        cursor.execute(
            "SELECT access.note_backup(%s, %s, %s, %s)",
            [uuid4(), made.manifest.name, made.size, made.manifest.keys.sha256],
        )
