"""Passwords and keys of one state folder: made once, never made again beside existing data.

Without the master key nothing in the database can be opened, so a lost or damaged secrets.json is
refused loudly. Prints of the secrets (hashes of random values) lie among PostgreSQL's files: they
tell a wrong file from the right one before anything is started.
"""

import base64
import hashlib
import json
import os
import secrets
from pathlib import Path

from .errors import LauncherError
from .state import write_private

Secrets = dict[str, str]

LOGINS = ("owner", "web", "worker", "sequencer", "backup", "reader", "kiosk")
PRINTS = "latch-secrets.json"
# Asked for by a later version than the first: made where an older state folder has none of them.
LATER = (
    "DB_PASSWORD_SEQUENCER",
    "DB_PASSWORD_BACKUP",
    "IDENTITY_KEY_SEQUENCER",
    "AUDIT_SIGNING_KEY",
    "INDEX_KEY",
    "DB_PASSWORD_READER",
    "IDENTITY_KEY_READER",
    "READER_KEY",
    "DB_PASSWORD_KIOSK",
    "IDENTITY_KEY_KIOSK",
    "KIOSK_KEY",
)


def new_secrets() -> Secrets:
    """Return a fresh set: names are those of the environment without their `LATCH_`."""
    made = {f"DB_PASSWORD_{login.upper()}": secrets.token_hex(24) for login in LOGINS}
    made |= {f"IDENTITY_KEY_{login}": secrets.token_hex(32) for login in ("WEB", "WORKER")}
    made |= {
        f"IDENTITY_KEY_{login}": secrets.token_hex(32) for login in ("SEQUENCER", "READER", "KIOSK")
    }
    made["AUDIT_SIGNING_KEY"] = secrets.token_hex(32)
    made["MASTER_KEYS"] = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    made["INDEX_KEY"] = secrets.token_hex(32)
    made["READER_KEY"] = secrets.token_hex(32)
    made["KIOSK_KEY"] = secrets.token_hex(32)
    made["SECRET_KEY"] = secrets.token_urlsafe(48)
    return made


def read_secrets(path: Path) -> Secrets:
    """Return the secrets kept in a file.

    Raises FileNotFoundError when there is none and LauncherError when it is damaged.
    """
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except ValueError:
        kept = None
    expected = new_secrets()
    if not isinstance(kept, dict) or any(
        len(str(kept.get(name) or "")) < len(value)
        for name, value in expected.items()
        if name in kept or name not in LATER
    ):
        raise LauncherError(f"{path} is damaged: {_HELP}")
    return {name: str(value) for name, value in kept.items()}


_HELP = (
    "without the keys that were in it, what the database holds can't be opened. Nothing was "
    "changed. Put the file back from a copy; or, to begin anew and lose what is stored, remove "
    "the whole state folder."
)


def secrets_for(folder: Path, data: Path) -> Secrets:
    """Return the secrets of a state folder, making them only where no database exists yet.

    Raises LauncherError when the file is missing, damaged, or of another database.
    """
    path = folder / "secrets.json"
    try:
        kept = read_secrets(path)
    except FileNotFoundError:
        if data.exists():
            raise LauncherError(f"{path} is missing beside an existing database: {_HELP}") from None
        kept = new_secrets()
        write_private(path, json.dumps(kept, indent=1) + "\n")
    except PermissionError:
        raise LauncherError(f"{path} belongs to another account: run as its owner.") from None
    if data.exists():
        _compare(kept, data / PRINTS, path)
    if missing := {name: value for name, value in new_secrets().items() if name not in kept}:
        kept |= missing
        write_private(path, json.dumps(kept, indent=1) + "\n")
    return kept


def write_prints(kept: Secrets, data: Path) -> None:
    """Leave the prints of the secrets among PostgreSQL's files."""
    prints = {name: _print_of(name, value) for name, value in kept.items()}
    handle = os.open(data / PRINTS, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        json.dump(prints, file)


def _print_of(name: str, value: str) -> str:
    return hashlib.sha256(f"{name}:{value}".encode()).hexdigest()


def _compare(kept: Secrets, prints: Path, path: Path) -> None:
    try:
        known = json.loads(prints.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise LauncherError(
            f"{prints} is missing or damaged, so it can't be told whether {path} belongs to this "
            "database. Nothing was changed. Put the state folder back from a copy."
        ) from None
    if lost := [name for name in LATER if name in known and name not in kept]:
        raise LauncherError(f"{path} is damaged ({lost[0]} is missing): {_HELP}")
    for name, value in kept.items():
        # A rotation of the master key puts a new one in front and keeps the old one, both with their numbers.
        entries = value.split(",") if name == "MASTER_KEYS" else [value]
        values = {part for entry in entries for part in (entry, entry.rpartition(":")[2])}
        if name in known and known[name] not in (_print_of(name, each) for each in values):
            raise LauncherError(f"{path} is of another database ({name} differs): {_HELP}")
