"""Upgrading an installation: checks first, doors closed, a backup, migrations, row security, a look, doors open.

What fails before the doors close changes nothing. What fails after leaves them closed, and says both ways: forward
(mend it and run it again: every step can be repeated) and back (the backup that was made behind the closed doors, so
that nothing is lost by going back).
"""

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from confidentiality import version
from confidentiality.access import doors
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.access.identity_sql import closed_for
from confidentiality.audit.record import record
from confidentiality.audit.sequencer import LOCK

from . import crypt, folder
from .errors import BackupError
from .making import folders
from .programs import program

LOGINS = ("owner", "web", "worker", "sequencer", "reader", "kiosk", "backup", "keeper")
LEAST_FREE = 1024**3
# Seconds; the sequencer signs every two minutes or oftener.
SIGNED_WITHIN, BETWEEN_LOOKS = 180.0, 0.1
# Health can't say it: only the owner reads every name, and comparing them all takes its time.
INDEX = (
    "Then run `manage.py index verify`, and `index rebuild` if that fails: this version may look for more than the one"
    " before, of partners too, and tokens that an older one made lack it."
)
Say = Callable[[str], None]


@dataclass(frozen=True)
class Plan:
    """What an upgrade will do: the migrations that wait, as `app.name`."""

    migrations: tuple[str, ...]


def check() -> Plan:
    """Check that an upgrade can be done and gone back on; change nothing. Raises BackupError with what to mend."""
    if settings.LOGIN != "owner":
        raise BackupError("An upgrade runs with LATCH_LOGIN=owner: it changes the tables.")
    _check_settings()
    _check_server()
    _check_way_back()
    return _plan()


def _plan() -> Plan:
    executor = MigrationExecutor(connection)
    newer = [
        f"{app}.{name}"
        for app, name in executor.loader.applied_migrations
        if app in executor.loader.migrated_apps
        and (app, name) not in (executor.loader.disk_migrations or {})
    ]
    if newer:
        raise BackupError(
            f"The database is newer than this version ({version()}): it has {newer[0]}. Install the version that it was"
            " upgraded to, or restore the backup that was made before that upgrade."
        )
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return Plan(tuple(f"{step.app_label}.{step.name}" for step, _ in plan))


def _check_settings() -> None:
    if settings.DEMO:
        return  # its warnings are about a public host
    try:
        call_command("check", deploy=True, fail_level="WARNING")
    except CommandError as error:
        raise BackupError(f"The settings are not sound. {error}") from None


def _check_server() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT wanted FROM unnest(%s) wanted WHERE NOT EXISTS"
            " (SELECT FROM pg_roles WHERE rolname = 'latch_' || wanted)",
            [list(LOGINS)],
        )
        missing = [name for (name,) in cursor.fetchall()]
        cursor.execute("SELECT to_regclass('public.work_closing')")
        (known,) = cursor.fetchone()
        cursor.execute("SELECT to_regprocedure('access.closed_for()')")
        closed = closed_for(cursor) if cursor.fetchone()[0] else None
    if missing:
        raise BackupError(
            f"This version needs the login latch_{missing[0]}: run confidentiality/embedded/bootstrap.sql again as"
            " PostgreSQL's superuser (it is safe to repeat) and give the login a password."
        )
    if known is None:
        raise BackupError(
            "The database is older than this command: run `manage.py migrate`, this once."
        )
    if closed == "restore":
        raise BackupError(f"{doors.REASONS['restore']} {doors.WHAT_TO_DO}")


def _check_way_back() -> None:
    data, keys = folders()
    if "LATCH_DB_PASSWORD_BACKUP" not in os.environ:
        raise BackupError(
            "Set LATCH_DB_PASSWORD_BACKUP: the upgrade makes a backup by that login first."
        )
    crypt.recipients()
    _try_backup_login()
    program("pg_restore")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        (whole,) = cursor.fetchone()
    _check_room(Path(settings.BASE_DIR), LEAST_FREE)
    for place, least in ((data, whole), (keys, 0)):
        _try_to_write(place)
        _check_room(place, max(LEAST_FREE, least))


def _try_backup_login() -> None:
    link = connection.copy()
    password = os.environ["LATCH_DB_PASSWORD_BACKUP"]
    link.settings_dict.update(USER="latch_backup", PASSWORD=password, ATOMIC_REQUESTS=False)
    try:
        with link.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    except DatabaseError as error:
        raise BackupError(
            f"The login latch_backup cannot read this database ({type(error).__name__}), and the upgrade makes a backup"
            " by it first: see to its password (LATCH_DB_PASSWORD_BACKUP) and its line in pg_hba.conf."
        ) from None
    finally:
        link.close()


def _existing(place: Path) -> Path:
    return next(path for path in (place, *place.parents) if path.exists())


def _check_room(place: Path, least: int) -> None:
    existing = _existing(place)
    if shutil.disk_usage(existing).free < least:
        raise BackupError(
            f"Less than {least / 1024**3:.0f} GiB is free below {existing}: make room first."
        )


def _try_to_write(place: Path) -> None:
    existing = _existing(place)
    try:
        with tempfile.TemporaryFile(dir=existing) as file:
            file.write(b"0")
            file.flush()
    except OSError as error:
        raise BackupError(f"No backup can be written to {existing}: {error.strerror}.") from None


def upgrade(say: Say, stop: str = "") -> None:
    """Upgrade; `stop` is a command that ends what runs of the old version, before the doors open.

    Raises BackupError, the doors closed, with both ways on.
    """
    plan = check()
    say(
        "\n".join(
            ["Migrations that wait:", *(f"  {name}" for name in plan.migrations or ("none",))]
        )
    )
    _close()
    say("The doors are closed.")
    made: Path | None = None
    try:
        made = _back_up(say)
        call_command("migrate", interactive=False, verbosity=0)
        _look()
        _stop(stop)
    except Exception as error:
        words = str(error) if isinstance(error, BackupError) else type(error).__name__
        raise BackupError(f"The upgrade failed: {words} {_both_ways(made)}") from error
    with acting_as(SystemActor.RESTORER):
        record("upgraded", reason=version())
    doors.open_again()
    say(f"This is Latch {version()}; the doors are open. Start every process anew.")
    say(INDEX)


def _close() -> None:
    """Close the doors at a moment at which all that the audit has numbered is signed, and so outside.

    Behind closed doors nothing is shipped or signed any more, and a restore of the backup made there asks for it.
    """
    until = time.monotonic() + SIGNED_WITHIN
    while not _close_if_signed():
        if time.monotonic() >= until:
            raise BackupError(
                "The audit's last events are numbered and not signed: a backup of now could not be gone back to. See"
                " that the sequencer runs and can ship (*Health* and its log say why not), then run this again. Nothing"
                " was changed, and the doors are open."
            )
        time.sleep(BETWEEN_LOOKS)


def _close_if_signed() -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])  # the sequencer waits
        # a signature is a row first and outside a moment later
        cursor.execute(
            "SELECT coalesce((SELECT max(n) FROM audit_seal), 0)"
            " <= coalesce((SELECT max(n) FROM audit_checkpoint WHERE at < now() - interval '200 milliseconds'), 0)"
            " OR EXISTS (SELECT FROM work_closing)"  # begun before: behind closed doors nothing is signed
        )
        (ready,) = cursor.fetchone()
        if ready:
            doors.close("upgrade")
    return bool(ready)


def _back_up(say: Say) -> Path:
    """Make a backup by its own login, behind the closed doors; say what it says, and return its folder."""
    environment = os.environ | {
        "LATCH_LOGIN": "backup",
        "LATCH_DB_NAME": str(connection.settings_dict["NAME"]),
        "LATCH_BACKUP_DIR": settings.BACKUP_DIR,
        "LATCH_KEYS_BACKUP_DIR": settings.KEYS_BACKUP_DIR,
        "LATCH_KEYS_RECIPIENTS": ",".join(settings.KEYS_RECIPIENTS),
    }
    ran = subprocess.run(
        # no upgrade touches a document, so one that is lost already must not leave the doors closed
        [sys.executable, Path(settings.BASE_DIR) / "manage.py", "backup", "--for-upgrade"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise BackupError(f"No backup could be made: {ran.stderr.strip()[-300:]}")
    say(f"Backed up: {ran.stdout.strip()}")
    return folder.backups_in(folders()[0])[-1]


def _look() -> None:
    """Look whether everything is there: no migration waits, and no table is without row security."""
    if _plan().migrations:
        raise BackupError("Migrations still wait.")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
            " WHERE n.nspname IN ('public', 'keys') AND c.relkind IN ('r', 'p')"
            " AND NOT (c.relrowsecurity AND c.relforcerowsecurity)"
        )
        if (found := cursor.fetchone()) is not None:
            raise BackupError(f"{found[0]} is without row security.")


def _stop(command: str) -> None:
    """Run a command, without what this process is told: its keys are not for it."""
    if not command:
        return
    try:
        path = {"PATH": os.environ.get("PATH", os.defpath)}
        subprocess.run(shlex.split(command), env=path, check=True)
    except (OSError, subprocess.CalledProcessError):
        raise BackupError(
            f"What runs of the old version could not be stopped ({command})."
        ) from None


def _both_ways(made: Path | None) -> str:
    back = (
        "Back: with the version of before run `manage.py doors --open --although 'WHAT HAPPENED, AND WHO DECIDED'`;"
        " nothing was changed."
        if made is None
        else f"Back: install the version of before, make an empty database, `manage.py restore {made}` (see"
        " docs/operations.md, 'The way back')."
    )
    return f"The doors stay closed. Forward: mend that and run `manage.py upgrade` again. {back}"
