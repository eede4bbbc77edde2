"""Two at once: PDFium takes the whole process with it where two threads use it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AT_ONCE = """
from concurrent.futures import ThreadPoolExecutor
from disclosures.building.reading import read_again
from disclosures.building.taking import pages_in
from disclosures.kiosk.pictures import as_picture, pages_of_documents
from tests.building.made import PAGES, rendered
data = rendered("Some words.", PAGES)
def one(_):
    assert read_again(data).faults == ()
    shown = pages_of_documents(data)
    assert len(pages_in(data)) == len(shown) == len(PAGES.pages)
    return len(as_picture(data, shown[0]))
with ThreadPoolExecutor(4) as threads:
    assert len(set(threads.map(one, range(40)))) == 1
"""


@pytest.mark.slow
@pytest.mark.attack("A16")
def test_threads_read_one_after_another() -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE], cwd=ROOT, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
