"""Uploads stay in memory, capped: nothing of a document touches a disk in plain text."""

from typing import IO, Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import MemoryFileUploadHandler

# Read and thrown away, so that the browser hears the answer instead of a cut connection.
DRAINED_AT_MOST = 256 * 1024 * 1024
CHUNK = 64 * 1024


class CappedMemoryHandler(MemoryFileUploadHandler):
    """Keep every upload in memory; raise RequestDataTooBig when a request exceeds the cap.

    The cap is settings.UPLOAD_MAX_BYTES for all files of one request together. Django's own
    memory handler passes larger files on to one that spools them to a temporary folder.
    """

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: Any,  # bytes; the type stubs say otherwise
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        if content_length > settings.UPLOAD_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE:
            drain(input_data)
            raise RequestDataTooBig("The request is larger than an upload may be.")
        self.activated = True
        self._input = input_data
        self._received = 0
        return None

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self._received += len(raw_data)
        if self._received > settings.UPLOAD_MAX_BYTES:
            drain(self._input)
            raise RequestDataTooBig("The files are larger than an upload may be.")
        return super().receive_data_chunk(raw_data, start)


def drain(input_data: IO[bytes]) -> None:
    """Read away what a browser still sends, up to a limit, so that it hears the answer."""
    left = DRAINED_AT_MOST
    while left > 0 and (chunk := input_data.read(min(CHUNK, left))):
        left -= len(chunk)
