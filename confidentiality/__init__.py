"""Latch: the project, and the floor that every app stands on."""

import tomllib
from functools import cache
from pathlib import Path


@cache
def version() -> str:
    """Return the product's version, as pyproject.toml has it."""
    project = Path(__file__).resolve().parent.parent / "pyproject.toml"
    return str(tomllib.loads(project.read_text(encoding="utf-8"))["project"]["version"])
