"""What all processes of a test run copy is made by one of them, while the others wait for it."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def alone(what: str) -> Iterator[None]:
    """Let one process of this run at a time through."""
    with of_this_run(f"{what}.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def of_this_run(what: str = "") -> Path:
    """Return a place that all processes of this run share and no other run knows: in one folder, gone with it."""
    folder = Path(tempfile.gettempdir()) / f"latch-run-{os.environ.get('LATCH_DB_PORT', 0)}"
    folder.mkdir(exist_ok=True)
    return folder / what


def forget_run() -> None:
    """Remove what is kept for a run, or was left by one that was killed."""
    shutil.rmtree(of_this_run(), ignore_errors=True)
