"""Documents drawn anew: pages as pixels, with boxes burnt in, and nothing else of the file they came from.

What came from outside is opened by a program of its own (`drawing.py`), which may do nothing and gives back pixels and
words. Boxes and the picture's form are put on here: whatever took that program over could draw a page falsely, and
could not send anything along.
"""

import contextlib
import io
import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor
from pathlib import Path
from typing import IO, Any, Protocol, cast

from PIL import Image, ImageDraw

from confidentiality.documents.kinds import Kind

from .boxes import Box

MOST_BYTES = 100 * 1024 * 1024
MOST_PAGES = 500
MOST_PIXELS = 2400 * 2400
MOST_WORDS = 4 * 1024 * 1024  # bytes of a page's words
SECONDS, SECONDS_A_PAGE = 20, 2
SCREEN = 1200  # pixels of the longer side on a screen
GROWN = 0.003  # of a page's side, by which a box is larger than it was drawn
HIDDEN = 0.9  # of a word's height: with so much of it covered nobody reads it
COVERED = "\u2588"  # where a covered word stood
BURNT = (0, 0, 0)
_PIECE = 256 * 1024
_PROGRAM = Path(__file__).with_name("drawing.py")
# Nearly white becomes white, nearly black black: what was hidden in shades that no eye sees is gone.
_SHADES = [0 if shade < 8 else 255 if shade > 247 else shade for shade in range(256)] * 3

CANNOT = "Withheld: it cannot be processed."
WHY = {
    "kind": "Pages are made of PDFs and of JPEG, PNG, TIFF, GIF and WebP pictures. Print it to a PDF and add that.",
    "size": "The document is larger than 100 MB. Scan it again at a lower resolution, or in parts.",
    "pages": f"It has more than {MOST_PAGES} pages. Add it in parts.",
    "number": "It has no such page.",
    "pixels": "The picture is too large. Save it in a smaller size and add that.",
    "password": "It is protected by a password. Take the password off and add it again.",
    "program": "It holds a program. Print it to a PDF and add that.",
    "broken": "It is damaged, or not what it says it is. Print or scan it to a PDF and add that.",
    "time": "Its pages took too long to draw. Print or scan it to a PDF and add that.",
}  # fmt: skip


class Readable(Protocol):
    """A document that is read from its beginning to its end, such as one that opens sealed chunks."""

    def read(self, size: int, /) -> bytes | None:
        """Return some bytes, none at the end."""


class CannotProcess(Exception):
    """A document that no pages are made of: `code` for the audit, `sentence` for the person; it stays withheld."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code, self.sentence = code, f"{CANNOT} {WHY[code]}"


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page's text layer: `text[start:end]`, and where it stands."""

    start: int
    end: int
    box: Box


@dataclass(frozen=True, slots=True)
class PageWords:
    """What a page's text layer says; empty for a scan, in which only people can read."""

    text: str
    words: tuple[Word, ...]

    def boxes(self, start: int, end: int) -> tuple[Box, ...]:
        """Return where `text[start:end]` stands, whole words, one box for each line."""
        lines = list[Box]()
        for word in self.words:
            if word.start < end and start < word.end:
                if lines and _same_line(lines[-1], word.box):
                    lines[-1] = _around(lines[-1], word.box)
                else:
                    lines.append(word.box)
        return tuple(lines)

    def outside(self, boxes: Sequence[Box]) -> str:
        """Return the text without the words that lie under one of the boxes."""
        text = list(self.text)
        for word in self.words:
            if any(_lies_under(word.box, box) for box in boxes):
                text[word.start : word.end] = COVERED * (word.end - word.start)
        return "".join(text)


def page_count(kind: Kind, content: Readable) -> int:
    """Return how many pages a document has, at least one; raises CannotProcess.

    `content` is read to its end, here and below: pass a reader that was just opened.
    """
    with _drawing(kind, content, []) as answers:
        return answers.count


def page_image(kind: Kind, content: Readable, page: int) -> bytes:
    """Return a page (from 0) as a PNG for the screen; raises CannotProcess."""
    return screen_page(kind, content, page, [])


def screen_page(kind: Kind, content: Readable, page: int, boxes: Iterable[Box]) -> bytes:
    """Return a page (from 0) as a PNG for the screen with boxes burnt in as they would be; raises CannotProcess."""
    with _drawing(kind, content, [page]) as answers:
        drawn = _covered(answers.page(), boxes)
    drawn.thumbnail((SCREEN, SCREEN))
    return _encoded(drawn, "PNG")


def final_pages(
    kind: Kind, content: Readable, wanted: Sequence[tuple[int, Iterable[Box]]]
) -> list[bytes]:
    """Return the wanted pages (from 0) for a package, as JPEGs with their boxes burnt in; raises CannotProcess."""
    with _drawing(kind, content, [page for page, _ in wanted]) as answers:
        return [final_picture(answers.page(), boxes) for _, boxes in wanted]


def final_page(kind: Kind, content: Readable, page: int, boxes: Iterable[Box]) -> bytes:
    """Return one page (from 0) for a package; raises CannotProcess."""
    return final_pages(kind, content, [(page, boxes)])[0]


def words_on(kind: Kind, content: Readable, page: int) -> PageWords:
    """Return what the text layer of a page (from 0) says, for the matcher; raises CannotProcess."""
    return words_on_pages(kind, content, [page])[0]


def words_on_pages(kind: Kind, content: Readable, pages: Sequence[int]) -> list[PageWords]:
    """Return what the text layers of some pages (from 0) say, in their order; raises CannotProcess."""
    with _drawing(kind, content, list(pages), words=True) as answers:
        return [answers.words() for _ in pages]


def final_picture(drawn: Image.Image, boxes: Iterable[Box]) -> bytes:
    """Return a drawn page as a JPEG of its pixels alone, with the boxes burnt in."""
    return _encoded(_covered(drawn, boxes), "JPEG", quality=80, subsampling=0)


def _covered(drawn: Image.Image, boxes: Iterable[Box]) -> Image.Image:
    plain = drawn.point(_SHADES)
    pen, (width, height) = ImageDraw.Draw(plain), plain.size
    for box in boxes:
        pen.rectangle(
            (
                floor((box.left - GROWN) * width),
                floor((box.top - GROWN) * height),
                ceil((box.right + GROWN) * width),
                ceil((box.bottom + GROWN) * height),
            ),
            fill=BURNT,
        )
    return plain


def _encoded(drawn: Image.Image, form: str, **how: Any) -> bytes:
    """Return an image's pixels in a file of that form; a new image has nothing else to tell."""
    bare, out = Image.frombytes("RGB", drawn.size, drawn.tobytes()), io.BytesIO()
    bare.save(out, form, **how)
    return out.getvalue()


def _same_line(one: Box, other: Box) -> bool:
    overlap = min(one.bottom, other.bottom) - max(one.top, other.top)
    lower = min(one.bottom - one.top, other.bottom - other.top)
    return overlap > lower / 2 and other.left >= one.left


def _lies_under(word: Box, box: Box) -> bool:
    across = box.left - GROWN <= word.left and word.right <= box.right + GROWN
    down = min(word.bottom, box.bottom + GROWN) - max(word.top, box.top - GROWN)
    return across and down >= HIDDEN * (word.bottom - word.top)


def _around(one: Box, other: Box) -> Box:
    return Box(
        min(one.left, other.left),
        min(one.top, other.top),
        max(one.right, other.right),
        max(one.bottom, other.bottom),
    )


class _Answers:
    """What the drawing program says, read with bounds; raises CannotProcess for anything else."""

    def __init__(self, source: IO[bytes]) -> None:
        self._source = source
        self.count = self._numbers(b"count", 1)[0]
        if not 0 < self.count <= MOST_PAGES:
            raise CannotProcess("broken")

    def page(self) -> Image.Image:
        """Return the next page."""
        width, height = self._numbers(b"page", 2)
        if not (width > 0 and height > 0 and width * height <= MOST_PIXELS):
            raise CannotProcess("broken")
        return Image.frombytes("RGB", (width, height), self._exactly(3 * width * height))

    def words(self) -> PageWords:
        """Return the next page's words."""
        length = self._numbers(b"words", 1)[0]
        if not 0 < length <= MOST_WORDS:
            raise CannotProcess("broken")
        told = json.loads(self._exactly(length))
        words = (_word(*(int(number) for number in each)) for each in told["words"])
        return PageWords(str(told["text"]), tuple(word for word in words if word))

    def _numbers(self, what: bytes, count: int) -> list[int]:
        said = self._source.readline(64).split()
        if said[:1] == [b"refused"] and len(said) == 2 and said[1].decode("latin-1") in WHY:
            raise CannotProcess(said[1].decode("latin-1"))
        if said[:1] != [what] or len(said) != count + 1:
            raise CannotProcess("broken")
        return [int(number) for number in said[1:]]

    def _exactly(self, length: int) -> bytes:
        read = self._source.read(length)
        if len(read) != length:
            raise CannotProcess("broken")
        return read


def _word(start: int, end: int, *corners: int) -> Word | None:
    left, top, right, bottom = (min(max(corner / 10_000, 0), 1) for corner in corners)
    if not (0 <= start < end and left < right and top < bottom):
        return (
            None  # beyond the page's edge, or of no size: nobody sees it, and no box could hide it
        )
    return Word(start, end, Box(left, top, right, bottom))


@contextlib.contextmanager
def _drawing(
    kind: Kind, content: Readable, pages: list[int], *, words: bool = False
) -> Iterator[_Answers]:
    """Run the program that draws; it is gone when the block ends, however that comes about."""
    seconds = SECONDS + SECONDS_A_PAGE * len(pages)
    asked = {
        "kind": _form_of(kind),
        "pages": pages,
        "words": words,
        "seconds": seconds,
        "most_pages": MOST_PAGES,
    }
    program = subprocess.Popen(
        [sys.executable, "-I", str(_PROGRAM)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env={},
    )
    clock = threading.Timer(seconds, program.kill)
    clock.start()
    try:
        yield _Answers(_sent(program, asked, content))
    except (CannotProcess, ValueError, TypeError, KeyError, RecursionError) as wrong:
        late = clock.finished.is_set()  # it ran out, and ended the program
        late = _end(program) == -signal.SIGXCPU or late
        known = wrong if isinstance(wrong, CannotProcess) else CannotProcess("broken")
        raise (CannotProcess("time") if late else known) from None
    finally:
        clock.cancel()
        _end(program)


def _end(program: "subprocess.Popen[bytes]") -> int:
    """End the program if it has not ended, and return how it did."""
    program.kill()
    for pipe in (program.stdin, program.stdout):
        with contextlib.suppress(BrokenPipeError):  # of what it was still to be sent
            cast("IO[bytes]", pipe).close()
    return program.wait()


def _form_of(kind: Kind) -> str:
    """Return what the drawing program calls a kind; raises CannotProcess for one that it cannot draw."""
    if kind.family == "pdf":
        return "PDF"
    if kind.family == "image" and kind.holds:
        return kind.holds
    raise CannotProcess("kind")


def _sent(
    program: "subprocess.Popen[bytes]", asked: dict[str, Any], content: Readable
) -> IO[bytes]:
    """Give the program its request and the document, piece by piece; return where it answers."""
    source, answers, sent = cast("IO[bytes]", program.stdin), cast("IO[bytes]", program.stdout), 0
    with contextlib.suppress(BrokenPipeError):  # it says why, or was ended
        source.write(json.dumps(asked).encode() + b"\n")
        while piece := content.read(_PIECE):
            sent += len(piece)
            if sent > MOST_BYTES:
                raise CannotProcess("size")
            source.write(piece)
    with contextlib.suppress(BrokenPipeError):
        source.close()
    return answers
