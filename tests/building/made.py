"""Packages and documents for the builder's tests, and faults planted in finished files."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import typst
from PIL import Image
from PIL.ExifTags import Base
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from disclosures.building.pdf import DocumentItem, PackageData, TextItem, render_package

FONTS = Path(__file__).parents[2] / "static" / "build" / "fonts-ttf"
DAY = date(2026, 2, 1)
NAME = "Wilhelmina Quennell"


def package(*items: TextItem | DocumentItem | str, **more: Any) -> PackageData:
    """Return a package of these items; a text stands for an item of that text."""
    made = (
        TextItem("Note, stated as fact", DAY, each) if isinstance(each, str) else each
        for each in items
    )
    return PackageData(**{
        "reference": "R-7K3M-Q2", "organisation": "Harbour House", "contact": "Ring 01632 960555.",
        "to_name": "Ruth Adeyemi", "to_agency": "Brackenfield Housing", "concerning": "Maya Ferreira-Quill",
        "purpose": "Rehousing before the tenancy ends", "basis": "Informed consent, given on 27 February 2026",
        "made_at": datetime(2026, 3, 2, 14, tzinfo=UTC), "items": tuple(made),
        "terms": ("Use it only for this purpose.", "Do not pass it on."), "provisos": ("Not by post",), **more,
    })  # fmt: skip


def rendered(*items: TextItem | DocumentItem | str, **more: Any) -> bytes:
    """Return such a package as a PDF."""
    return render_package(package(*items, **more), FONTS)


def typed(markup: str) -> bytes:
    """Return a PDF with a text layer, as an office program makes one."""
    return bytes(typst.compile(f'#set document(title: "x")\n{markup}'.encode()))


def photo(size: tuple[int, int] = (60, 80), **more: Any) -> bytes:
    """Return a JPEG as our own pages are."""
    out = io.BytesIO()
    Image.new("RGB", size, (200, 220, 240)).save(out, "JPEG", **more)
    return out.getvalue()


def _changed(data: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(data))), io.BytesIO()
    change(writer)
    writer.write(out)
    return out.getvalue()


def _drawn(data: bytes, operators: str) -> bytes:
    """Return the file with something more drawn on its last page, in a typeface that it has."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[-1]
        font = DictionaryObject({
            NameObject("/Type"): NameObject("/Font"), NameObject("/Subtype"): NameObject("/Type1"),
            NameObject("/BaseFont"): NameObject("/Helvetica"),
        })  # fmt: skip
        resources: Any = page["/Resources"]
        resources.setdefault(NameObject("/Font"), DictionaryObject())[NameObject("/Plant")] = font
        more = DecodedStreamObject()
        more.set_data(operators.encode())
        old = page["/Contents"].get_object()
        contents = list(old) if isinstance(old, ArrayObject) else [page.raw_get("/Contents")]
        start, end = DecodedStreamObject(), DecodedStreamObject()
        start.set_data(b"q")
        end.set_data(b"Q")
        page[NameObject("/Contents")] = ArrayObject(
            [
                writer._add_object(start),
                *contents,
                writer._add_object(end),
                writer._add_object(more),
            ]
        )

    return _changed(data, change)


def _words(how: str, at: str = "60 300") -> str:
    return f"BT /Plant 12 Tf {how} {at} Td ({NAME}) Tj ET"


def _with_exif() -> bytes:
    exif = Image.Exif()
    exif[Base.Artist] = NAME
    return photo(exif=exif)


PAGES = DocumentItem("Document", DAY, (photo(),))


def _info(writer: PdfWriter) -> None:
    writer.add_metadata({"/Author": NAME})


def _attached(writer: PdfWriter) -> None:
    writer.add_attachment("x.txt", NAME.encode())


def _scripted(writer: PdfWriter) -> None:
    runs = DictionaryObject({
        NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(f"alert('{NAME}')"),
    })  # fmt: skip
    writer._root_object[NameObject("/OpenAction")] = writer._add_object(runs)


def _commented(writer: PdfWriter) -> None:
    note = DictionaryObject({
        NameObject("/Type"): NameObject("/Annot"), NameObject("/Subtype"): NameObject("/Text"),
        NameObject("/Contents"): TextStringObject(NAME),
    })  # fmt: skip
    writer.pages[0][NameObject("/Annots")] = ArrayObject([writer._add_object(note)])


def _orphan(writer: PdfWriter) -> None:
    more = DecodedStreamObject()
    more.set_data(NAME.encode())
    writer._add_object(more)


def _alt(writer: PdfWriter) -> None:
    for each in writer._objects:
        if isinstance(each, DictionaryObject) and "/Alt" in each:
            each[NameObject("/Alt")] = TextStringObject(f"A letter of {NAME}")


def _xmp(writer: PdfWriter) -> None:
    held: Any = writer._root_object["/Metadata"].get_object()
    held.set_data(
        held.get_data().replace(
            b"<xmp:CreatorTool>", f"<dc:creator>{NAME}</dc:creator><xmp:CreatorTool>".encode()
        )
    )


def _page_metadata(writer: PdfWriter) -> None:
    more = DecodedStreamObject()
    more.set_data(NAME.encode())
    writer.pages[0][NameObject("/Metadata")] = writer._add_object(more)


def _layer(writer: PdfWriter) -> None:
    group = DictionaryObject(
        {NameObject("/Type"): NameObject("/OCG"), NameObject("/Name"): TextStringObject(NAME)}
    )
    held = ArrayObject([writer._add_object(group)])
    writer._root_object[NameObject("/OCProperties")] = DictionaryObject({NameObject("/OCGs"): held})


def _named(writer: PdfWriter) -> None:
    resources: Any = writer.pages[0]["/Resources"]
    fonts = resources["/Font"]
    fonts[NameObject("/Wilhelmina#20Quennell")] = next(iter(fonts.values()))


def planted(base: bytes) -> dict[str, tuple[bytes, bool, bool]]:
    """Return finished files with a fault each: the file, whether a fault is told, whether the name is found."""
    comment = base.replace(b"\nendobj\n", f"\nendobj\n% {NAME}\n".encode(), 1)
    return {
        "text under a black box": (_drawn(base, _words("0 g") + " 0 g 55 295 200 20 re f"), True, True),
        "text that is not drawn": (_drawn(base, _words("3 Tr")), True, True),
        "white text": (_drawn(base, _words("1 g")), True, True),
        "pale text": (_drawn(base, _words("0.97 g")), True, True),
        "text beyond the edge": (_drawn(base, _words("0 g", "60 -50")), True, True),
        "tiny text": (_drawn(base, f"q 0.05 0 0 0.05 0 0 cm {_words('0 g', '900 900')} Q"), True, True),
        "text that was left": (_drawn(base, _words("0 g")), False, True),
        "an actual text": (
            _drawn(base, f"/Span <</ActualText ({NAME})>> BDC {_words('0 g').replace(NAME, 'x')} EMC"), False, True,
        ),
        "an actual text in two bytes": (
            _drawn(base, f"/Span <</ActualText <FEFF{NAME.encode('utf-16-be').hex()}>>> BDC EMC"), False, True,
        ),
        "a remark in what is drawn": (_drawn(base, f"% {NAME}\nq Q"), False, True),
        "a remark in the file": (comment, True, False),
        "an author": (_changed(base, _info), True, True),
        "more in the metadata": (_changed(base, _xmp), True, True),
        "metadata of a page": (_changed(base, _page_metadata), True, True),
        "an attached file": (_changed(base, _attached), True, True),
        "a script": (_changed(base, _scripted), True, True),
        "a comment": (_changed(base, _commented), True, True),
        "a part that nothing shows": (_changed(base, _orphan), True, True),
        "a picture's other words": (_changed(base, _alt), False, True),
        "a layer": (_changed(base, _layer), True, True),
        "a name for a typeface": (_changed(base, _named), False, True),
        "an earlier version": (base + base[base.rindex(b"trailer"):], True, False),
        "something behind it": (base + NAME.encode(), True, False),
        "something before it": (NAME.encode() + b"\n" + base, True, False),
        "half of it": (base[: len(base) // 2], True, False),
        "a camera's data": (rendered(DocumentItem("Document", DAY, (_with_exif(),))), True, True),
        "a picture's comment": (
            rendered(DocumentItem("Document", DAY, (photo(comment=NAME.encode()),))), True, True,
        ),
        "something behind a picture": (
            rendered(DocumentItem("Document", DAY, (photo() + NAME.encode() + b"\xff\xd9",))), True, True,
        ),
    }  # fmt: skip
