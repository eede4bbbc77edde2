"""Programs that the launcher starts: none of them outlives it.

Linux ends each child with its parent (PR_SET_PDEATHSIG); the watchdog sees to grandchildren and
to systems without that call. Children are started from the main thread of a process that has no
other: the call is bound to the thread, and code between fork and exec is only safe there.
"""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from .account import Account

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def end_with_parent(with_signal: signal.Signals, parent: int) -> None:
    """Ask the kernel for a signal to this process when its parent ends."""
    if _libc is not None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(with_signal), 0, 0, 0)
        if os.getppid() != parent:  # it ended before the call
            os._exit(1)


def dying_with_parent(with_signal: signal.Signals) -> Callable[[], None]:
    """Return what a child runs before its program, so that it ends with this process."""
    parent = os.getpid()

    def before_exec() -> None:
        # subprocess has changed the account already: a change of account would undo this call.
        end_with_parent(with_signal, parent)

    return before_exec


def start(
    argv: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    output: int | IO[bytes],
    account: Account | None = None,
    dies_by: signal.Signals = signal.SIGTERM,
    own_group: bool = True,
    cwd: Path | str = "/",
    pass_fds: Sequence[int] = (),
    stdin: int | None = subprocess.DEVNULL,
) -> "subprocess.Popen[bytes]":
    """Start a program that ends with this one."""
    return subprocess.Popen(
        [os.fspath(word) for word in argv],
        env=dict(env),
        cwd=cwd,
        stdin=stdin,
        stdout=output,
        stderr=subprocess.STDOUT,
        pass_fds=pass_fds,
        start_new_session=own_group,
        preexec_fn=dying_with_parent(dies_by),
        **(account.becoming() if account else {}),
    )


def stop(process: "subprocess.Popen[bytes]", *, by: signal.Signals, patience: float) -> None:
    """End a program with a signal; after `patience` seconds kill it and its group."""
    if process.poll() is None:
        process.send_signal(by)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        kill_group(process.pid)
        process.wait(10)


def kill_group(group: int) -> None:
    """Kill what is left of a group of processes."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def clean_environment() -> dict[str, str]:
    """Return the environment without what would steer Django, PostgreSQL or our own settings."""
    steering = ("LATCH_", "PG", "DJANGO_", "CELERY", "MAKE", "MFLAGS", "GUNICORN", "PYTEST_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(steering)}
    return kept | {"PYTHONUNBUFFERED": "1"}
