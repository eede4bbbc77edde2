"""Places for backups, and the identity that is kept offline."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from .drill import Places, set_as_places


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    """Folders for backups and keys, set as in production, and an offline identity of this test's own."""
    with set_as_places(tmp_path) as found:
        yield found
