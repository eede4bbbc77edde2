"""Documents on their way in: sealed chunk by chunk as the browser sends them, plain nowhere but in passing.

A view opens its door first, then receives: `with receiving(request, …) as reception:`. Only then is the request's
body read. What is not kept by the end of the block is removed from the storage again; what a crash leaves there is
sealed under a key that nobody has any more, and is tidied away.
"""

import contextlib
import logging
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from confidentiality.interface.uploads import drain
from confidentiality.sealing import storage
from confidentiality.sealing.chunks import SealedReader, SealedWriter, Sealing

log = logging.getLogger(__name__)


class SealedUpload(UploadedFile):  # type: ignore[type-arg]
    """What a form gets instead of a file: a document that is sealed and stored, and can be opened to look into it."""

    def __init__(self, name: str, document: UUID, sealing: Sealing, writer: SealedWriter) -> None:
        super().__init__(name=name, size=writer.size)
        self.document, self.key, self.digest = document, writer.key, writer.digest
        self._sealing = sealing

    def __repr__(self) -> str:
        """Return what tells two uploads apart by their content: the same one sent twice is one."""
        return f"<SealedUpload {self.digest}>"

    def opened(self) -> SealedReader:
        """Open it; raises SealingError if the storage does not give back what it took."""
        return storage.open_sealed(self.document, self.key, self._sealing, self.size or 0)


class Reception(FileUploadHandler):
    """Takes in the one document of a request, from the field that is asked for, up to DOCUMENT_MAX_BYTES."""

    def __init__(self, request: HttpRequest, *, field: str, seal_id: str) -> None:
        super().__init__(request)
        self.document = uuid4()
        self._field, self._sealing = field, Sealing(seal_id, self.document)
        self._blob: IO[bytes] | None = None
        self._writer: SealedWriter | None = None
        self._kept = False

    def handle_raw_input(
        self,
        input_data: IO[bytes],
        META: dict[str, str],
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> tuple[Any, Any] | None:
        self._input = input_data
        most = settings.DOCUMENT_MAX_BYTES + settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > most:
            self._refuse()
        return None

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if self.field_name != self._field or self._writer is not None:
            raise SkipFile
        self._blob = storage.open_new(self.document)
        self._writer = SealedWriter(self._blob, self._sealing)

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        if self._writer is None:
            return None
        if self._writer.size + len(raw_data) > settings.DOCUMENT_MAX_BYTES:
            self._refuse()
        self._writer.write(raw_data)
        return None

    def file_complete(self, file_size: int) -> SealedUpload | None:
        if self._writer is None or self._blob is None:
            return None
        self._writer.finish()
        storage.close_new(self._blob, self.document)
        self._blob = None
        return SealedUpload(self.file_name or "", self.document, self._sealing, self._writer)

    def keep(self) -> None:
        """Say that a row for the document is written: it stays."""
        self._kept = True

    def put_away(self) -> None:
        """Remove the document unless it is kept; what cannot be removed now is tidied away later."""
        if self._kept or self._writer is None:
            return
        with contextlib.suppress(Exception):  # a bucket has its own kinds
            if self._blob is not None:
                self._blob.close()
        try:
            storage.remove(self.document)
        except Exception:
            log.exception("A document that was not kept waits to be tidied away.")

    def _refuse(self) -> None:
        drain(self._input)
        raise RequestDataTooBig("The document is larger than one may be.")


@contextlib.contextmanager
def receiving(request: HttpRequest, *, field: str, seal_id: str) -> Iterator[Reception]:
    """Receive the document in `field` sealed; raises AttributeError if the request's body was read already."""
    reception = Reception(request, field=field, seal_id=seal_id)
    request.upload_handlers = [reception]
    try:
        yield reception
    finally:
        reception.put_away()
