"""Reading the final bytes of a package again, as anybody could who gets them: with a reader, or with tools.

It returns every text that can be got out, for the matcher to look for people in, and what should not be there at all.
An empty answer says that these looks found nothing, not that nothing is there.
"""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from pathlib import Path
from typing import Any

from pypdf import PdfReader
from pypdf.generic import (
    ByteStringObject,
    ContentStream,
    DictionaryObject,
    IndirectObject,
    NameObject,
    StreamObject,
    TextStringObject,
)

from .pdfium import opened
from .showing import ALL_PAGES, Found, shown_in

__all__ = ["Found", "ReadAgain", "is_bare_jpeg", "read_again", "run_together"]

# What a file of ours has no use for: each can carry words, or do something by itself.
_NOT_OURS = {
    "an attached file": {"/EmbeddedFile", "/EmbeddedFiles", "/EF", "/AF", "/Filespec", "/Collection"},
    "a script or an action": {
        *("/JavaScript", "/JS", "/AA", "/OpenAction", "/Launch", "/RichMedia", "/URI", "/SubmitForm", "/GoToR"),
    },
    "a comment, a link or a form": {"/Annots", "/Annot", "/AcroForm", "/XFA", "/FreeText", "/Popup"},
    "metadata of a part": {"/PieceInfo", "/Thumb", "/LastModified", "/SpiderInfo", "/DSS", "/Perms"},
    "a layer": {"/OCProperties", "/OCG", "/OCMD", "/OC"},
    "an article or a thread": {"/Threads", "/Thread", "/B", "/Bead"},
}  # fmt: skip
_INFO = {"/Title", "/Creator"}
_XMP = {
    *("x:xmpmeta", "rdf:RDF", "rdf:Description", "rdf:Alt", "rdf:Bag", "rdf:li", "dc:title", "dc:language"),
    *("dc:format", "xmp:CreatorTool", "pdfuaid:part", "xmpTPg:NPages", "xmpMM:InstanceID", "pdf:PDFVersion"),
    *("xmpMM:DocumentID", "xmpMM:RenditionClass"),
}  # fmt: skip
# The words of the format itself, in which nobody's name is to be looked for.
_FORMAT = frozenset((Path(__file__).parent / "templates" / "format.txt").read_text("utf-8").split())
_OWN_FONT = re.compile(r"[A-Z]{6}\+[A-Za-z]+-[A-Za-z]+")
# In what is text, words of four letters; in what is not, of six, or every picture would hold somebody's name.
_WORDS = re.compile(rb"[A-Za-z\xc0-\xff'@. -]*[A-Za-z\xc0-\xff]{4}[A-Za-z\xc0-\xff'@. -]*")
_AMONG_OTHERS = re.compile(rb"[A-Za-z'@. -]*[A-Za-z]{6}[A-Za-z'@. -]*")
# The typeface is called after somebody whose name others have too.
_OWN_TYPEFACE = re.compile(r"Atkinson[- ]?Hyperlegible", re.IGNORECASE)
# The file's own number, made of all that is in it: its letters fall as dice do, and a short name in them is nobody's.
_OWN_ID = re.compile(r"(?<![\w+/])[A-Za-z0-9+/]{22}==(?![\w+/=])")
_OWN_ID_IN_BYTES = re.compile(_OWN_ID.pattern.encode())
_PRINTED = bytes(range(32, 127)) + b"\r\n\t"
# What a mark says of the words that it stands before; nothing else in what is drawn is a dictionary.
_MARK = re.compile(rb"/[^\s<]+\s*<<.*?>>\s*(?:BDC|DP)\b", re.DOTALL)
_STREAM = re.compile(rb"stream\r?\n.*?endstream", re.DOTALL)
_TAG = re.compile(r"<([A-Za-z][\w.-]*:[\w.-]+)")
# What a picture is made of (frame, tables, scans), and the two headers that say how to read its colours; with how long
# each may be. What is longer, or any other part, can carry words.
_ANY = 0xFFFF
_JPEG_PARTS = {
    **dict.fromkeys((0xC0, 0xC1, 0xC2, 0xC4, 0xDA, 0xDB, 0xDD), _ANY),
    **{0xE0: 16, 0xEE: 14},  # JFIF's without a small picture, and Adobe's
}
_SCAN = 0xDA
_PART = re.compile(rb"\xff[^\x00\xd0-\xd7]", re.DOTALL)  # in a scan's pixels the others stand


@dataclass(frozen=True)
class ReadAgain:
    """What the bytes give away: texts for the matcher, and `faults`, sentences without any of the content."""

    texts: tuple[Found, ...]
    faults: tuple[str, ...]

    @cached_property
    def whole(self) -> str:
        """The words of all pages, `run_together`; '' where there is no page."""
        pages = {each.where: each.words for each in self.texts}
        return run_together(pages.get(ALL_PAGES) or pages.get("page 1", ""))


def run_together(words: str) -> str:
    """Return words without what depends on where their lines end: one space for each gap, none behind a hyphen."""
    return " ".join(words.split()).replace("- ", "-")


def read_again(data: bytes) -> ReadAgain:
    """Return all that can be read in a package's PDF; what cannot be read whole is a fault, not an error."""
    texts, faults = list[Found](), list(_outside(data))
    try:
        with opened(data) as document:
            shown, wrong = shown_in(document)
        texts, faults = [*texts, *shown], [*faults, *wrong]
        texts += _in_objects(PdfReader(io.BytesIO(data), strict=True), faults)
    except (
        Exception
    ) as error:  # what a broken file makes a library raise is not to be known beforehand
        faults.append(f"It cannot be read to its end ({type(error).__name__}).")
    return ReadAgain(tuple(texts), tuple(dict.fromkeys(faults)))


def _outside(data: bytes) -> Iterator[str]:
    """Yield what is wrong with the bytes around and between the objects."""
    plain = _STREAM.sub(b"", data)
    if not data.startswith(b"%PDF-") or not data.rstrip().endswith(b"%%EOF"):
        yield "Something stands before or behind it."
    if plain.count(b"%%EOF") != 1 or plain.count(b"startxref") != 1:
        yield "An earlier version of it is kept in it."
    if b"/Encrypt" in plain:
        yield "It is encrypted, and cannot be read to its end."
    comments = (line for line in plain.splitlines()[2:] if line.lstrip().startswith(b"%"))
    if any(line.strip() != b"%%EOF" for line in comments):
        yield "A remark stands between its parts."


def _in_objects(reader: PdfReader, faults: list[str]) -> Iterator[Found]:
    ids = {number for numbers in reader.xref.values() for number in numbers} | set(
        reader.xref_objStm
    )
    names = set[str]()
    for number in sorted(ids - {0}):
        found = reader.get_object(IndirectObject(number, 0, reader))
        words = [*_strings(found, names)]
        if words:
            yield Found(f"object {number}", "\n".join(words))
        if isinstance(found, StreamObject):
            yield from _in_stream(number, found, reader, faults)
    reached = set[int]()
    _reach(reader.trailer, reached)
    if ids - reached - {0}:
        faults.append("A part of it is shown nowhere.")
    faults += _of_metadata(reader)
    yield from (Found("trailer", words) for words in _strings(reader.trailer, names))
    faults += [f"There is {what} in it." for what, ours in _NOT_OURS.items() if names & ours]
    other = {name[1:] for name in names} - _FORMAT
    yield Found("names", "\n".join(sorted(each for each in other if not _OWN_FONT.fullmatch(each))))


def _reach(found: Any, reached: set[int]) -> None:
    """Gather the numbers of all objects that something leads to, from here."""
    waiting = [found]
    while waiting:
        each = waiting.pop()
        if isinstance(each, IndirectObject):
            if each.idnum in reached:
                continue
            reached.add(each.idnum)
            each = each.get_object()
        if isinstance(each, DictionaryObject):
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each


def _strings(found: Any, names: set[str]) -> Iterator[str]:
    """Yield the strings of one object, not of those that it leads to; gather its names."""
    if isinstance(found, DictionaryObject):
        for name, each in found.items():
            names.add(str(name))
            yield from _strings(each, names)
    elif isinstance(found, list):
        for each in found:
            yield from _strings(each, names)
    elif isinstance(found, NameObject):
        names.add(str(found))
    elif isinstance(found, TextStringObject):
        yield _OWN_ID.sub("", str(found))
    elif isinstance(found, ByteStringObject):
        yield from _letters(bytes(found), _WORDS)


def _in_stream(
    number: int, stream: StreamObject, reader: PdfReader, faults: list[str]
) -> Iterator[Found]:
    if stream.get("/Filter") == "/DCTDecode":
        if not is_bare_jpeg(stream._data):
            faults.append("A picture in it says more than it shows.")
            yield from _found(f"picture {number}", _letters(stream._data, _AMONG_OTHERS))
        stream._data = b""  # the reader keeps every object, and a hundred pictures are much
        return
    content = stream.get_data()
    readable = len(content.translate(None, _PRINTED)) < 0.1 * len(content)
    yield from _found(f"stream {number}", _letters(content, _WORDS if readable else _AMONG_OTHERS))
    marks = [each for each in _MARK.findall(content) if _holds_words(each)] if readable else []
    if marks:
        told = StreamObject()
        told.set_data(b"\n".join(marks))
        operands = (each for each, _ in ContentStream(told, reader).operations)
        words = (word for each in operands for word in _strings(each, set()))
        yield from _found(f"marks {number}", words)


def _holds_words(mark: bytes) -> bool:
    """Say whether a string can stand in a mark: to take each one apart is a quarter of reading a package again."""
    bare = mark.replace(b"<<", b"")
    return b"(" in bare or b"<" in bare


def _found(where: str, words: Iterator[str]) -> Iterator[Found]:
    told = "\n".join(words)
    if told:
        yield Found(where, told)


def _letters(content: bytes, runs: re.Pattern[bytes]) -> Iterator[str]:
    """Yield the runs of letters in bytes, in one byte or two for each; the words of the format are none."""
    content = _OWN_ID_IN_BYTES.sub(b"", content)
    for wide in (content, content[1::2], content[::2]) if b"\0" in content else (content,):
        for run in runs.findall(wide):
            words = _OWN_TYPEFACE.sub("", run.decode("latin-1")).strip()
            if words not in _FORMAT:
                yield words


def _of_metadata(reader: PdfReader) -> Iterator[str]:
    info: Any = reader.trailer["/Info"].get_object()
    if set(info) - _INFO:
        yield "Its metadata say more than its title."
    root: Any = reader.trailer["/Root"].get_object()
    held = [each for each in _dictionaries(reader) if "/Metadata" in each]
    if len(held) > 1 or (held and held[0] != root):
        yield "A part of it has metadata of its own."
    xmp = root["/Metadata"].get_data().decode() if "/Metadata" in root else ""
    titles = {unescape(each) for each in re.findall(r"<rdf:li xml:lang=.*?>(.*?)</rdf:li>", xmp)}
    if set(_TAG.findall(xmp)) - _XMP or titles - {str(info.get("/Title"))}:
        yield "Its metadata say more than its title."


def _dictionaries(reader: PdfReader) -> Iterator[DictionaryObject]:
    for numbers in reader.xref.values():
        for number in numbers:
            found = reader.get_object(IndirectObject(number, 0, reader)) if number else None
            if isinstance(found, DictionaryObject):
                yield found


def is_bare_jpeg(data: bytes) -> bool:
    """Say whether a JPEG is its picture alone: no comment, no data of a camera, nothing behind its end."""
    if data[:2] != b"\xff\xd8":
        return False
    at, drawn = 2, False
    while (part := data[at : at + 2]) != b"\xff\xd9":
        length = int.from_bytes(data[at + 2 : at + 4], "big")
        if part[:1] != b"\xff" or length > _JPEG_PARTS.get(part[-1], 0):
            return False
        at += 2 + length
        if part[-1] == _SCAN:
            ends = _PART.search(data, at)
            at, drawn = ends.start() if ends else len(data), True
    return drawn and at + 2 == len(data)
