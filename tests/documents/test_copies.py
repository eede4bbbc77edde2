"""Copies that may leave: the same picture or pages, and nothing else that the original carried."""

import io
from pathlib import Path

import pytest
import typst
from django.conf import settings
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    StreamObject,
    TextStringObject,
)

from confidentiality.documents.copies import NoCopy, copy_without_metadata, jpeg_without_metadata
from confidentiality.documents.kinds import BY_CODE, kind_of
from tests.documents.samples import GOOD, flood, photo_with_position, picture

pytestmark = pytest.mark.attack("A15")
CANARY = b"Canary"


def copied(code: str, content: bytes) -> tuple[str, bytes]:
    out = io.BytesIO()
    kind = copy_without_metadata(BY_CODE[code], io.BytesIO(content), out)
    return kind.code, out.getvalue()


def holds_canary(content: bytes) -> bool:
    """Say whether the word stands in it, in any of the ways that a picture or PDF may write it."""
    ways = (
        CANARY,
        CANARY.decode().encode("utf-16-be"),
        CANARY.decode().encode("utf-16-le"),
        CANARY.hex().encode(),
    )
    return any(way in content or way.lower() in content.lower() for way in ways)


def test_a_photo_loses_where_and_by_whom_and_stays_the_right_way_up() -> None:
    photo = photo_with_position()
    assert holds_canary(photo)
    kind, copy = copied("jpeg", photo)
    assert kind == "jpeg"
    assert not holds_canary(copy)
    with Image.open(io.BytesIO(copy)) as bare, Image.open(io.BytesIO(photo)) as original:
        assert dict(bare.getexif()) == {}
        assert original.size == (40, 20)
        assert bare.size == (20, 40), "it was turned as its metadata said"
        assert set(bare.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_picture_of_any_kind_becomes_pixels_only() -> None:
    said = PngInfo()
    said.add_text("Author", "Canary")
    said.add_itxt("XML:com.adobe.xmp", "<x>Canary</x>")
    originals = {
        "png": picture("PNG", pnginfo=said) + CANARY,
        "gif": picture("GIF", comment=CANARY),
        "webp": picture("WEBP", xmp=CANARY),
        "tiff": picture("TIFF", description="Canary"),
    }
    for code, original in originals.items():
        assert holds_canary(original), code
        kind, copy = copied(code, original)
        assert (kind, holds_canary(copy)) == ("png", False)
        with Image.open(io.BytesIO(copy)) as bare, Image.open(io.BytesIO(original)) as before:
            assert bare.convert("RGB").tobytes() == before.convert("RGB").tobytes()
            assert bare.info == {}


def _pdf_that_tells() -> bytes:
    """Return a PDF with a page, and the canary in every place beside it."""
    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    shown = DecodedStreamObject()
    shown.set_data(b"BT (Shown words) Tj ET /P Do")
    page[NameObject("/Contents")] = writer._add_object(shown)
    photo = StreamObject()
    photo._data = photo_with_position()
    photo.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Image"),
            NameObject("/Filter"): NameObject("/DCTDecode"),
            NameObject("/Width"): NumberObject(40),
            NameObject("/Height"): NumberObject(20),
            NameObject("/ColorSpace"): NameObject("/DeviceRGB"),
            NameObject("/BitsPerComponent"): NumberObject(8),
            NameObject("/Metadata"): writer._add_object(_stream(CANARY)),
            NameObject("/PieceInfo"): DictionaryObject(
                {NameObject("/X"): TextStringObject("Canary")}
            ),
        }
    )
    pictures = DictionaryObject({NameObject("/P"): writer._add_object(photo)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): pictures})
    writer.add_metadata({"/Author": "Canary", "/Producer": "Canary"})
    writer.xmp_metadata = b"<?xpacket?><x:xmpmeta xmlns:x='adobe:ns:meta/'>Canary</x:xmpmeta>"
    writer.add_attachment("Canary.txt", CANARY)
    writer.add_outline_item("Canary", 0)
    comment = {
        NameObject("/Type"): NameObject("/Annot"),
        NameObject("/Subtype"): NameObject("/Text"),
        NameObject("/Contents"): TextStringObject("Canary"),
    }
    page[NameObject("/Annots")] = writer._add_object(DictionaryObject(comment))
    page[NameObject("/Metadata")] = writer._add_object(_stream(CANARY))
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def _stream(content: bytes) -> StreamObject:
    made = DecodedStreamObject()
    made.set_data(content)
    return made


def _with_an_earlier_version(content: bytes) -> bytes:
    """Return the PDF with a page's words replaced by an update at its end, the old ones still in the file."""
    old = content.replace(b"Shown words", b"Canary word")
    number = next(
        reference.idnum
        for reference in [PdfReader(io.BytesIO(content)).pages[0].raw_get("/Contents")]
    )
    new = b"BT (Shown words) Tj ET /P Do"
    added = b"\n%d 0 obj\n<< /Length %d >>\nstream\n%s\nendstream\nendobj\n" % (
        number,
        len(new),
        new,
    )
    at = old.rindex(b"startxref\n") + len(b"startxref\n")
    before = int(old[at : old.index(b"\n", at)])
    root = PdfReader(io.BytesIO(content)).trailer.raw_get("/Root").idnum
    table = b"xref\n%d 1\n%010d 00000 n \ntrailer\n<< /Size 99 /Root %d 0 R /Prev %d >>\n"
    ending = table % (number, len(old) + 1, root, before)
    return old + added + ending + b"startxref\n%d\n%%%%EOF\n" % (len(old) + len(added))


def test_a_pdf_keeps_its_pages_and_nothing_beside_them() -> None:
    original = _pdf_that_tells()
    assert original.count(CANARY) >= 8
    assert holds_canary(original)
    kind, copy = copied("pdf", original)
    assert kind == "pdf"
    assert not holds_canary(copy)
    reader = PdfReader(io.BytesIO(copy))
    assert "Shown words" in reader.pages[0].extract_text()
    assert "Canary" not in str(reader.metadata)
    assert reader.attachments == {}
    assert reader.outline == []
    for said in ("/Metadata", "/Names", "/OpenAction", "/AcroForm"):
        assert said not in reader.trailer["/Root"]  # type: ignore[operator]
    (image,) = reader.pages[0].images
    assert image.image is not None
    assert image.image.size == (40, 20)


def test_a_pdf_s_earlier_version_stays_behind() -> None:
    original = _with_an_earlier_version(_pdf_that_tells())
    assert b"Canary word" in original
    assert "Shown words" in PdfReader(io.BytesIO(original)).pages[0].extract_text()
    _, copy = copied("pdf", original)
    assert not holds_canary(copy)
    assert "Shown words" in PdfReader(io.BytesIO(copy)).pages[0].extract_text()


def test_our_own_letters_can_be_copied() -> None:
    """A tagged PDF with fonts, as typst makes them."""
    fonts = [str(Path(settings.LETTER_FONTS))]
    made: bytes = typst.compile(b"= A letter\nWords that stand.", font_paths=fonts)  # type: ignore[misc]
    _, copy = copied("pdf", made)
    assert "Words that stand." in PdfReader(io.BytesIO(copy)).pages[0].extract_text()
    assert b"typst" not in copy.lower()


@pytest.mark.parametrize("name", GOOD)
def test_of_each_kind_a_copy_is_made_or_none_leaves(name: str) -> None:
    try:
        kind, copy = copied(kind_of(name).code, GOOD[name])
    except NoCopy:
        assert kind_of(name).family != "image" or kind_of(name).code == "heic"
    else:
        assert kind in ("jpeg", "png", "pdf")
        assert not holds_canary(copy)


@pytest.mark.parametrize(
    ("code", "content"),
    [
        ("jpeg", b"\xff\xd8\xff"),
        ("jpeg", picture("JPEG")[:-200]),
        ("png", flood()),
        ("png", flood(10_000, 10_001)),
        ("pdf", b"%PDF-1.7\n"),
        ("pdf", GOOD["photo.jpg"]),
    ],
)
def test_what_is_damaged_gives_no_copy(code: str, content: bytes) -> None:
    with pytest.raises(NoCopy):
        copied(code, content)


def test_a_jpeg_keeps_its_picture_byte_for_byte_when_nothing_has_to_be_turned() -> None:
    photo = picture("JPEG", (64, 48), comment=CANARY, icc_profile=CANARY * 20)
    bare = jpeg_without_metadata(photo + CANARY)
    assert not holds_canary(bare)
    with Image.open(io.BytesIO(bare)) as one, Image.open(io.BytesIO(photo)) as other:
        assert one.tobytes() == other.tobytes()
    progressive = picture("JPEG", (64, 48), progressive=True, comment=CANARY)
    with Image.open(io.BytesIO(jpeg_without_metadata(progressive))) as one:
        one.load()
