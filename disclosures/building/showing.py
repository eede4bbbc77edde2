"""What a program that shows a PDF makes of it: words that can be selected on its pages, and those that nobody sees."""

import re
from collections.abc import Iterable, Iterator
from ctypes import c_int, c_uint
from dataclasses import dataclass
from typing import Any

from pypdfium2 import PdfDocument
from pypdfium2 import raw as pdfium

from .characters import EachOnce

DARKEST_PAPER = 140  # of 255: what is written paler than this on white is not meant to be read
SMALLEST = 3  # points from the foot of a word to its head
_SHOWN = {
    pdfium.FPDF_TEXTRENDERMODE_FILL,
    pdfium.FPDF_TEXTRENDERMODE_FILL_STROKE,
}
ALL_PAGES = "pages"
_DEPTH = 10  # of drawings within drawings
Bounds = tuple[float, float, float, float]  # left, bottom, right, top

PALE = "Words in it are too pale to be seen."
UNSEEN = "Words in it are not drawn, or too small to be seen."
BEYOND = "Words in it stand beyond the edge of a page."
COVERED = "Words in it are covered by something."


@dataclass(frozen=True, slots=True)
class Found:
    """A text that can be got out, and where of."""

    where: str
    words: str


def shown_in(document: PdfDocument) -> tuple[list[Found], list[str]]:
    """Return the texts of a document, and what is wrong with how words are drawn: each page is opened once.

    The texts are those of each page, and of all of them run together as somebody reads who turns the page.
    """
    pages, faults = list[str](), list[str]()
    for number in range(len(document)):
        page = document[number]
        pages.append(_text_of(page))
        faults += _hidden_in(page)
        page.close()
    texts = [Found(f"page {number}", words) for number, words in enumerate(pages, start=1)]
    if len(pages) > 1:
        texts.append(Found(ALL_PAGES, "\n".join(_without_edges(pages))))
    return texts, faults


def readable(char: str) -> str:
    """Return a character of a text layer; pdfium has two of its own for a hyphen at a line's end."""
    if char in "\x02\ufffe":
        return "-"
    return char if char.isprintable() or char == "\n" else " "


def _text_of(page: Any) -> str:
    text = page.get_textpage()
    plain = text.get_text_range()
    text.close()
    return str(plain.replace("\r\n", "\n").translate(EachOnce(readable)))


def _without_edges(pages: list[str]) -> list[str]:
    """Return pages without the lines that stand at the head or foot of each."""
    lines = [[line for line in page.split("\n") if line.strip()] for page in pages]
    for edge in (0, -1):
        while len({re.sub(r"\d+", "0", each[edge]) if each else None for each in lines}) == 1:
            if not lines[0]:
                break
            for each in lines:
                del each[edge]
    return ["\n".join(each) for each in lines]


def _hidden_in(page: Any) -> Iterator[str]:
    """Yield what is wrong with how words are drawn: a reader does not see them, and a tool does."""
    width, height = page.get_size()
    words = list[Bounds]()
    for each in page.get_objects(max_depth=_DEPTH):
        if each.type == pdfium.FPDF_PAGEOBJ_TEXT:
            bounds: Bounds = each.get_bounds()
            words.append(bounds)
            yield from _hidden(each, bounds, width, height)
        elif _covers(each) and _over(each.get_bounds(), words):
            yield COVERED


def _hidden(word: Any, bounds: Bounds, width: float, height: float) -> Iterator[str]:
    left, bottom, right, top = bounds
    if right - left <= 0:  # a gap
        return
    if pdfium.FPDFTextObj_GetTextRenderMode(word) not in _SHOWN or top - bottom <= 0:
        yield UNSEEN
    if right <= 0 or top <= 0 or left >= width or bottom >= height:
        yield BEYOND
    size = _size(word)
    if size < SMALLEST:
        yield UNSEEN
    red, green, blue, solid = (c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(word, red, green, blue, solid)
    if max(red.value, green.value, blue.value) > DARKEST_PAPER or solid.value < 255:
        yield PALE


def _size(word: Any) -> float:
    matrix = word.get_matrix()
    return float(word.get_font_size() * (matrix.c**2 + matrix.d**2) ** 0.5)


def _covers(drawn: Any) -> bool:
    if drawn.type == pdfium.FPDF_PAGEOBJ_PATH:
        filled, stroked = c_int(), c_int()
        pdfium.FPDFPath_GetDrawMode(drawn, filled, stroked)
        return bool(filled.value != pdfium.FPDF_FILLMODE_NONE)
    return bool(drawn.type in (pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_SHADING))


def _over(bounds: Bounds, words: Iterable[Bounds]) -> bool:
    """Say whether something drawn lies over a good part of a word that was drawn before it."""
    left, bottom, right, top = bounds
    for begins, foot, ends, head in words:
        if foot >= top or head <= bottom:  # most words stand on other lines
            continue
        across, up = min(right, ends) - max(left, begins), min(top, head) - max(bottom, foot)
        if across > 1 and up > (head - foot) / 4 > 0:
            return True
    return False
