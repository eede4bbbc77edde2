"""Pictures of pages in the file: while it is set in type, small ones hold their places.

The typesetter unpacks each picture that it is given and keeps all of them, some ten megabytes for a page. So it gets
small ones of the same shape and colours, each of which says in a comment whose place it holds; the finished file gets
the pictures themselves, byte for byte.
"""

import hashlib
import io
import re
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from PIL import Image

SIDE = 256  # pixels of the longer side of what holds a place
_TABLE = re.compile(rb"xref\n0 (\d+)\n((?:\d{10} \d{5} [nf]\r\n)+)trailer\n")
_ROW = 20  # bytes of the table for one object
_STARTS = re.compile(rb"startxref\n(\d+)\n%%EOF\s*\Z")
_PICTURE = re.compile(
    rb"(\d+ 0 obj\n<</Length )(\d+)(/Type/XObject/Subtype/Image/Filter/DCTDecode)"
    rb"/Width \d+/Height \d+([^<>]*>>\nstream\n)"
)
_COMMENT = re.compile(rb"\xff\xfe\x00\x42([0-9a-f]{64})")


class Unfit(Exception):
    """A picture that is none, or a file in which the places were not found; nothing of either is quoted."""


def place_holder(picture: bytes) -> bytes:
    """Return a small JPEG that takes up as much room on a page as this one; raises Unfit for what is none."""
    try:
        with Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened:
            opened.load()
            mode, (width, height) = opened.mode, opened.size
    except Exception:  # what a broken picture makes a library raise is not to be known beforehand
        raise Unfit from None
    out = io.BytesIO()
    small = Image.new(mode, _shape(width, height))
    small.save(out, "JPEG", comment=_print_of(picture).encode())
    return out.getvalue()


def with_pictures(data: bytes, pictures: Sequence[bytes]) -> bytes:
    """Return a finished file with the pictures where something holds their places; raises Unfit for another's file.

    Objects are found by the file's own table, never by what their bytes look like.
    """
    full = {_print_of(each): each for each in pictures}
    starts = _STARTS.search(data, max(0, len(data) - 64))
    table = _TABLE.match(data, int(starts[1])) if starts else None
    if starts is None or table is None:
        raise Unfit
    rows = [table[2][at : at + _ROW] for at in range(0, len(table[2]), _ROW)]
    places = {int(row[:10]): number for number, row in enumerate(rows) if row[17:18] == b"n"}
    edges = [*sorted(places), table.start()]
    written, length = [data[: edges[0]]], edges[0]
    for begins, ends in pairwise(edges):
        row = places[begins]
        rows[row] = b"%010d%b" % (length, rows[row][10:])
        parts = _whole(data[begins:ends], full)
        written += parts  # a picture itself, not a copy of it
        length += sum(map(len, parts))
    if full:
        raise Unfit  # one of them has no place
    head, tail = data[table.start() : table.start(2)], data[table.end(2) : starts.start(1)]
    return b"".join([*written, head, *rows, tail, b"%d\n%%%%EOF" % length])


def _whole(part: bytes, full: dict[str, bytes]) -> list[bytes]:
    """Return an object of the file in pieces, with the picture in it whose place it held."""
    found = _PICTURE.match(part)
    holder = part[found.end() : found.end() + int(found[2])] if found else b""
    said = _COMMENT.search(holder)
    if found is None or said is None:
        return [part]
    picture = full.pop(said[1].decode(), None)
    if picture is None:
        raise Unfit
    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as opened:
        width, height = opened.size
    size = b"/Width %d/Height %d" % (width, height)
    rest = part[found.end() + len(holder) :]
    return [found[1], b"%d" % len(picture), found[3], size, found[4], picture, rest]


def _shape(width: int, height: int) -> tuple[int, int]:
    """Return a small size of the same proportions, within half a thousandth."""
    ratio = Fraction(min(width, height), max(width, height)).limit_denominator(SIDE)
    shorter, longer = (ratio.numerator, ratio.denominator) if ratio else (1, SIDE)
    return (shorter, longer) if width <= height else (longer, shorter)


def _print_of(picture: bytes) -> str:
    return hashlib.sha256(picture).hexdigest()
