"""Pages of documents out of a package's own letter: which of its pages they are, and how one looks."""

import io
from collections.abc import Sequence

from pypdfium2 import PdfDocument
from pypdfium2 import raw as pdfium

from disclosures.building.pdfium import opened

SHARP = 2.0  # pixels for a point: an A4 page is 1,190 by 1,684
_LEAST = 100  # points that a picture of a page is wide


def pages_of_documents(letter: bytes) -> list[int]:
    """Return which pages of a letter (from 0) show a page of a document."""
    with opened(letter) as document:
        return [number for number in range(len(document)) if _has_picture(document, number)]


def _has_picture(document: PdfDocument, number: int) -> bool:
    page = document[number]
    try:
        pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE])
        return any(_width(each.get_bounds()) >= _LEAST for each in pictures)
    finally:
        page.close()


def _width(bounds: Sequence[float]) -> float:
    left, _bottom, right, _top = bounds
    return right - left


def as_picture(letter: bytes, number: int) -> bytes:
    """Return one page of a letter (from 0) as a PNG of its pixels alone."""
    with opened(letter) as document:
        page = document[number]
        try:
            out = io.BytesIO()
            page.render(scale=SHARP).to_pil().convert("RGB").save(out, "PNG")
            return out.getvalue()
        finally:
            page.close()
