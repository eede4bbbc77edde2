"""Starting launchers of their own, away from the services that the suite itself runs on."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg2
from psycopg2.extensions import make_dsn

from confidentiality.embedded.children import clean_environment
from confidentiality.embedded.state import POINTER, PROJECT, real_place
from tests.alone import alone, of_this_run

LAUNCHER = [sys.executable, "-m", "confidentiality.embedded"]
# Tells its environment, then stays until it is ended.
TELL_AND_STAY = (
    "import json, os, sys, time; open(sys.argv[1] + '~', 'w').write(json.dumps(dict(os.environ)));"
    "os.rename(sys.argv[1] + '~', sys.argv[1]); time.sleep(600)"
)


@contextmanager
def place() -> Iterator[Path]:
    """Give a folder with a short path that every account can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="latch-test-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        for pointer in folder.rglob(POINTER):
            shutil.rmtree(real_place(pointer.parent), ignore_errors=True)
        shutil.rmtree(folder, ignore_errors=True)


def begun(state: Path) -> None:
    """Put a stopped demo there, as `make run` leaves its first start; begun from nothing once for a whole test run."""
    kept = of_this_run("begun")
    with alone("beginning"):
        if not kept.exists():
            with place() as folder:
                _begin(folder / "state")
                shutil.move(folder, kept)
    subprocess.run(["cp", "-a", f"{kept}/state/.", str(state)], check=True)


def _begin(state: Path) -> None:
    said = state.with_name("said")
    with said.open("w") as out:
        process = subprocess.Popen(
            [*LAUNCHER, "run"],
            cwd=PROJECT,
            env=clean_environment() | {"LATCH_PORT": "0", "LATCH_STATE": str(state)},
            stderr=out,
        )
    wait_for(lambda: "ready after" in said.read_text() or process.poll() is not None, seconds=600)
    process.terminate()
    assert process.wait(30) == 0, said.read_text()


def migrated(state: Path) -> None:
    """Put a stopped installation there that is migrated and has nobody in it, and no cast."""
    owner = {"DJANGO_SETTINGS_MODULE": "confidentiality.settings.demo", "LATCH_LOGIN": "owner"}
    made = launch_once(state, sys.executable, "-m", "tests.migrating", **owner)
    assert made.returncode == 0, made.stderr


@dataclass
class Launched:
    """A launcher that keeps services running, and what its command was told."""

    process: "subprocess.Popen[str]"
    told: dict[str, str]
    state: Path

    def connect(self, login: str = "web", **other: str) -> "psycopg2.extensions.connection":
        """Connect as one of the logins, or as told otherwise."""
        arguments = {
            "host": "127.0.0.1",
            "port": self.told["LATCH_DB_PORT"],
            "dbname": self.told["LATCH_DB_NAME"],
            "user": f"latch_{login}",
            "password": self.told.get(f"LATCH_DB_PASSWORD_{login.upper()}", ""),
        }
        return psycopg2.connect(make_dsn(**(arguments | other)))

    def stop(self) -> str:
        """Stop it as Ctrl-C would and return what it said."""
        self.process.terminate()
        return self.process.communicate(timeout=30)[1]


@contextmanager
def launched(state: Path) -> Iterator[Launched]:
    """Run services in a state folder while the block lasts."""
    answer = state.with_name(f"{state.name}.told")
    answer.unlink(missing_ok=True)
    command = [sys.executable, "-c", TELL_AND_STAY, str(answer)]
    process = subprocess.Popen(
        [*LAUNCHER, "exec", "--state", str(state), "--", *command],
        cwd=PROJECT,
        env=clean_environment(),
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_for(lambda: answer.exists() or process.poll() is not None, seconds=60)
        if process.poll() is not None:
            raise AssertionError(process.communicate()[1])
        yield Launched(process, json.loads(answer.read_text()), state)
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate(timeout=30)


def launch_once(
    state: Path | None, *command: str, **environment: str
) -> "subprocess.CompletedProcess[str]":
    """Run one short command beside services and return how it went."""
    where = ["--state", str(state)] if state else []
    return subprocess.run(
        [*LAUNCHER, "exec", *where, "--", *(command or ("true",))],
        cwd=PROJECT,
        env=clean_environment() | environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def wait_for(true: Callable[[], bool], *, seconds: float) -> None:
    """Wait until something is true; fail when it is not in time."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Say whether a process runs (a zombie does not)."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


def family_of(pid: int) -> list[int]:
    """Return a process and everything it started, directly or not."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            children.setdefault(int(fields[1]), []).append(int(entry.name))
    found = [pid]
    for each in found:
        found += children.get(each, [])
    return found


def work_of(pid: int) -> float:
    """Return the seconds of processor time that a process and its ended children have used."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(int(ticks) for ticks in fields[11:15]) / os.sysconf("SC_CLK_TCK")


def kill_at_once(pids: list[int]) -> None:
    """Kill processes as a machine that loses its power would."""
    for pid in pids:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue
