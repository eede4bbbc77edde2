"""One PostgreSQL cluster as a direct child of the launcher.

The bootstrap superuser can only be reached through the socket, by the launcher's own account
(peer). Every other login has a password and comes over TCP from this machine (scram-sha-256).
"""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from . import children
from .account import Account, launcher_name
from .binaries import postgres_bin
from .errors import LauncherError
from .secret_file import Secrets, write_prints
from .state import State

SUPERUSER = "latch_launcher"
SECONDS_TO_START = 60
TRIES = 5  # at a free port that another program may take meanwhile

HBA = f"""\
# Written by the launcher at each start. The first line that fits decides.
local  all  {SUPERUSER}                peer map=launcher
local  all  all                           reject
host   all  {SUPERUSER}  all           reject
host   all  all             127.0.0.1/32  scram-sha-256
"""

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "shared_buffers": "64MB",
    "random_page_cost": "1.1",  # what is asked lies in memory or on an SSD: nothing is gained by reading all of it
    "max_wal_size": "512MB",
    "io_method": "sync",  # no processes for it on a small machine
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "password_encryption": "scram-sha-256",
    # Statements and rows may hold what is personal: the log names errors, not their data.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_line_prefix": "%m [%p] %q%u@%d ",
}
INITDB_OPTIONS = (
    f"-U {SUPERUSER} -E UTF8 --locale-provider=builtin --builtin-locale=C.UTF-8 --locale=C "
    "--auth-local=peer --auth-host=reject --no-instructions"
).split()
PSQL_OPTIONS = "-X -q -A -t -v ON_ERROR_STOP=1".split()
# Only for a cluster that is thrown away afterwards: a power cut would damage it.
# Without autovacuum too: its workers are the superuser's, and would keep a test's database from being dropped.
UNSAFE = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "140",  # attacks come by sixty-four
}


def free_port() -> int:
    """Return a TCP port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Postgres:
    """The cluster in a state folder."""

    process: "subprocess.Popen[bytes] | None" = None

    def __init__(self, state: State, account: Account, port: int) -> None:
        """Find the programs; a port of 0 is a free one, chosen at each start."""
        self.state, self.account = state, account
        self.asked_port = self.port = port
        self.bin = postgres_bin(account)
        self.data = state.path / "postgres" / "data"
        self.socket = state.sockets / "postgres"

    def start(self, secrets: Secrets) -> int:
        """Make the cluster if there is none, start it, wait for it; return its process id.

        Raises LauncherError, with PostgreSQL's last words, when it does not.
        """
        if not self.data.exists():
            self._make_cluster(secrets)
        elif not (self.data / "PG_VERSION").exists():
            raise LauncherError(f"{self.data} is damaged: put it back from a copy, or remove it.")
        elif self.data.stat().st_uid != self.account.uid:
            raise LauncherError(
                f"{self.data} belongs to another account than {self.account.name}: "
                "run as the one who made it, or name another state folder in LATCH_STATE."
            )
        self._end_leftover()
        self._write_access()
        for tries_left in range(TRIES, 0, -1):
            self.port = self.asked_port or free_port()
            self.process = self._launch()
            if self._wait(self.process):
                return self.process.pid
            if self.asked_port or tries_left == 1 or "could not bind" not in self._last_words():
                break
        raise LauncherError(f"PostgreSQL did not start.\n{self._last_words()}")

    def stop(self) -> None:
        """Stop it in good order; sessions are ended."""
        if self.process is not None:
            children.stop(self.process, by=signal.SIGINT, patience=20)

    def psql(self, *arguments: str, sql: str = "", database: str = "postgres") -> str:
        """Run psql as the superuser through the socket and return what it prints.

        Raises LauncherError with psql's words when a statement fails.
        """
        where = ["-h", str(self.socket), "-p", str(self.port), "-U", SUPERUSER, "-d", database]
        ran = self._run("psql", *PSQL_OPTIONS, *where, *arguments, sql=sql)
        if ran.returncode:
            raise LauncherError(f"PostgreSQL refused: {ran.stderr.strip()}")
        return ran.stdout

    def _run(
        self, program: str, *arguments: str, sql: str = "", account: Account | None = None
    ) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(self.bin / program), *arguments],
            input=sql,
            capture_output=True,
            text=True,
            env=self._environment(),
            cwd="/",
            check=False,
            **(account.becoming() if account else {}),
        )

    def _environment(self) -> dict[str, str]:
        neutral = {"LC_ALL": "C", "TZ": "UTC", "PGCLIENTENCODING": "UTF8"}
        return children.clean_environment() | neutral

    def _make_cluster(self, secrets: Secrets) -> None:
        """Make the data under another name, so that a half-made folder is never taken for real."""
        making = self.data.with_name("data.new")
        shutil.rmtree(making, ignore_errors=True)
        making.mkdir(mode=0o700)
        os.chown(making, self.account.uid, self.account.gid)
        options = INITDB_OPTIONS + (["--no-sync"] if self.state.throwaway else [])
        made = self._run("initdb", "-D", str(making), *options, account=self.account)
        if made.returncode:
            raise LauncherError(f"PostgreSQL's data folder can't be made: {made.stderr.strip()}")
        write_prints(secrets, making)
        making.rename(self.data)

    def _end_leftover(self) -> None:
        """End a server that a killed launcher left on this data, and clear away its process id."""
        pid_file = self.data / "postmaster.pid"
        with contextlib.suppress(OSError, ValueError, IndexError):
            pid = int(pid_file.read_text().splitlines()[0])
            for number in (signal.SIGINT, signal.SIGQUIT):
                deadline = time.monotonic() + 10
                while _works_in(pid, self.data):
                    if time.monotonic() > deadline:
                        break
                    os.kill(pid, number)
                    time.sleep(0.2)
        # We hold the folder's lock and no server works in it: whoever has this id now is another.
        pid_file.unlink(missing_ok=True)

    def _write_access(self) -> None:
        ident = f"launcher  {launcher_name()}  {SUPERUSER}\n"
        for name, text in (("hba.conf", HBA), ("ident.conf", ident)):
            path = self.data.with_name(name)
            path.write_text(text, encoding="utf-8")
            path.chmod(0o644)

    def _launch(self) -> "subprocess.Popen[bytes]":
        settings = SETTINGS | (UNSAFE if self.state.throwaway else {})
        settings |= {
            "port": str(self.port),
            "unix_socket_directories": str(self.socket),
            "hba_file": str(self.data.with_name("hba.conf")),
            "ident_file": str(self.data.with_name("ident.conf")),
        }
        options = [word for item in settings.items() for word in ("-c", "=".join(item))]
        with self.state.open_log("postgres") as log:
            return children.start(
                [self.bin / "postgres", "-D", self.data, *options],
                env=self._environment(),
                output=log,
                account=self.account,
                dies_by=signal.SIGINT,
            )

    def _wait(self, process: "subprocess.Popen[bytes]") -> bool:
        """Wait until the server has written 'ready' into its pid file, as pg_ctl does."""
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and process.poll() is None:
            with contextlib.suppress(OSError, IndexError):
                lines = (self.data / "postmaster.pid").read_text().splitlines()
                if lines[0] == str(process.pid) and lines[7].strip() == "ready":
                    return True
            time.sleep(0.02)
        self.stop()
        return False

    def _last_words(self) -> str:
        return self.state.last_lines("postgres")


def _works_in(pid: int, data: Path) -> bool:
    """Say whether a process is a server on this data folder: its working directory tells."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False
