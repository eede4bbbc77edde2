"""Taking the pages of documents back out of a package's own file, as they left."""

from pypdfium2 import PdfDocument
from pypdfium2 import raw as pdfium

from .pdfium import opened


def pages_in(letter: bytes) -> list[bytes]:
    """Return the pictures that a package's file holds, in its order: JPEG, covered as they were released."""
    with opened(letter) as document:
        return [picture for number in range(len(document)) for picture in _on(document, number)]


def _on(document: PdfDocument, number: int) -> list[bytes]:
    page = document[number]
    found = [
        bytes(each.get_data(decode_simple=False))
        for each in page.get_objects()
        if each.type == pdfium.FPDF_PAGEOBJ_IMAGE
    ]
    page.close()
    return found
