"""Start-up refuses unsafe places for documents."""

from pathlib import Path

import pytest
from pytest_django import Settings

from confidentiality.documents.checks import documents_are_kept_apart, the_scanner_has_an_address


def said() -> list[str | None]:
    found = [*documents_are_kept_apart(None), *the_scanner_has_an_address(None)]
    return [each.id for each in found]


def test_the_tests_own_folder_is_sound(own_storage: Path) -> None:
    assert said() == []
    own_storage.mkdir(mode=0o770)
    assert said() == []


def test_a_folder_among_the_static_files_is_refused(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path / "static"
    for folder in (tmp_path / "static", tmp_path / "static" / "documents", tmp_path):
        settings.DOCUMENTS_FOLDER = folder
        assert "latch.E020" in said()


def test_a_folder_open_to_others_is_refused(own_storage: Path) -> None:
    own_storage.mkdir()
    own_storage.chmod(0o755)
    assert said() == ["latch.E021"]


@pytest.mark.parametrize(
    "address", ["/run/clamd.ctl", "unix:clamd", "tcp:host", "http://x:1/", "tcp::x"]
)
def test_a_scanner_without_an_address_is_refused(address: str, settings: Settings) -> None:
    settings.CLAMD = address
    assert said() == ["latch.E022"]
    for good in ("unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310", ""):
        settings.CLAMD = good
        assert said() == []
