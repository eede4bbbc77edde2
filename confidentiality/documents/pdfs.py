"""Whether a PDF holds something that runs: names in what can be read, and in the streams that keep objects packed.

Programs of today keep most of a PDF's objects in such streams. One that cannot be unpacked here is not taken in.
"""

import re
import zlib
from typing import IO

from .kinds import NotTaken

RUNS = (
    "This document holds a macro, a script or another program, so it is not taken in."
    " Save it without, or print it to a PDF, and take that."
)
PACKED = (
    "Part of this PDF is packed so that nobody can tell whether it holds a program, as under a password."
    " Print it to a PDF, and take that."
)
PIECE = 256 * 1024
LONGEST_HEAD = 8 * 1024  # of what says how a stream is kept, a few hundred bytes in any real PDF
MOST_UNPACKED = 256 * 1024 * 1024  # of all such streams of a document
# A name may be written with #-escapes: /J#61vaScript.
_NAME = re.compile(rb"/((?:[A-Za-z0-9]|#[0-9A-Fa-f]{2}){2,40})")
_RUNS = {b"JavaScript", b"JS", b"Launch", b"RichMedia"}
_KEEPS = b"ObjStm"
# What a stream can be kept in besides one layer of Flate, or another file.
_KEPT_OTHERWISE = re.compile(rb"/(?:DecodeParms|DP|FFilter|FDecodeParms)\b|/F\s*[(<\[]|/Crypt\b")


def refuse_what_runs(whole: IO[bytes]) -> None:
    """Raise NotTaken for a PDF that holds a script or starts a program, or that hides whether it does."""
    keeping = _look_through(whole, size=PIECE)
    left = MOST_UNPACKED
    for at in keeping:
        left -= _look_within(whole, at, left)


def _look_through(whole: IO[bytes], *, size: int) -> list[int]:
    """Look at every name that can be read; return where streams begin to be described that keep objects."""
    whole.seek(0)
    kept, begins, keeping = b"", 0, list[int]()
    while piece := whole.read(size):
        keeping += [begins + at for at in _names_in(kept + piece)]
        begins += len(kept) + len(piece) - 64
        kept = (kept + piece)[-64:]
    return sorted(set(keeping))


def _names_in(text: bytes) -> list[int]:
    """Return where the name stands of streams that keep objects; raises NotTaken for one of what runs."""
    found = []
    for name in _NAME.finditer(text):
        plain = _unescaped(name.group(1))
        if plain in _RUNS:
            raise NotTaken("program", RUNS)
        if plain == _KEEPS:
            found.append(name.start())
    return found


def _unescaped(name: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda hexed: bytes.fromhex(hexed[1].decode()), name)


def _look_within(whole: IO[bytes], at: int, most: int) -> int:
    """Look at the names within one stream that keeps objects; return how much was unpacked."""
    start = max(0, at - LONGEST_HEAD)
    whole.seek(start)
    around = whole.read(at - start + LONGEST_HEAD)
    begins = around.find(b"stream", at - start)
    head = around[: at - start].rpartition(b"obj")[2] + around[at - start : begins]
    described = _unescaped(head)
    if begins < 0 or b"endobj" in around[at - start : begins] or _KEPT_OTHERWISE.search(described):
        raise NotTaken("packed", PACKED)
    if b"/Filter" not in described:
        return 0  # it was read with all else
    filters = re.findall(rb"/(\w+)", described.partition(b"/Filter")[2])[:1]
    if filters != [b"FlateDecode"] or described.count(b"Decode") != 1:
        raise NotTaken("packed", PACKED)
    data = begins + len(b"stream")
    data += len(re.match(rb"\r?\n?", around[data:])[0])  # type: ignore[index]  # it matches anything
    whole.seek(start + data)
    return _unpack(whole, most)


def _unpack(whole: IO[bytes], most: int) -> int:
    inflate, kept, unpacked = zlib.decompressobj(), b"", 0
    try:
        while not inflate.eof and (piece := inflate.unconsumed_tail or whole.read(PIECE)):
            text = inflate.decompress(piece, PIECE)
            unpacked += len(text)
            if unpacked > most:
                raise NotTaken("packed", PACKED)
            _names_in(kept + text)
            kept = (kept + text)[-64:]
    except zlib.error:
        raise NotTaken("packed", PACKED) from None
    return unpacked
