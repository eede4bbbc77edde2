"""A place for a state folder, and services that a module's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .launching import Launched, launched, place


@pytest.fixture
def state() -> Iterator[Path]:
    """A state folder that is not there yet."""
    with place() as folder:
        yield folder / "state"


@pytest.fixture(scope="module")
def running() -> Iterator[Launched]:
    """Running services in a state folder of their own."""
    with place() as folder, launched(folder / "state") as it:
        yield it
