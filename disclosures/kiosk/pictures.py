"""Pages of documents out of a package's own letter: which of its pages they are, and how one looks."""

from collections.abc import Iterator
from typing import Any

from pypdfium2 import PdfDocument, PdfPage
from pypdfium2 import raw as pdfium

from disclosures.building.pdfium import opened

_LEAST = 100  # points that a picture of a page is wide


def pages_of_documents(letter: bytes) -> list[int]:
    """Return which pages of a letter (from 0) show a page of a document."""
    with opened(letter) as document:
        return [number for number in range(len(document)) if _has_picture(document, number)]


def _has_picture(document: PdfDocument, number: int) -> bool:
    page = document[number]
    try:
        return any(_wide_ones(page))
    finally:
        page.close()


def as_picture(letter: bytes, number: int) -> bytes:
    """Return the page of a document that a page of a letter (from 0) shows: the JPEG that was released, as it is.

    Raises IndexError for a page that shows none.
    """
    with opened(letter) as document:
        page = document[number]
        try:
            for picture in _wide_ones(page):
                return bytes(picture.get_data(decode_simple=False))
        finally:
            page.close()
    raise IndexError(number)


def _wide_ones(page: PdfPage) -> Iterator[Any]:
    """Give the pictures of a page that are as wide as one of a document."""
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE]):
        left, _bottom, right, _top = each.get_bounds()
        if right - left >= _LEAST:
            yield each
