"""What tests of the audit share: a sequencer on committed data, events to seal, what the verifier is given."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.management import call_command
from psycopg2.extras import execute_values
from pytest_django import Settings

from confidentiality.access.identity import acting_as
from confidentiality.audit.export import lines_of_export
from confidentiality.audit.record import record
from confidentiality.audit.sequencer import Sequencer, signing_key
from confidentiality.audit.shipping import ShippedFile, shipped_files, syslog_message
from confidentiality.audit.verifier import Line, Report, Trust, key_id, read_lines, verify
from confidentiality.embedded.services import secrets_of
from confidentiality.embedded.state import PROJECT
from tests import cast
from tests.access.attacker import HERS, Session
from tests.database import logged_in_as

NO_ROTATION = 1 << 40


def record_some(count: int) -> None:
    """Record events as a worker, one transaction each."""
    for number in range(count):
        with acting_as(cast.PEOPLE["iss_worker"].id):
            record("tested", file=HERS.file, ids=[uuid4()], purpose=f"number {number}")


def insert_many(owner: Session, count: int) -> None:
    """Put many events in at once, as the owner: only their number matters."""
    execute_values(
        owner.cursor,
        "INSERT INTO audit_event (id, at, person, actor, action, outcome, file, ids, purpose, reason, fields, request,"
        " origin) VALUES %s",
        [(str(uuid4()), number, str(HERS.person), str(HERS.file)) for number in range(count)],
        template="(%s, now() - interval '1 minute' + %s * interval '1 ms', %s, '', 'tested', 'done', %s, '[]', '', '',"
        " '[]', NULL, '')",
    )
    owner.link.commit()


def environment(name: str, folder: Path) -> dict[str, str]:
    """Return what the sequencer's own process is told, and nothing else."""
    kept = {key.removeprefix("LATCH_"): value for key, value in os.environ.items()}
    told = {
        key: value
        for key, value in os.environ.items()
        if key.startswith(("LATCH_DB_HOST", "LATCH_DB_PORT"))
    }
    return {
        "PATH": os.environ["PATH"],
        **told,
        **secrets_of(kept, "sequencer"),
        "LATCH_DB_NAME": name,
        "LATCH_AUDIT_SHIP_TO": str(folder / "shipped.jsonl"),
        "DJANGO_SETTINGS_MODULE": "confidentiality.settings.sequencer",
    }


def start(name: str, folder: Path, *more: str) -> "subprocess.Popen[str]":
    """Start a sequencer's own process on a database."""
    return subprocess.Popen(
        [sys.executable, "manage.py", "sequencer", *more],
        cwd=PROJECT,
        env=environment(name, folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def place(folder: Path) -> ShippedFile:
    """Return the file outside that tests ship to."""
    return ShippedFile(folder / "shipped.jsonl", NO_ROTATION)


@contextmanager
def sequencing() -> Iterator[None]:
    """Log in as the sequencer, as its own process does."""
    with logged_in_as("sequencer"):
        yield


def seal_all(folder: Path) -> int:
    """Seal, ship and sign everything; return how many events were sealed."""
    with sequencing():
        return Sequencer([place(folder)]).run_dry()


def trust(**more: Any) -> Trust:
    """Return what a verifier elsewhere would be told."""
    public = signing_key().public_key()
    keys: dict[str, Ed25519PublicKey] = {key_id(public.public_bytes_raw()): public}
    return Trust(keys=keys, **more)


def exported() -> list[Line]:
    """Return the export, as it would be read from its file."""
    with sequencing():
        return [json.loads(json.dumps(line)) for line in lines_of_export()]


def shipped(folder: Path) -> list[Line]:
    """Return what was shipped."""
    files = [path.open("rb") for path in shipped_files(folder / "shipped.jsonl")]
    return list(read_lines(files))


def verified(folder: Path, **more: Any) -> Report:
    """Verify the database against what was shipped, both whole."""
    return verify(exported(), shipped(folder), trust(**more), shipped_is_whole=True)


@contextmanager
def as_operator(settings: Settings, folder: Path) -> Iterator[None]:
    """Be told what the sequencer is, and log in as it."""
    settings.LOGIN, settings.AUDIT_SHIP_TO = "sequencer", [str(folder / "shipped.jsonl")]
    with sequencing():
        yield


def told(*words: str) -> str:
    """Return what `manage.py audit` says."""
    out = StringIO()
    call_command("audit", *words, stdout=out)
    return out.getvalue()


def set_back(owner: Session, until: int) -> None:
    """Have the database hold the log up to a number alone, as a backup does."""
    owner.sql(
        "DELETE FROM audit_event WHERE id IN (SELECT event FROM audit_seal WHERE n > %s)", [until]
    )
    owner.sql("DELETE FROM audit_seal WHERE n > %s", [until])
    owner.sql("DELETE FROM audit_checkpoint WHERE n > %s", [until])
    owner.link.commit()


def _old_head(message: bytes) -> bytes:
    words = message.split(b" ", 7)
    return b"Nov 25 23:00:01 case-host latch-audit[" + words[4] + b"]: " + words[7]


# How a syslog may write down a message: as it came, with its octet count, or with the head of the older protocol.
KEPT = {
    "as it came": lambda message: message,
    "counted": lambda message: b"%d " % len(message) + message,
    "older head": _old_head,
}


def keep_as_syslog(folder: Path, how: str = "as it came") -> None:
    """Have what was shipped lie there as a syslog on another host keeps it, its last lines sent twice."""
    lines = [KEPT[how](syslog_message(line)) + b"\n" for line in shipped(folder)]
    (folder / "shipped.jsonl").write_bytes(b"".join(lines + lines[-3:]))
