"""The virus scanner: asked over a real socket, and nothing is taken in without its word."""

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from confidentiality.audit.models import Event
from confidentiality.documents import scanner
from confidentiality.documents.kinds import NotTaken
from tests.clients.questions import working_as
from tests.documents.asking import documents, everything_stored, path, sent

SignedIn = Callable[[str], Client]
Answers = Callable[[socket.socket, bytes], None]
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


def _word(word: bytes) -> Answers:
    return lambda link, content: link.sendall(word)


def _as_clamd_does(link: socket.socket, content: bytes) -> None:
    found = b"Eicar-Test-Signature FOUND" if EICAR in content else b"OK"
    link.sendall(b"stream: " + found + b"\0")


def _in_pieces(link: socket.socket, content: bytes) -> None:
    for byte in b"stream: OK\0":
        link.sendall(bytes([byte]))


def _hangs_up(link: socket.socket, content: bytes) -> None:
    link.close()


def _never(link: socket.socket, content: bytes) -> None:
    time.sleep(1)


def _forever(link: socket.socket, content: bytes) -> None:
    """Send a little all the time, so that no single wait is long."""
    for _ in range(40):
        link.sendall(b".")
        time.sleep(0.05)


def _read(link: socket.socket, most: int) -> bytes:
    """Read what INSTREAM sends, as clamd does; raises when it is not of that form."""
    stream = link.makefile("rb")
    assert stream.read(10) == b"zINSTREAM\0"
    content = b""
    while (length := struct.unpack(">I", stream.read(4))[0]) > 0:
        content += stream.read(length)
        if len(content) > most:
            link.sendall(b"INSTREAM size limit exceeded. ERROR\0")
            raise ConnectionAbortedError
    return content


@contextmanager
def clamd(
    address: Path | None, answers: Answers, most: int = 10_000_000
) -> Iterator[tuple[str, list[bytes]]]:
    """Be a scanner on a socket of the disk, or on a port; gives its address and what it was sent."""
    listener = socket.socket(socket.AF_UNIX if address else socket.AF_INET)
    listener.bind(str(address) if address else ("127.0.0.1", 0))
    listener.listen(8)
    seen: list[bytes] = []

    def serve() -> None:
        while True:
            try:
                link, _ = listener.accept()
            except OSError:
                return
            with link:
                try:
                    seen.append(_read(link, most))
                    answers(link, seen[-1])
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    where = f"unix:{address}" if address else f"tcp:127.0.0.1:{listener.getsockname()[1]}"
    try:
        yield where, seen
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(3)


def scanned(pieces: list[bytes]) -> str:
    """Return what comes of it: clean, or the code of the refusal."""
    try:
        scanner.scan(pieces)
    except NotTaken as refused:
        return refused.code
    return "clean"


@pytest.mark.parametrize("by", ["unix", "tcp"])
def test_a_clean_one_is_clean_and_an_infected_one_found(
    by: str, tmp_path: Path, settings: Settings
) -> None:
    with clamd(tmp_path / "clamd.ctl" if by == "unix" else None, _as_clamd_does) as (where, seen):
        settings.CLAMD = where
        assert scanned([b"a letter", b" in two pieces"]) == "clean"
        assert scanned([EICAR]) == "virus"
        assert scanned([b"hidden " + EICAR[:20], EICAR[20:]]) == "virus"
    assert seen[0] == b"a letter in two pieces"


@pytest.mark.attack("A16")
@pytest.mark.parametrize(
    "answers",
    [
        _hangs_up, _never, _forever, _word(b""), _word(b"\0"), _word(b"stream: OK"), _word(b"OK\0"),
        _word(b"stream: broken ERROR\0"), _word(b"stream: OK FOUND-not\0"), _word(b"UNKNOWN COMMAND\0"),
        _word(b"x" * 10_000), _word(b"\xff\xfe stream: OK\0"),
    ],
)  # fmt: skip
def test_without_a_clear_word_nothing_is_taken(
    answers: Answers, tmp_path: Path, settings: Settings
) -> None:
    settings.CLAMD_SECONDS = 0.3
    with clamd(tmp_path / "clamd.ctl", answers) as (where, _):
        settings.CLAMD = where
        assert scanned([b"a letter"]) == "no scanner"


@pytest.mark.attack("A16")
@pytest.mark.parametrize("where", ["unix:/nowhere/clamd.ctl", "tcp:127.0.0.1:1"])
def test_a_scanner_that_is_away_takes_nothing(where: str, settings: Settings) -> None:
    settings.CLAMD = where
    assert scanned([b"a letter"]) == "no scanner"


def test_what_is_too_large_for_the_scanner_is_not_taken(tmp_path: Path, settings: Settings) -> None:
    with clamd(tmp_path / "clamd.ctl", _as_clamd_does, most=100_000) as (where, _):
        settings.CLAMD = where
        assert scanned([b"x" * 65_000] * 40) == "no scanner"


def test_it_answers_in_pieces_too(tmp_path: Path, settings: Settings) -> None:
    with clamd(tmp_path / "clamd.ctl", _in_pieces) as (where, _):
        settings.CLAMD = where
        assert scanned([b"a letter"]) == "clean"


def test_where_none_is_configured_nobody_is_asked(settings: Settings) -> None:
    settings.CLAMD = ""
    assert scanned([EICAR]) == "clean"


@pytest.mark.django_db
@pytest.mark.attack("A15")
def test_an_infected_document_is_not_kept_and_that_is_recorded(
    signed_in: SignedIn, tmp_path: Path, settings: Settings
) -> None:
    client = signed_in("iss_worker")
    with clamd(tmp_path / "clamd.ctl", _as_clamd_does) as (where, seen):
        settings.CLAMD = where
        answer = client.post(path("add_document", "leila"), sent(EICAR, "eicar.txt"))
        assert "found something harmful" in answer.content.decode()
        assert (documents(), everything_stored()) == ([], set())
        assert client.post(path("add_document", "leila"), sent()).status_code == 302
    settings.CLAMD = "unix:/nowhere/clamd.ctl"
    answer = client.post(path("add_document", "leila"), sent())
    assert "The virus scanner did not answer" in answer.content.decode()
    assert len(documents()) == 1
    assert EICAR in seen
    with working_as("records_admin"):
        reasons = [e.reason for e in Event.objects.filter(action="document_refused").order_by("at")]
    assert reasons == ["virus", "no scanner"]
