"""Places for backups, and the identity that is kept offline."""

from collections.abc import Iterator
from pathlib import Path

import pyrage
import pytest
from django.test import override_settings

from .drill import Places


@pytest.fixture
def places(tmp_path: Path) -> Iterator[Places]:
    """Folders for backups and keys, set as in production, and an offline identity of this test's own."""
    found = Places(tmp_path / "data", tmp_path / "keys", pyrage.x25519.Identity.generate())
    with override_settings(
        BACKUP_DIR=str(found.data),
        KEYS_BACKUP_DIR=str(found.keys),
        KEYS_RECIPIENTS=[str(found.identity.to_public())],
    ):
        yield found
