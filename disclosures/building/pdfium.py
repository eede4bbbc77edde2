"""PDFium, by one thread at a time: it has no lock of its own, and a web process has threads."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from pypdfium2 import PdfDocument

_ONE = threading.Lock()


@contextmanager
def opened(data: bytes) -> Iterator[PdfDocument]:
    """Open a PDF while nobody else in this process has one open; closed with all that was made of it."""
    with _ONE, PdfDocument(data) as document:
        yield document
