"""A document as it lies in storage: chunks of one size, each sealed by itself and bound to its place.

Every document has a key of its own, drawn when sealing begins and used for that one document: it is kept sealed in
the document's row, under the subject's key, so that half an upload opens for nobody, for ever. Each chunk is
AES-256-GCM; its nonce is its number and whether it is the last, and it is bound to the permanent seal id, the
document's id, the number and the mark again. A chunk that is changed, moved, swapped, left out, added or taken from
another document does not open, and a document whose end is cut off has no last chunk.
"""

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from io import RawIOBase
from typing import IO, Any, Protocol
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import SealingError

HEADER = b"latch document 1"
PLAIN = (
    64 * 1024
)  # bytes in a chunk, its length and padding included: a document's size tells its chunks only
ROOM = PLAIN - 4  # bytes of the document in a chunk
CHUNK = PLAIN + 16
NOT_OPENED = "A document did not open: it was changed, cut, moved, or its key is wrong."


@dataclass(frozen=True)
class Sealing:
    """What a document's chunks are bound to."""

    seal_id: str  # permanent, like a sealed column's
    document: UUID

    def bound_to(self, number: int, last: bool) -> bytes:
        """Return what the chunk of this number is bound to."""
        return f"{self.seal_id}:{self.document}:{number}:{'last' if last else 'more'}".encode()


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def chunks_of(size: int) -> int:
    """Return how many chunks a document of this many bytes has; an empty one has one."""
    return max(1, -(-size // ROOM))


def sealed_size(size: int) -> int:
    """Return how many bytes a document of this many lies in."""
    return len(HEADER) + chunks_of(size) * CHUNK


class Target(Protocol):
    """Where sealed bytes are written to."""

    def write(self, data: bytes, /) -> Any:
        """Take some bytes."""


class SealedWriter:
    """Seals a document as it comes in, a chunk at a time, under a key drawn here; nothing plain is kept.

    `key`, `size` and `digest` (SHA-256 of the document, hexadecimal) are good once `finish` has been called.
    """

    def __init__(self, target: Target, sealing: Sealing) -> None:
        self.key = os.urandom(32)
        self.size = 0
        self._cipher = AESGCM(self.key)
        self._sealing, self._target = sealing, target
        self._waiting, self._number = bytearray(), 0
        self._hash = hashlib.sha256()
        self._finished = False
        target.write(HEADER)

    @property
    def digest(self) -> str:
        """Return the document's SHA-256."""
        return self._hash.hexdigest()

    def write(self, plain: bytes) -> None:
        """Take the next bytes of the document."""
        if self._finished:
            raise SealingError("A sealed document takes no more bytes.")
        self._hash.update(plain)
        self.size += len(plain)
        self._waiting += plain
        # The last chunk is known at the end only, so a full one waits until there is more.
        while len(self._waiting) > ROOM:
            self._seal(bytes(self._waiting[:ROOM]), last=False)
            del self._waiting[:ROOM]

    def finish(self) -> None:
        """Seal the last chunk; nothing can be added any more."""
        self._seal(bytes(self._waiting), last=True)
        self._waiting.clear()
        self._finished = True

    def _seal(self, plain: bytes, *, last: bool) -> None:
        padded = len(plain).to_bytes(4, "big") + plain.ljust(ROOM, b"\0")
        bound = self._sealing.bound_to(self._number, last)
        self._target.write(self._cipher.encrypt(_nonce(self._number, last), padded, bound))
        self._number += 1


class SealedReader(RawIOBase):
    """Reads a sealed document from anywhere in it, opening one chunk at a time.

    Raises SealingError at once when the sealed bytes are not exactly as many as a document of `size` has, and for
    every chunk that does not open.
    """

    def __init__(self, source: IO[bytes], key: bytes, sealing: Sealing, size: int) -> None:
        self.size = size
        self._source, self._cipher, self._sealing = source, AESGCM(key), sealing
        self._at, self._number, self._plain = 0, -1, b""
        self._last = chunks_of(size) - 1
        if source.seek(0, os.SEEK_END) != sealed_size(size):
            raise SealingError(NOT_OPENED)
        source.seek(0)
        if source.read(len(HEADER)) != HEADER:
            raise SealingError(NOT_OPENED)

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from anywhere."""
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET, /) -> int:
        """Go to a byte of the document."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self.size}[whence]
        if base + offset < 0:
            raise ValueError("There is nothing before a document's beginning.")
        self._at = base + offset
        return self._at

    def tell(self) -> int:
        """Return where the next byte is read."""
        return self._at

    def readinto(self, buffer: Any, /) -> int:
        """Read into a buffer what is left of the chunk at hand; 0 at the end."""
        if self._at >= self.size:
            return 0
        number, start = divmod(self._at, ROOM)
        piece = self._chunk(number)[start : start + len(buffer)]
        buffer[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def pieces(self) -> Iterator[bytes]:
        """Yield the whole document, a chunk at a time."""
        for number in range(self._last + 1):
            yield self._chunk(number)

    def close(self) -> None:
        """Close what it reads from."""
        if not self.closed:
            self._source.close()
        super().close()

    def _chunk(self, number: int) -> bytes:
        if number != self._number:
            self._plain, self._number = self._open(number), number
        return self._plain

    def _open(self, number: int) -> bytes:
        last = number == self._last
        self._source.seek(len(HEADER) + number * CHUNK)
        sealed = self._source.read(CHUNK)
        try:
            bound = self._sealing.bound_to(number, last)
            padded = self._cipher.decrypt(_nonce(number, last), sealed, bound)
        except (InvalidTag, ValueError):
            raise SealingError(NOT_OPENED) from None
        length = int.from_bytes(padded[:4], "big")
        if length != (self.size - number * ROOM if last else ROOM):
            raise SealingError(NOT_OPENED)
        return padded[4 : 4 + length]
