"""Copies of documents for what leaves: the same picture or pages, without what a file says about itself.

The original on file stays as it came. A copy is made of what is shown: pixels for a picture, pages for a PDF; who made
it, with what, where and when, earlier versions, comments, attached files and thumbnails stay behind. A kind that no
copy can be made of does not leave as a file.
"""

import io
from typing import IO, Any

from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, StreamObject

from .contents import MOST_PIXELS
from .kinds import BY_CODE, Kind

# What is said about a file, a page or a picture, or beside it; and what a page does by itself.
_SAID = (
    *(
        "/Metadata",
        "/PieceInfo",
        "/LastModified",
        "/Thumb",
        "/Annots",
        "/AA",
        "/OpenAction",
        "/AcroForm",
    ),
    *(
        "/Names",
        "/Outlines",
        "/Threads",
        "/StructTreeRoot",
        "/Collection",
        "/AF",
        "/OCProperties",
        "/Perms",
    ),
    *(
        "/SpiderInfo",
        "/URI",
        "/PageLabels",
        "/Dests",
        "/Legal",
        "/DSS",
        "/B",
        "/Tabs",
        "/ID",
        "/OC",
    ),
)
_JPEG_KEPT = {0xE0, 0xEE}  # JFIF's and Adobe's headers, which say how to read the colours


class NoCopy(Exception):
    """No copy without metadata can be made of this document; `args[0]` says so in a plain sentence."""


def copy_without_metadata(kind: Kind, original: IO[bytes], copy: IO[bytes]) -> Kind:
    """Write a copy without metadata and return its kind; raises NoCopy for what none can be made of.

    JPEG stays JPEG, other pictures become PNG, a PDF stays a PDF.
    """
    if kind.family == "image" and kind.holds:
        return _copy_picture(kind, original, copy)
    if kind.code == "pdf":
        return _copy_pages(kind, original, copy)
    raise NoCopy(f"No copy without metadata can be made of this ({kind.label}): print it to a PDF.")


def _copy_picture(kind: Kind, original: IO[bytes], copy: IO[bytes]) -> Kind:
    try:
        with Image.open(original, formats=[kind.holds]) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise NoCopy("This picture is too large to be copied.")
            turned = ImageOps.exif_transpose(opened)
            jpeg = kind.code == "jpeg"
            mode = (
                "RGB" if jpeg or turned.mode not in ("1", "L", "LA", "RGB", "RGBA") else turned.mode
            )
            # Pixels only: a new picture has no place where anything else could have come along.
            pixels = turned.convert("RGBA" if not jpeg and "transparency" in turned.info else mode)
            bare = Image.frombytes(pixels.mode, pixels.size, pixels.tobytes())
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        raise NoCopy("This picture is damaged, so no copy can be made of it.") from None
    if jpeg:
        bare.save(copy, "JPEG", quality=92)
    else:
        bare.save(copy, "PNG")
    return kind if jpeg else BY_CODE["png"]


def _copy_pages(kind: Kind, original: IO[bytes], copy: IO[bytes]) -> Kind:
    try:
        reader = PdfReader(original)
        if reader.is_encrypted:
            raise NoCopy("This PDF is protected by a password, so no copy can be made of it.")
        writer = PdfWriter()
        for page in reader.pages:
            for said in _SAID:
                page.pop(NameObject(said), None)
            writer.add_page(page)
        writer.metadata = None
        for found in list(writer._objects):
            _strip(found)
        # What was only said about something is now reached from nowhere, and would be written all the same.
        writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
        writer.write(copy)
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OSError):
        raise NoCopy("This PDF is damaged, so no copy can be made of it.") from None
    return kind


def _strip(found: Any) -> None:
    """Take from one object of a PDF, and from what stands in it, all that is said about it."""
    if isinstance(found, ArrayObject):
        for each in found:
            _strip(each)
        return
    if not isinstance(found, DictionaryObject):
        return
    for said in _SAID:
        found.pop(NameObject(said), None)
    if isinstance(found, StreamObject) and found.get("/Filter") in ("/DCTDecode", ["/DCTDecode"]):
        found._data = jpeg_without_metadata(found._data)
    for each in found.values():
        if isinstance(each, DictionaryObject | ArrayObject):
            _strip(each)


def jpeg_without_metadata(data: bytes) -> bytes:
    """Return a JPEG's picture as it is, without comments, profiles, positions, thumbnails and what hangs on its end.

    Raises NoCopy for what is no JPEG.
    """
    if data[:2] != b"\xff\xd8":
        raise NoCopy("A picture in this document is damaged, so no copy can be made of it.")
    out, at = io.BytesIO(), 2
    out.write(data[:2])
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            raise NoCopy("A picture in this document is damaged, so no copy can be made of it.")
        marker = data[at + 1]
        if marker == 0xFF:  # a filler
            at += 1
            continue
        if marker == 0xD9:
            break
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:
            end = _end_of_scan(data, end)
        if not (0xE0 <= marker <= 0xEF or marker == 0xFE) or marker in _JPEG_KEPT:
            out.write(data[at:end])
        at = end
    out.write(b"\xff\xd9")
    return out.getvalue()


def _end_of_scan(data: bytes, at: int) -> int:
    """Return where the next marker stands after a scan's coded data, in which FF00 and RSTn are no markers."""
    while 0 <= (at := data.find(b"\xff", at)) < len(data) - 1:
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2
    return len(data)
