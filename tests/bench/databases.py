"""The measured databases on the server that the run started: made once, kept while their schema stays the same."""

import hashlib
from pathlib import Path

from tests.bench.layout import SIZES, Layout
from tests.bench.load import load
from tests.database import drop, run_as_owner

ROOT = Path(__file__).parents[2]


def name_of(size: str) -> str:
    """Return the name of the database of a size, with the print of what shapes it."""
    shaping = [
        *ROOT.glob("*/migrations/0*.py"),
        *ROOT.glob("*/*/migrations/0*.py"),
        *Path(__file__).parent.rglob("*.sql"),
        Path(__file__).with_name("names.py"),
    ]
    text = "".join(
        path.name + path.read_text("utf-8") for path in sorted(shaping) if ".venv" not in path.parts
    )
    return f"bench_{size}_{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def ensure(size: str) -> str:
    """Return the name of the database of this size; it is loaded first where it is not there yet."""
    name = name_of(size)
    if not run_as_owner(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"):
        for (old,) in run_as_owner(
            f"SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_{size}\\_%'"
        ):
            drop(str(old))
        loading = f"bench_loading_{size}"
        drop(loading)
        run_as_owner(
            f"CREATE DATABASE {loading}",
            f"REVOKE ALL ON DATABASE {loading} FROM PUBLIC",
            f"GRANT CONNECT ON DATABASE {loading} TO latch_web, latch_worker",
        )
        load(loading, Layout(SIZES[size]))
        run_as_owner(f"ALTER DATABASE {loading} RENAME TO {name}")
    return name
