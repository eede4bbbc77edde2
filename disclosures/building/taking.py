"""Taking the pages of documents back out of a package's own file, as they left."""

from collections.abc import Generator
from contextlib import closing
from itertools import islice
from typing import Any

from pypdfium2 import PdfDocument
from pypdfium2 import raw as pdfium

from .pdfium import opened


def pages_in(letter: bytes) -> list[bytes]:
    """Return the pictures that a package's file holds, in its order: JPEG, covered as they were released."""
    with opened(letter) as document:
        return [_taken(each) for each in _pictures(document)]


def page_in(letter: bytes, number: int) -> bytes | None:
    """Return one of those pictures (from 0), or None where it holds no such one."""
    with opened(letter) as document, closing(_pictures(document)) as pictures:
        found = next(islice(pictures, number, None), None)
        return None if found is None else _taken(found)


def _taken(picture: Any) -> bytes:
    return bytes(picture.get_data(decode_simple=False))


def _pictures(document: PdfDocument) -> Generator[Any]:
    """Yield the pictures of a file; each is there until the next is asked for."""
    for number in range(len(document)):
        page = document[number]
        try:
            yield from page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
        finally:
            page.close()
