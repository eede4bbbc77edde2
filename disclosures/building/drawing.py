"""The program that draws a document's pages: it opens what may be hostile, so it has nothing and gives only pixels.

It is started by its path, alone, with an empty environment. Before it looks at the document it gives up files, sockets
and further processes, and limits its memory and time; then it reads a request (one line of JSON) and the document from
its standard input, and answers on its standard output. `pages.py` starts it and believes nothing of what it says.
"""

import contextlib
import ctypes
import io
import json
import re
import resource
import signal
import sys
from typing import Any, BinaryIO

import pypdfium2
from PIL import Image, ImageOps
from pypdfium2 import raw as pdfium

MEMORY = 1024 * 1024 * 1024
PER_INCH, POINTS = 150, 72
LONGEST = 2400  # pixels of a page's longer side
MOST_PIXELS = 100_000_000  # of a picture, before it is made smaller
FINE = 10_000  # steps across a page in which words are placed
_PASSWORD = 4  # pdfium's number for a document that needs one
_NAME = re.compile(rb"/((?:[A-Za-z0-9]|#[0-9A-Fa-f]{2}){2,40})")
_RUNS = {b"JavaScript", b"JS", b"Launch", b"RichMedia"}
_WHITE = (255, 255, 255, 255)


class Refused(Exception):
    """A document that no pages are drawn of; `args[0]` is a code of `pages.WHY`."""


def main() -> None:
    """Answer one request; every failure is an answer too."""
    _load_everything()
    source, answer = sys.stdin.buffer, sys.stdout.buffer
    asked = json.loads(source.readline())
    _give_up_everything(asked["seconds"])
    try:
        content = source.read()
        document = _Pdf(content) if asked["kind"] == "PDF" else _Picture(content, asked["kind"])
        _answer(document, asked, answer)
    except Refused as refused:
        answer.write(b"refused %s\n" % refused.args[0].encode())
    except Exception:  # what a broken document makes a library raise is not to be known beforehand
        answer.write(b"refused broken\n")
    answer.flush()


def _load_everything() -> None:
    """Draw a picture of every kind once: what a library loads only when it is used is there before files are not."""
    Image.init()
    for kind in ("JPEG", "PNG", "GIF", "WEBP", "TIFF"):
        out, first, other = io.BytesIO(), *(Image.new("RGB", (2, 2), shade) for shade in (0, 255))
        # two that are alike would be kept as one
        more = {"save_all": True, "append_images": [other]} if kind != "JPEG" else {}
        first.save(out, kind, **more)
        drawn = _Picture(out.getvalue(), kind)
        drawn.draw(len(drawn) - 1)


def _give_up_everything(seconds: int) -> None:
    with contextlib.suppress(
        OSError, AttributeError
    ):  # Linux: die with the parent, let none look in
        kernel = ctypes.CDLL(None)
        kernel.prctl(1, signal.SIGKILL)
        kernel.prctl(4, 0)
        kernel.prctl(38, 1, 0, 0, 0)
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 3),  # the three that are open: no file and no socket after this
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(what, (most, most))


def _answer(document: "_Pdf | _Picture", asked: dict[str, Any], answer: BinaryIO) -> None:
    count = len(document)
    if count > asked["most_pages"]:
        raise Refused("pages")
    answer.write(b"count %d\n" % count)
    for number in asked["pages"]:
        if not 0 <= number < count:
            raise Refused("number")
        if asked["words"]:
            told = json.dumps(document.words(number)).encode()
            answer.write(b"words %d\n" % len(told) + told)
        else:
            drawn = document.draw(number)
            answer.write(b"page %d %d\n" % drawn.size + drawn.tobytes())
    answer.write(b"done\n")


class _Pdf:
    """A PDF's pages, as pdfium draws them: no script runs, nothing is fetched."""

    def __init__(self, content: bytes) -> None:
        names = (_unescaped(found) for found in _NAME.findall(content))
        if any(name in _RUNS for name in names):
            raise Refused("program")
        try:
            self._pdf = pypdfium2.PdfDocument(content)
        except pypdfium2.PdfiumError as wrong:
            raise Refused("password" if wrong.err_code == _PASSWORD else "broken") from None
        if pdfium.FPDFDoc_GetJavaScriptActionCount(self._pdf) > 0:
            raise Refused("program")
        if self._pdf.get_formtype() != pdfium.FORMTYPE_NONE:
            self._pdf.init_forms()  # or what was filled in would not be drawn

    def __len__(self) -> int:
        return len(self._pdf)

    def draw(self, number: int) -> Image.Image:
        """Return a page as it is shown, turned as it says."""
        page = self._pdf[number]
        width, height = page.get_size()
        longer = max(width, height)
        if not 0 < longer < 1e6:
            raise Refused("broken")
        scale = min(PER_INCH / POINTS, LONGEST / longer)
        drawn: Image.Image = page.render(scale=scale, rev_byteorder=True).to_pil().convert("RGB")
        page.close()
        return drawn

    def words(self, number: int) -> dict[str, Any]:
        """Return the text of a page and where its words stand: [start, end, left, top, right, bottom]."""
        page = self._pdf[number]
        text = page.get_textpage()
        count = text.count_chars()
        chars = (chr(pdfium.FPDFText_GetUnicode(text, at)) for at in range(count))
        plain = "".join(_readable(char) for char in chars)
        found = [_place(page, text, word.span()) for word in re.finditer(r"\S+", plain)]
        return {"text": plain, "words": [each for each in found if each]}


def _readable(char: str) -> str:
    """Return a character of a text layer; pdfium has two of its own for a hyphen at a line's end."""
    if char in "\x02\ufffe":
        return "-"
    return char if char.isprintable() or char == "\n" else " "


def _unescaped(name: bytes) -> bytes:
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda hexed: bytes.fromhex(hexed[1].decode()), name)


def _place(page: Any, text: Any, span: tuple[int, int]) -> list[int]:
    across, down = list[int](), list[int]()
    for at in range(*span):
        try:
            left, bottom, right, top = text.get_charbox(at, loose=True)
        except pypdfium2.PdfiumError:
            continue
        for x, y in ((left, bottom), (right, top)):
            column, row = ctypes.c_int(), ctypes.c_int()
            pdfium.FPDF_PageToDevice(page, 0, 0, FINE, FINE, 0, x, y, column, row)
            across.append(column.value)
            down.append(row.value)
    return [*span, min(across), min(down), max(across), max(down)] if across else []


class _Picture:
    """A picture's pages: one, or as many as a TIFF of scans has."""

    def __init__(self, content: bytes, kind: str) -> None:
        Image.MAX_IMAGE_PIXELS = MOST_PIXELS
        try:
            self._picture = Image.open(io.BytesIO(content), formats=[kind])
        except Image.DecompressionBombError:
            raise Refused("pixels") from None
        # A photo may hold previews of itself; anything else that has several pictures shows them.
        self._count = 1 if kind == "JPEG" else int(getattr(self._picture, "n_frames", 1))

    def __len__(self) -> int:
        return self._count

    def draw(self, number: int) -> Image.Image:
        """Return a page, turned as the camera says, on white where it is transparent."""
        self._picture.seek(number)
        width, height = self._picture.size
        if width * height > MOST_PIXELS:
            raise Refused("pixels")
        self._picture.draft("RGB", (LONGEST, LONGEST))
        turned = _with_shades(ImageOps.exif_transpose(self._picture.copy()))
        turned.thumbnail((LONGEST, LONGEST), reducing_gap=2)
        if turned.mode != "RGBA":
            return turned.convert("RGB")
        white = Image.new("RGBA", turned.size, _WHITE)
        return Image.alpha_composite(white, turned).convert("RGB")

    def words(self, number: int) -> dict[str, Any]:
        """Return nothing: a picture has no words that a program could read."""
        return {"text": "", "words": []}


def _with_shades(picture: Image.Image) -> Image.Image:
    """Return a picture in a mode that can be made smaller smoothly."""
    if picture.mode.startswith("I;16"):
        return picture.point(lambda shade: shade * (1 / 256)).convert("L")
    if picture.mode in ("1", "L"):
        return picture.convert("L")
    clear = "A" in picture.getbands() or "transparency" in picture.info
    return picture.convert("RGBA" if clear else "RGB")


if __name__ == "__main__":
    main()
