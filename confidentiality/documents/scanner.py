"""The virus scanner: clamd, asked over its socket (INSTREAM) while a document is opened for it piece by piece.

Where one is configured, nothing is taken in without its word: no answer, a slow, a broken or an unknown one refuse.
"""

import socket
import struct
import time
from collections.abc import Iterable

from django.conf import settings

from .kinds import NotTaken

FOUND = (
    "The virus scanner found something harmful in this document, so it was not taken in. Do not open it,"
    " and tell whoever looks after your computers."
)
NO_WORD = (
    "The virus scanner did not answer, so nothing can be taken in now. Keep the document, try again later,"
    " and tell whoever looks after the system."
)
LONGEST_ANSWER = 4096


def is_configured() -> bool:
    """Say whether documents are scanned here."""
    return bool(settings.CLAMD)


def scan(pieces: Iterable[bytes]) -> None:
    """Ask the scanner about a document; raises NotTaken when it found something or gave no word."""
    if not is_configured():
        return
    try:
        answer = _ask(settings.CLAMD, pieces, until=time.monotonic() + settings.CLAMD_SECONDS)
    except OSError:
        raise NotTaken("no scanner", NO_WORD) from None
    if answer == "stream: OK":
        return
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        raise NotTaken("virus", FOUND)
    raise NotTaken("no scanner", NO_WORD)


def _ask(address: str, pieces: Iterable[bytes], *, until: float) -> str:
    """Return clamd's answer; raises OSError when it is not there, hangs up or takes longer than `until`."""
    with _connect(address, until) as link:
        try:
            link.sendall(b"zINSTREAM\0")
            for piece in pieces:
                link.settimeout(_left(until))
                link.sendall(struct.pack(">I", len(piece)) + piece)
            link.sendall(struct.pack(">I", 0))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has said why before it hung up, such as that the document is too large for it
        return _answer(link, until)


def _connect(address: str, until: float) -> socket.socket:
    scheme, _, where = address.partition(":")
    if scheme == "unix":
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(_left(until))
        try:
            link.connect(where)
        except OSError:
            link.close()
            raise
        return link
    host, _, port = where.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=_left(until))


def _answer(link: socket.socket, until: float) -> str:
    """Return the answer up to its NUL; one that is cut off is none."""
    said = b""
    while b"\0" not in said and len(said) < LONGEST_ANSWER:
        link.settimeout(_left(until))
        more = link.recv(LONGEST_ANSWER)
        if not more:
            raise ConnectionError("The scanner hung up.")
        said += more
    return said.partition(b"\0")[0].decode(errors="replace").strip()


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left
