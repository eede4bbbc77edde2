"""A small process that clears up after a launcher that was killed.

It holds the state folder's lock until everything is gone, so a new launcher waits for it.
"""

import contextlib
import json
import os
import secrets
import signal
import sys
import time
from pathlib import Path
from typing import Any

from .children import kill_group
from .state import State, remove

PATIENCE = 8.0


class Watchdog:
    """The launcher's end of the pipe; when it closes without a farewell, the watchdog acts."""

    def __init__(self, state: State) -> None:
        """Fork the watchdog; nothing else may have been started yet."""
        # Whoever inherits this in its environment is ended too, whatever group it has joined.
        self.mark = {"LATCH_RUN": secrets.token_hex(8)}
        reading, self._writing = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            os.close(self._writing)
            _watch(reading, state, self.mark)  # never returns
        os.close(reading)

    def add(self, group: int, *, by: signal.Signals = signal.SIGTERM) -> None:
        """Have a group of processes ended, by this signal first, if the launcher is killed."""
        self._tell({"add": group, "by": int(by)})

    def drop(self, group: int) -> None:
        """Forget a group that has ended."""
        self._tell({"drop": group})

    def dismiss(self) -> None:
        """Let the watchdog go: the launcher has stopped everything itself."""
        self._tell({"dismiss": True})
        os.close(self._writing)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self.pid, 0)

    def _tell(self, message: dict[str, Any]) -> None:
        with contextlib.suppress(BrokenPipeError):
            os.write(self._writing, json.dumps(message).encode() + b"\n")


def _watch(reading: int, state: State, mark: dict[str, str]) -> None:
    try:
        os.setsid()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        _close_others({reading, state.lock, 2})
        groups: dict[int, int] = {}
        with os.fdopen(reading, encoding="utf-8") as messages:
            for line in messages:
                message = json.loads(line)
                if "dismiss" in message:
                    return
                if "add" in message:
                    groups[message["add"]] = message["by"]
                else:
                    groups.pop(message["drop"], None)
        _clear_up(groups, mark, state.temporary_paths())
    finally:
        os._exit(0)


def _close_others(kept: set[int]) -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(nowhere, standard)
    folder = Path("/proc/self/fd" if sys.platform == "linux" else "/dev/fd")
    for name in [int(entry.name) for entry in folder.iterdir()]:
        if name > 2 and name not in kept:
            with contextlib.suppress(OSError):
                os.close(name)


def _clear_up(groups: dict[int, int], mark: dict[str, str], leftovers: list[Path]) -> None:
    for group, number in groups.items():
        # The leader only: it ends its own children in good order.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(group, number)
    deadline = time.monotonic() + PATIENCE
    while any(group_lives(group) for group in groups) and time.monotonic() < deadline:
        time.sleep(0.05)
    for group in groups:
        kill_group(group)
    for pid in _marked(mark):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, signal.SIGKILL)
    for leftover in leftovers:
        remove(leftover)


def _marked(mark: dict[str, str]) -> list[int]:
    """Return the processes that carry the mark of this run in their environment."""
    wanted = [f"{name}={value}".encode() for name, value in mark.items()]
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if set(wanted) <= set((entry / "environ").read_bytes().split(b"\0")):
                found.append(int(entry.name))
    return found


def group_lives(group: int) -> bool:
    """Say whether a process group has a member that is not a zombie."""
    if sys.platform != "linux":
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, 0)
            return True
        return False
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                if fields[0] not in "ZX" and int(fields[2]) == group:
                    return True
    return False
