"""Restoring a backup into an empty database, and closing behind it what had been closed since."""

import logging
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyrage
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from confidentiality import version
from confidentiality.access import doors
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.adopt import adopt
from confidentiality.audit.record import record
from confidentiality.audit.shipping import ShippedFile, ShippingError, set_apart_after
from confidentiality.audit.verifier import Trust
from confidentiality.sealing.epoch_register import refuse_to_open_in_part
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.storage import place

from . import crypt, folder
from .blobs import others_in_storage, restore_blobs
from .errors import BackupError
from .fitting import fit
from .folder import Manifest
from .making import count_rows
from .programs import run, running
from .replaying import CannotReplay, Outcome, replay
from .shipped import Since

# Row security, its triggers and privileges are installed from this version's own declaration instead.
NOT_RESTORED = re.compile(
    r" (TRIGGER|POLICY|ROW SECURITY|ACL|DEFAULT ACL|FUNCTION|VIEW|SCHEMA - public|COMMENT - SCHEMA public) "
)
NO_ROTATION = 1 << 62  # nothing is written to the shipped file here
_after: dict[str, Callable[[], str]] = {}
log = logging.getLogger(__name__)


def after_restore(name: str, step: Callable[[], str]) -> None:
    """Register what has to be made anew from the restored data before the doors open (the search index).

    It returns what there is to say of it, and raises CannotReplay where the doors must stay closed.
    """
    _after[name] = step


@dataclass(frozen=True)
class Restored:
    """What a restore did: the replay's outcome, whether the doors are open."""

    outcome: Outcome
    opened: bool
    notes: tuple[str, ...]


def check(backup: Path, keys: Path) -> tuple[Manifest, list[str]]:
    """Check, before anything is changed, that a backup can be restored here; return its manifest and damaged documents.

    Raises BackupError: the rest of the backup is damaged or of a newer version, the keys' file older than it, the
    database not empty or in use, the storage's documents not those of the backup.
    """
    manifest = folder.read_manifest(backup)
    damaged = folder.verify(backup, manifest, spared=folder.UPLOADS)
    _check_keys(manifest, keys)
    loader = MigrationLoader(None)
    unknown = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in (loader.disk_migrations or {}) and app in loader.migrated_apps
    ]
    if unknown:
        raise BackupError(
            f"The backup was made by Latch {manifest.product} and this is {version()}, which does not know"
            f" {unknown[0]}: install that version, restore, and upgrade then."
        )
    _check_empty()
    _check_storage(manifest, damaged)
    return manifest, damaged


def _check_storage(manifest: Manifest, damaged: Sequence[str]) -> None:
    if others := others_in_storage(manifest.parts, damaged=damaged):
        raise BackupError(
            f"{place()} holds another content than the backup of {len(others)} documents: {', '.join(others)}. If they"
            " were damaged there, move them away, and the backup's copies are put back. If it is the storage of another"
            " installation, name an empty one. Nothing was restored."
        )


def _check_keys(manifest: Manifest, keys: Path) -> None:
    if not keys.is_file():
        raise BackupError(
            f"There is no keys' file {keys}. Without the keys the data cannot be opened. A newer one than the"
            " backup's will do, and is better: keys destroyed since are not in it."
        )
    if keys.name == f"{manifest.name}{folder.KEYS}":
        if not folder.is_whole(keys, manifest.keys):
            raise BackupError(f"{keys} is damaged: take the next newer keys' file.")
    elif keys.name < manifest.name:
        raise BackupError(
            f"{keys} is older than the backup: what was written between them would never open. Take a newer one."
        )


def _check_empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE c.relkind IN ('r', 'p', 'v', 'S') AND n.nspname IN ('public', 'keys', 'access')"
        )
        (tables,) = cursor.fetchone()
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename LIKE 'latch\\_%%' AND usename <> current_user"
        )
        (sessions,) = cursor.fetchone()
    if tables:
        raise BackupError(
            "The database is not empty, and a restore never writes over anything. Make an empty one beside it"
            " (docs/operations.md, 'Restore') and name it in LATCH_DB_NAME."
        )
    if sessions:
        raise BackupError(
            f"{sessions} sessions of Latch are in this database: stop every process first."
        )


def restore(
    backup: Path,
    manifest: Manifest,
    *,
    keys: Path,
    identity: pyrage.x25519.Identity,
    since: Since,
    damaged: Sequence[str] = (),
    decided: Sequence[str] = (),
) -> Restored:
    """Restore a checked backup, do again what was done since, and open the doors if all of that could be done.

    `decided` are the words with which somebody goes on without a log, or without damaged documents.
    The doors stay closed from the first row on: without row security no login sees anything, and it is installed
    with the doors closed. Raises BackupError; what was restored by then is no use and is dropped with the database.
    """
    crypt.check(keys, identity)
    set_apart = _set_apart(since)
    _load_data(backup / folder.DATA)
    doors.close("restore")
    _load_keys(keys, identity)
    blobs = restore_blobs(backup, manifest.parts, damaged=damaged)
    _compare(manifest, same_keys=keys.name == f"{manifest.name}{folder.KEYS}")
    _make_tables_of_this_version()
    outcome = replay(since.events)
    fitted = fit(outcome.stuck, decided=bool(since.trouble))
    made_anew = _make_anew(outcome)
    notes = (
        f"{blobs} documents put back into {place()}.",
        *_left_damaged(damaged),
        *set_apart,
        *fitted,
        *made_anew,
        *_go_on_with_audit(since),
    )
    with acting_as(SystemActor.RESTORER):
        # what came of the log, and the operator's own words on why it went on without a sound one or without documents
        reason = "; ".join(filter(None, (_of_log(since), *map(str.strip, decided))))
        record("restored", reason=reason[:200], outcome="done")
    if outcome.whole:
        doors.open_again()
    return Restored(outcome, outcome.whole, notes)


def _set_apart(since: Since) -> list[str]:
    """Take what is left out off the shipped file, or the sequencer would sign it with what comes after."""
    if not since.left_out or since.path is None:
        return []
    try:
        apart = set_apart_after(since.path, since.last)
    except ShippingError as error:
        raise BackupError(f"Nothing was restored. {error}") from None
    return [f"{len(since.left_out)} events that are not signed were left out: they are in {apart}."]


def _left_damaged(damaged: Sequence[str]) -> list[str]:
    return [f"NOT PUT BACK, for their copies are damaged: {', '.join(damaged)}."] if damaged else []


def _of_log(since: Since) -> str:
    if since.trouble:
        return f"log not sound, done again up to {since.last}" if since.events else ""
    if since.left_out:
        numbers = f"{since.left_out[0].n} to {since.left_out[-1].n}"
        return f"unsigned events left out: {numbers}"
    if since.unsigned_throughout:
        return f"signed up to {since.signed} only, and the backup goes to {since.held}"
    return f"unsigned events done again: {len(since.unsigned)}" if since.unsigned else ""


def _load_data(dump: Path) -> None:
    listed = run("pg_restore", "--list", dump)
    kept = [line for line in listed.splitlines() if not NOT_RESTORED.search(f"{line} ")]
    with tempfile.NamedTemporaryFile("w", suffix=".list") as chosen:
        chosen.write("\n".join(kept) + "\n")
        chosen.flush()
        run(
            *("pg_restore", "--exit-on-error", "--single-transaction", "--no-owner"),
            *("--no-privileges", f"--use-list={chosen.name}", f"--dbname={_name()}", dump),
        )


def _load_keys(keys: Path, identity: pyrage.x25519.Identity) -> None:
    asked = ("--exit-on-error", "--single-transaction", "--data-only", f"--dbname={_name()}")
    with running("pg_restore", *asked, reads=True) as process:
        crypt.decrypt(keys, process, identity)


def _make_tables_of_this_version() -> None:
    """Migrate, and go no further with master keys that do not open what was restored."""
    try:
        call_command("migrate", interactive=False, verbosity=0)
        refuse_to_open_in_part(settings.MASTER_KEYS, "LATCH_MASTER_KEYS")
    except SealingError as refused:
        raise BackupError(f"{refused} Then restore into another empty database.") from None


def _name() -> str:
    return str(connection.settings_dict["NAME"])


def _compare(manifest: Manifest, *, same_keys: bool) -> None:
    found = count_rows()
    wrong = [
        table
        for table, rows in manifest.rows.items()
        if found[table] != rows and (same_keys or not table.startswith("keys."))
    ]
    if wrong:
        raise BackupError(
            f"{wrong[0]} does not have as many rows as were backed up: take another backup."
        )


def _go_on_with_audit(since: Since) -> list[str]:
    """Take over the numbers that were shipped since, or the sequencer would stand still before them."""
    if since.trouble or since.path is None:
        return [
            "Before you start the audit's sequencer, let it go on in a new file: docs/operations.md, 'Restore', after"
            " `--although`. Beside that log it would stand still."
        ]
    try:
        return [adopt(ShippedFile(since.path, rotate_bytes=NO_ROTATION), Trust(keys=since.keys))]
    except CommandError as error:
        raise BackupError(f"The audit cannot go on: {error}") from None


def _make_anew(outcome: Outcome) -> list[str]:
    """Make anew what is in no backup; what could not be made is stuck, and the rest of the restore goes on."""
    notes = []
    for name, step in _after.items():
        try:
            notes.append(f"Made anew: {name}. {step()}".rstrip())
        except CannotReplay as error:
            outcome.stuck.append(f"{name}: {error}")
        except Exception as error:
            log.exception("Something could not be made anew.")
            outcome.stuck.append(f"{name} could not be made: {type(error).__name__}.")
    return notes
