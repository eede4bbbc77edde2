"""The state folder: where everything that outlives a run is kept, and who may use it now.

secrets.json      passwords and keys, made once
lock              held by the one launcher that uses the folder, and by its watchdog
run.json          ports and sockets of the run that is on; gone when it is not
postgres/data     PostgreSQL's files
valkey/           Valkey's files
documents/        sealed documents
sockets/          theirs, while they run
audit/            what the sequencer ships: the audit's copy outside the database
log/              what PostgreSQL and Valkey say
"""

import contextlib
import fcntl
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from .account import Account
from .errors import LauncherError
from .say import say

PROJECT = Path(__file__).resolve().parent.parent.parent
ELSEWHERE = Path("/var/lib/latch")
POINTER = "elsewhere.txt"
MEMORY = Path("/dev/shm")  # noqa: S108  # a folder of its own is made in it
ROOM_IN_MEMORY = 4 * 1024**3  # bytes
# Longest socket path that the kernel takes is 107 bytes; this is the longest that we put below.
SOCKET_ROOM = 107 - len("/postgres/.s.PGSQL.65535")
SECONDS_TO_WAIT_FOR_A_STOPPING_RUN = 20


@dataclass(frozen=True)
class State:
    """A state folder that this process has locked; `lock` is the open file that holds it."""

    path: Path
    sockets: Path
    lock: int
    throwaway: bool

    def open_log(self, name: str) -> IO[bytes]:
        """Open the log of one service for a new start; the log of the start before is kept."""
        path = self.path / "log" / f"{name}.log"
        if path.exists():
            path.rename(path.with_suffix(".log.1"))
        return path.open("wb")

    def last_lines(self, name: str, count: int = 20) -> str:
        """Return the end of one service's log."""
        path = self.path / "log" / f"{name}.log"
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join([*lines[-count:], f"({path})"])

    def write_run(self, facts: dict[str, Any]) -> None:
        """Tell other commands how to reach this run."""
        write_private(self.path / "run.json", json.dumps(facts, indent=1))

    def temporary_paths(self) -> list[Path]:
        """Return what has to be removed when the run is over."""
        paths = [self.path / "run.json", self.sockets]
        return [*paths, self.path] if self.throwaway else paths


def write_private(path: Path, text: str) -> None:
    """Write a file whole or not at all, readable by its owner only."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    Path(name).rename(path)


def named_state() -> Path:
    """Return the state folder that `LATCH_STATE` names, or `var/` in the project."""
    return Path(os.environ.get("LATCH_STATE") or PROJECT / "var").absolute()


def real_place(path: Path) -> Path:
    """Return where a state folder's content really is."""
    pointer = path / POINTER
    return Path(pointer.read_text(encoding="utf-8").strip()) if pointer.is_file() else path


def read_run(path: Path) -> dict[str, Any] | None:
    """Return what the run that is on in a state folder wrote about itself, or None."""
    try:
        facts = json.loads((real_place(path) / "run.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return facts if isinstance(facts, dict) and _alive(facts.get("launcher")) else None


def _alive(pid: object) -> bool:
    if not isinstance(pid, int):
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextlib.contextmanager
def use_state(asked: Path | None, account: Account) -> Iterator[State]:
    """Make, lock and give the state folder; without a name a fresh one that is removed afterwards.

    Raises LauncherError when another launcher holds it or its place can't be used.
    """
    named = asked or Path(tempfile.mkdtemp(prefix="latch-", dir=in_memory()))
    leftovers = [] if asked else [named]
    lock: int | None = None
    try:
        path = _place_for(named, account, fresh=asked is None or not named.exists())
        lock = _lock(path)
        state = State(path, _place_for_sockets(path, account), lock, throwaway=asked is None)
        leftovers += state.temporary_paths()
        _make_folders(state, account)
        yield state
    finally:
        for leftover in leftovers:
            remove(leftover)
        if lock is not None:
            os.close(lock)


def in_memory() -> Path | None:
    """Return a folder in memory for what is thrown away, or None where there is none with room.

    A copy of a small database is a thousand new files: on a disk they cost ten times as much.
    """
    try:
        told = Path("/proc/meminfo").read_text("utf-8")
        available = int(re.findall(r"^MemAvailable: +(\d+) kB", told, re.MULTILINE)[0]) * 1024
        free = min(shutil.disk_usage(MEMORY).free, available)
    except (OSError, IndexError):
        return None
    chosen = "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK | os.X_OK)
    return None if chosen or free < ROOM_IN_MEMORY else MEMORY


def remove(path: Path) -> None:
    """Remove a file or a folder, whether it is there or not."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _place_for(named: Path, account: Account, *, fresh: bool) -> Path:
    """Return the folder itself, or one elsewhere if PostgreSQL's account can't get into it."""
    try:
        named.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = real_place(named)
        if _usable(path, account, fresh=fresh) or path != named:
            return path
    except PermissionError as error:
        raise LauncherError(
            f"{error.filename or named} can't be used by this account: it belongs to another. "
            "Run as its owner, or name another state folder in LATCH_STATE."
        ) from None
    if (path / "secrets.json").exists():
        raise LauncherError(
            f"{account.name} can no longer enter {path}, where data is kept. "
            "Give that folder and those above it back their permissions."
        )
    return _elsewhere(named, account)


def _usable(path: Path, account: Account, *, fresh: bool) -> bool:
    status = path.stat()
    if status.st_uid != os.geteuid():
        raise PermissionError(1, "belongs to another account", str(path))
    if fresh:
        path.chmod(_open_to(account))
    elif status.st_mode & 0o022:
        raise LauncherError(
            f"other accounts may write to {path}, so it is no place for secrets. "
            "Name a folder of your own in LATCH_STATE."
        )
    probe = Path(tempfile.mkdtemp(dir=path, prefix=".probe-"))
    os.chown(probe, account.uid, account.gid)
    try:
        return account.may(probe, write=True)
    finally:
        probe.rmdir()


def _elsewhere(named: Path, account: Account) -> Path:
    digest = hashlib.sha256(str(named).encode()).hexdigest()[:12]
    path = ELSEWHERE / f"state-{digest}"
    fresh = not path.exists()
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    ELSEWHERE.chmod(0o711)
    if not _usable(path, account, fresh=fresh):
        raise LauncherError(
            f"{account.name} can enter neither {named} nor {path}. "
            "Name a state folder that it can enter in LATCH_STATE."
        )
    write_private(named / POINTER, f"{path}\n")
    say(f"{named} lies below a folder that {account.name} can't enter: state is kept in {path}")
    return path


def _lock(path: Path) -> int:
    lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    deadline = time.monotonic() + SECONDS_TO_WAIT_FOR_A_STOPPING_RUN
    told = False
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(lock, 32, 0).decode().strip()
            # A watchdog keeps the lock while it ends what a killed launcher left behind.
            alive = holder.isdigit() and _alive(int(holder))
            if alive or time.monotonic() > deadline:
                raise LauncherError(
                    f"another launcher (process {holder or 'unknown'}) is using {path}. "
                    "Stop it, or name another state folder in LATCH_STATE."
                ) from None
            if not told:
                say("the run before was killed; waiting until what it left behind has stopped")
                told = True
            time.sleep(0.1)
        else:
            os.ftruncate(lock, 0)
            os.pwrite(lock, f"{os.getpid()}\n".encode(), 0)
            return lock


def _place_for_sockets(path: Path, account: Account) -> Path:
    """Return where sockets go: beside the data unless the path is too long or odd for a URL."""
    inside = path / "sockets"
    if len(os.fsencode(inside)) <= SOCKET_ROOM and re.fullmatch(r"[\w./+-]+", str(path), re.A):
        return inside
    outside = Path(tempfile.mkdtemp(prefix="latch-", dir="/tmp"))
    say(f"{path} is too long or odd for the path of a socket: sockets are in {outside}")
    return outside


def _make_folders(state: State, account: Account) -> None:
    for folder in (state.path / name for name in ("valkey", "log", "beat", "audit")):
        folder.mkdir(mode=0o700, exist_ok=True)
    for folder in (state.path / "postgres", state.sockets):
        folder.mkdir(mode=0o700, exist_ok=True)
        folder.chmod(_open_to(account))
    (state.sockets / "valkey").mkdir(mode=0o700, exist_ok=True)
    (state.sockets / "postgres").mkdir(mode=0o700, exist_ok=True)
    os.chown(state.sockets / "postgres", account.uid, account.gid)


def _open_to(account: Account) -> int:
    """Return the mode that lets PostgreSQL's account pass through a folder and see nothing."""
    return 0o711 if account.separate else 0o700
