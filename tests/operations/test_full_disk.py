"""A16: the disk fills up under a real installation; nothing is shown, acknowledged or lost that should not be."""

import secrets
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from confidentiality.embedded.services import Services
from tests.attacking import report, sized
from tests.embedded.launching import place, wait_for
from tests.operations.installing import FILE, PLAIN, Installation, installed

pytestmark = [pytest.mark.slow, pytest.mark.attack("A16")]
SIZE = "1g"
LONG = 40_000  # letters of an entry: more than what any table's last page has left


@contextmanager
def _disk_of_its_own(folder: Path) -> Iterator[None]:
    """Mount a small disk there while the block lasts; only root may."""
    command = ["mount", "-t", "tmpfs", "-o", f"size={SIZE},mode=0711", "tmpfs", str(folder)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a disk that can be filled has to be mounted, which this account may not")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    with place() as folder, _disk_of_its_own(folder), installed(folder) as made:
        yield made


def _fill(ballast: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        _write_for_ever(ballast)


def _write_for_ever(ballast: Path) -> None:
    with ballast.open("wb", buffering=0) as out:
        while True:
            out.write(bytes(1 << 20))


def _write(installation: Installation, words: str) -> bool:
    """Try to write an entry and say whether it was acknowledged; nothing else but a plain error may be answered."""
    browser = installation.browser
    status, page = browser.get(f"/files/{FILE.reference}/entries/new/")
    if status == 200:
        status, page = browser.post(f"/files/{FILE.reference}/entries/new/", body=words)
        if status == 200:
            assert "The entry is written." in page
            return True
    assert (status, PLAIN in page, FILE.name in page) == (500, True, False), page
    return False


def _mend(services: Services) -> None:
    """Start PostgreSQL again where the full disk has ended it, as the launcher would."""
    process = services.postgres.process
    assert process is not None
    if process.poll() is not None:
        services.watchdog.add(services.postgres.start(services.secrets), by=signal.SIGINT)


def test_a_full_disk_acknowledges_nothing_that_it_cannot_keep(installation: Installation) -> None:
    fills, acknowledged, refused = sized(1, 5), list[str](), 0
    ballast = installation.services.state.path / "ballast"
    for number in range(fills):
        installation.write(f"Written before the disk was full, number {number}.")
        acknowledged.append(f"Written before the disk was full, number {number}.")
        _fill(ballast)
        turned_away = 0
        for each in range(200):
            mark = f"Written on a full disk, {number}, {each}."
            if _write(installation, f"{mark} {secrets.token_hex(LONG // 2)}"):
                acknowledged.append(mark)
            else:
                turned_away += 1
            if turned_away == 3:
                break
        assert turned_away == 3, "the disk was never full"
        refused += turned_away
        ballast.unlink()
        _mend(installation.services)
        wait_for(installation.answers, seconds=60)
        if not installation.shows_the_file():
            installation.sign_in()
        installation.write(f"Written after it had room again, number {number}.")
    pages = installation.browser.get(f"/files/{FILE.reference}/")[1]
    assert [words for words in acknowledged if words not in pages] == []
    report("A16", "disk full", fills=fills, acknowledged=len(acknowledged), refused=refused, lost=0)
