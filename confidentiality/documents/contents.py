"""Whether what is in a document is what its name claims, and holds nothing that runs or explodes.

Nothing here decodes a picture or unpacks an archive: headers, tables of contents and a few bounded parts are read.
"""

import html
import io
import re
import zipfile
from collections.abc import Callable
from typing import IO

import olefile
import puremagic
from PIL import Image, UnidentifiedImageError

from confidentiality.sealing.chunks import SealedReader

from .kinds import Kind, NotTaken, kind_of
from .offices import refuse_what_is_fetched, text_of
from .pdfs import RUNS, refuse_what_runs

HEAD = 8192
MOST_PIXELS = 100_000_000
MOST_PARTS = 5_000
MOST_UNPACKED = 1024 * 1024 * 1024
MOST_TIMES = 200  # how many times larger than packed; office documents of much the same text reach some dozens
SMALL = 20 * 1024 * 1024  # unpacked: too little to hurt, however well packed
PART_READ = (
    4 * 1024 * 1024
)  # what belongs to a document of a thousand pictures takes some hundred KB
_MARKUP = re.compile(
    rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|object|embed|\?php)", re.IGNORECASE
)
_RUNS = re.compile(
    r"(?:^|/)(?:vba[^/]*\.bin|activex[^/]*|basic|scripts|macrosheets)(?:/|$)"
    r"|\.(?:exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|lnk|msi|zip|7z|rar|iso)$",
    re.IGNORECASE,
)
_LINE = re.compile(rb"^[A-Za-z][A-Za-z0-9-]*:", re.MULTILINE)
_LETTER_HEAD = re.compile(rb"^(?:From|To|Subject|Date|Received|Return-Path):", re.I | re.M)

BOMB = "This document would unpack to far more than it seems to be, so it is not taken in."
POLYGLOT = "This document is of two kinds at once, as attacks are. Print or scan it to a PDF, and take that."


def look_into(reader: SealedReader, name: str) -> Kind:
    """Return the kind of a document, whose content is what its name claims; raises NotTaken with a plain sentence."""
    kind = kind_of(name)
    if reader.size == 0:
        raise NotTaken("empty", "This document is empty: nothing was written in it.")
    whole = io.BufferedReader(reader, 64 * 1024)
    head = whole.read(HEAD)
    if kind.known_as and not _recognised(head) & set(kind.known_as):
        raise _other(kind)
    _LOOKS[kind.family](kind, whole, head)
    if kind.family != "office" and kind.family != "e-mail" and _is_archive(whole):
        raise NotTaken("polyglot", POLYGLOT)
    whole.detach()
    return kind


def _other(kind: Kind) -> NotTaken:
    """Return what to say of a document whose name claims a kind that it is not."""
    office = kind.family == "office"
    more = " If it is protected by a password, take the password off first." if office else ""
    return NotTaken(
        "mismatch",
        f"The name ends in ‘{kind.end}’, but what is in it is not that ({kind.label}).{more}"
        " Save it anew in the program it came from, or print or scan it to a PDF.",
    )


def _recognised(head: bytes) -> set[str]:
    try:
        return {found.extension for found in puremagic.magic_string(head)}
    except (puremagic.PureError, ValueError):
        return set()


def _refuse_markup(head: bytes, kind: Kind) -> None:
    if _MARKUP.search(head[:2048]) or b"%PDF-" in head[1:1024]:
        raise NotTaken("polyglot", POLYGLOT)


def _is_archive(whole: IO[bytes]) -> bool:
    try:
        with zipfile.ZipFile(whole) as archive:
            return bool(archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False


def _look_into_pdf(kind: Kind, whole: IO[bytes], head: bytes) -> None:
    _refuse_markup(head, kind)
    refuse_what_runs(whole)


def _look_into_image(kind: Kind, whole: IO[bytes], head: bytes) -> None:
    _refuse_markup(head, kind)
    if not kind.holds:  # HEIC: nothing here reads it
        return
    whole.seek(0)
    try:
        with Image.open(whole, formats=[kind.holds]) as picture:
            width, height = picture.size
    except (
        UnidentifiedImageError,
        Image.DecompressionBombError,
        OSError,
        ValueError,
        SyntaxError,
    ) as wrong:
        if isinstance(wrong, Image.DecompressionBombError):
            raise NotTaken("pixels", BOMB) from None
        raise _other(kind) from None
    if width * height > MOST_PIXELS:
        raise NotTaken("pixels", BOMB)


def _look_into_office(kind: Kind, whole: IO[bytes], head: bytes) -> None:
    try:
        with zipfile.ZipFile(whole) as archive:
            _look_into_archive(kind, archive, whole.seek(0, io.SEEK_END))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        raise _other(kind) from None


def _look_into_archive(kind: Kind, archive: zipfile.ZipFile, size: int) -> None:
    parts = archive.infolist()
    unpacked, packed = sum(p.file_size for p in parts), sum(p.compress_size for p in parts)
    too_well = unpacked > SMALL and unpacked > MOST_TIMES * size
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or too_well or packed > size:
        raise NotTaken("bomb", BOMB)
    names = {part.filename for part in parts}
    if len({name.casefold() for name in names}) < len(parts):
        raise NotTaken("polyglot", POLYGLOT)  # one program would open the one, another the other
    if any(name.startswith(("/", "\\")) or ".." in re.split(r"[/\\]", name) for name in names):
        raise NotTaken("polyglot", POLYGLOT)
    if any(_RUNS.search(name) for name in names):
        raise NotTaken("program", RUNS)
    if "/" in kind.holds and not kind.holds.startswith("application/"):
        types = text_of(_part(archive, "[Content_Types].xml"))
        if kind.holds not in names or "Types" not in types:
            raise _other(kind)
        if "macroEnabled" in html.unescape(types):
            raise NotTaken("program", RUNS)
        for name in names:
            if name.casefold().endswith(".rels"):
                refuse_what_is_fetched(text_of(_part(archive, name)))
    elif _part(archive, "mimetype").strip() != kind.holds.encode():
        raise _other(kind)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part, and nothing for one that is not there; raises BadZipFile for one that is not read whole here."""
    try:
        with archive.open(name) as part:
            content = part.read(PART_READ + 1)
    except KeyError:
        return b""
    except Exception:  # a part that does not unpack, by any of zlib's, lzma's and bz2's errors
        raise zipfile.BadZipFile from None
    if len(content) > PART_READ:
        raise zipfile.BadZipFile
    return content


def _look_into_old_office(kind: Kind, whole: IO[bytes], head: bytes) -> None:
    whole.seek(0)
    try:
        with olefile.OleFileIO(whole) as found:
            entries = found.listdir(streams=True, storages=True)
    except Exception:  # of a broken one it raises what it meets
        raise _other(kind) from None
    names = {part for entry in entries for part in entry}
    if kind.holds not in names and not (kind.code == "xls" and "Book" in names):
        raise _other(kind)
    if names & {"Macros", "VBA", "_VBA_PROJECT_CUR", "_VBA_PROJECT"}:
        raise NotTaken("program", RUNS)


def _look_into_text(kind: Kind, whole: IO[bytes], head: bytes) -> None:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16, as Notepad writes it
        try:
            head = head[: len(head) // 2 * 2].decode("utf-16").encode()
        except UnicodeDecodeError:
            raise _other(kind) from None
    else:
        _refuse_binary(kind, whole)
    if _MARKUP.search(head[:2048]) or head.startswith((b"%PDF-", b"#!", b"{\\rtf", b"MZ")):
        raise _other(kind)


def _refuse_binary(kind: Kind, whole: IO[bytes]) -> None:
    whole.seek(0)
    while piece := whole.read(256 * 1024):
        if b"\0" in piece:
            raise _other(kind)


def _look_into_letter(kind: Kind, whole: IO[bytes], head: bytes) -> None:
    if not _LINE.match(head) or not _LETTER_HEAD.search(head):
        raise _other(kind)
    _refuse_binary(kind, whole)


def _look_into_sound(kind: Kind, whole: IO[bytes], head: bytes) -> None:
    _refuse_markup(head, kind)
    if kind.holds and head[8:12] != kind.holds.encode():  # RIFF holds other things than sound
        raise _other(kind)


_LOOKS: dict[str, Callable[[Kind, IO[bytes], bytes], None]] = {
    "pdf": _look_into_pdf,
    "image": _look_into_image,
    "office": _look_into_office,
    "old office": _look_into_old_office,
    "text": _look_into_text,
    "e-mail": _look_into_letter,
    "sound or film": _look_into_sound,
}
