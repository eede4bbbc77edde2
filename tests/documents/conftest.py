"""Each test of documents has a storage of its own, so that what it leaves there can be told."""

from pathlib import Path

import pytest
from django.conf import settings as configured
from pytest_django import Settings


@pytest.fixture(autouse=True)
def own_storage(tmp_path: Path, settings: Settings) -> Path:
    folder = tmp_path / "documents"
    settings.DOCUMENTS_FOLDER = folder
    options = {
        "BACKEND": "confidentiality.sealing.storage.Folder",
        "OPTIONS": {"location": str(folder)},
    }
    settings.STORAGES = {**configured.STORAGES, "documents": options}
    return folder
