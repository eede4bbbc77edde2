"""A large document through a real web process: flat memory both ways, and never a plain byte on the disk."""

import hashlib
import http.client
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlparse

import pytest

from tests.attacking import report, sized
from tests.filling import forms_of, rightly
from tests.operations.installing import FILE, LEFT_OUT, Installation, installation

__all__ = ["installation"]

pytestmark = pytest.mark.slow
SIZE = sized(24, 200) * 1024 * 1024
ALLOWED = 12 * 1024 * 1024  # beyond what the process held before
PIECE = b"Harbour Row, the blue door. " * 2340  # 64 KB
EDGE = "----------edge"
ADD = f"/files/{FILE.reference}/documents/new/"


def _peak(process: int) -> int:
    """Return the most memory that a process held at once, in bytes."""
    status = Path(f"/proc/{process}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    assert found
    return int(found[1]) * 1024


def _forget_peak(process: int) -> int:
    """Let the peak be counted from now; return what is held now."""
    Path(f"/proc/{process}/clear_refs").write_text("5")
    return _peak(process)


def _open_files(process: int) -> set[str]:
    found = set()
    for each in Path(f"/proc/{process}/fd").iterdir():
        try:
            found.add(os.readlink(each))
        except FileNotFoundError:
            continue
    return found


def _pieces(during: Callable[[], None]) -> Iterator[bytes]:
    left = SIZE
    while left > 0:
        if left <= SIZE // 2 < left + len(PIECE):
            during()
        yield PIECE[:left]
        left -= len(PIECE)


class Sender:
    """Sends a form with a document of SIZE bytes as a browser does, and reads the document back."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        jar = next(
            handler.cookiejar
            for handler in installation.browser.open.__self__.handlers  # type: ignore[attr-defined]
            if hasattr(handler, "cookiejar")
        )
        self.cookies = "; ".join(f"{each.name}={each.value}" for each in jar)

    def _ask(self, method: str, path: str, **more: object) -> http.client.HTTPResponse:
        at = urlparse(self.installation.url)
        link = http.client.HTTPConnection("localhost", at.port or 0, timeout=300)
        headers = {"Cookie": self.cookies, "Referer": self.installation.url + path}
        link.request(method, path, more.get("body"), headers | more.get("headers", {}))  # type: ignore[arg-type, operator]
        return link.getresponse()

    def send(self, during: Callable[[], None]) -> int:
        (form,) = [
            form
            for form in forms_of(self._ask("GET", ADD).read().decode(), ADD)
            if "document" in form.fields
        ]
        values = {**rightly(form), "body": ["A film"], "nature": ["fact"]}
        said = [(n, v) for n, vs in values.items() if n not in (*LEFT_OUT, "document") for v in vs]
        parts = [
            f'--{EDGE}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in said
        ]
        named = (
            f'--{EDGE}\r\nContent-Disposition: form-data; name="document"; filename="a.txt"\r\n\r\n'
        )
        head, tail = ("".join(parts) + named).encode(), f"\r\n--{EDGE}--\r\n".encode()

        def body() -> Iterator[bytes]:
            yield head
            yield from _pieces(during)
            yield tail

        headers = {
            "Content-Type": f"multipart/form-data; boundary={EDGE}",
            "Content-Length": str(len(head) + SIZE + len(tail)),
        }
        return self._ask("POST", ADD, body=body(), headers=headers).status

    def digest_of(self, path: str) -> str:
        answer, digest = self._ask("GET", path), hashlib.sha256()
        while piece := answer.read(1 << 16):
            digest.update(piece)
        return digest.hexdigest()


def test_a_large_document_comes_in_and_goes_out_at_flat_memory(installation: Installation) -> None:
    children = Path(f"/proc/{installation.web.pid}/task/{installation.web.pid}/children")
    (web,) = map(int, children.read_text().split())
    sender, opened = Sender(installation), set[str]()
    timeline = f"/files/{FILE.reference}/"
    installation.browser.get(timeline)
    before = _forget_peak(web)
    assert sender.send(lambda: opened.update(_open_files(web))) == 302
    came_in = _peak(web) - before
    folder = str(installation.services.state.path / "documents")
    assert any(each.startswith(folder) for each in opened), "it is written while it comes in"
    assert not [each for each in opened if ".upload" in each or each.startswith("/tmp/tmp")]
    found = re.search(
        rf'href="({timeline}documents/[0-9a-f-]{{36}}/)"', installation.browser.get(timeline)[1]
    )
    assert found
    before = _forget_peak(web)
    assert sender.digest_of(found[1]) == hashlib.sha256(b"".join(_pieces(lambda: None))).hexdigest()
    went_out = _peak(web) - before
    report(
        "A15",
        "peak memory in KB of a document sent and read",
        size=SIZE // 1024,
        came_in=came_in // 1024,
        went_out=went_out // 1024,
    )
    assert came_in < ALLOWED
    assert went_out < ALLOWED
    stored = [each for each in Path(folder).rglob("*") if each.is_file()]
    assert stored
    assert not any(b"Harbour Row" in each.read_bytes() for each in stored)
