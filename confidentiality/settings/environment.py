"""What differs by machine: the environment's `LATCH_…`."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent.parent


def read(name: str, default: str | None = None) -> str:
    """Return the environment's `LATCH_<name>`, or stop with a sentence that says what to set."""
    value = os.environ.get(f"LATCH_{name}", default)
    if value is None:
        raise SystemExit(f"LATCH_{name} is not set. See docs/operations.md, 'Environment'.")
    return value
