"""The package as a file: a cover that says to whom, why and on what terms, then texts and pages of documents.

No name is in its title or anywhere in its metadata, and nothing counts the items or tells of gaps between them.
"""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .cutting import MARK, marked
from .pictures import Unfit, place_holder, with_pictures
from .setting import LetterError, set_in_type

MARKING = "Private and confidential"
MOST_PICTURES = 200
TOO_MANY = f"A package holds at most {MOST_PICTURES} pages of documents. Make two of them."
_ORDINARY, _LARGE = 11.5, 18  # points
_FOR_OTHERS = {
    "heading": "Information shared in confidence",
    "terms_heading": "On what terms",
    "items_heading": "What is shared",
}
_OF_ONES_OWN = {
    "heading": "A copy of the file",
    "terms_heading": "What you can do",
    "items_heading": "What the file says",
}
_TEMPLATE = Path(__file__).parent / "templates" / "package.typ"
_OPEN_FILES = Path("/proc/self/fd")

__all__ = ["MARKING", "DocumentItem", "LetterError", "PackageData", "TextItem", "render_package"]


@dataclass(frozen=True, slots=True)
class TextItem:
    """A text that leaves: what it is, when it happened, and for an opinion what it rests on.

    `body` and `opinion_basis` come from `cut`, with or without spans. `happened_on` is None where nobody recorded it.
    """

    kind: str
    happened_on: date | None
    body: str
    opinion_basis: str = ""


@dataclass(frozen=True, slots=True)
class DocumentItem:
    """Pages of a document that leave, as `pages.final_pages` made them; which of its pages they are is not told."""

    kind: str
    happened_on: date | None
    pages: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class PackageData:
    """All that the file says. `made_at` (aware, in local time) is the only clock that it knows."""

    reference: str
    organisation: str
    contact: str
    to_name: str
    to_agency: str
    concerning: str
    purpose: str
    basis: str
    made_at: datetime
    items: tuple[TextItem | DocumentItem, ...]
    terms: tuple[str, ...]
    provisos: tuple[str, ...] = ()
    own: bool = False  # somebody's own file, for them or whoever has their word
    large: bool = False  # print


def render_package(data: PackageData, fonts: Path) -> bytes:
    """Return the package as a tagged PDF, set in the typefaces found in `fonts`; raises LetterError."""
    pictures = [
        page for item in data.items if isinstance(item, DocumentItem) for page in item.pages
    ]
    if len(pictures) > MOST_PICTURES:
        raise LetterError(TOO_MANY)
    try:
        with _held([place_holder(each) for each in pictures]) as files:
            made = set_in_type(_words(data, iter(files)), _TEMPLATE, fonts, root=_OPEN_FILES)
        return with_pictures(made, pictures) if pictures else made
    except Unfit:
        raise LetterError("A page of a document could not be set.") from None


@contextmanager
def _held(pictures: Sequence[bytes]) -> Iterator[list[str]]:
    """Hold pictures in memory as open files without a name, for as long as the file is made; yield where they are."""
    held = list[int]()
    try:
        for picture in pictures:
            held.append(os.memfd_create("page", os.MFD_CLOEXEC))
            with open(held[-1], "wb", closefd=False) as out:
                out.write(picture)
        yield [f"/{number}" for number in held]
    finally:
        for number in held:
            os.close(number)


def _words(data: PackageData, files: Iterator[str]) -> dict[str, Any]:
    """What the template is given: ready sentences and lines, so that it decides nothing."""
    facts = [
        ("Reference", data.reference),
        ("About", data.concerning),
        ("Why it is shared", data.purpose),
        ("Basis", data.basis),
    ]
    return {
        "title": f"{'Copy' if data.own else 'Disclosure'} {data.reference}",
        "marking": MARKING,
        "mark": MARK,
        "reference": data.reference,
        "organisation": data.organisation,
        "address": [each for each in (data.to_name, data.to_agency, _day(data.made_at)) if each],
        **(_OF_ONES_OWN if data.own else _FOR_OTHERS),
        "size": _LARGE if data.large else _ORDINARY,
        "facts": [[name, words] for name, words in facts if words],
        "items": [_item(item, files) for item in data.items],
        "terms": list(data.terms),
        "provisos": list(data.provisos),
        "contact": data.contact.splitlines(),
        "pictures": any(isinstance(item, DocumentItem) for item in data.items),
        "unprintable": False,
    }


def _item(item: TextItem | DocumentItem, files: Iterator[str]) -> dict[str, Any]:
    when = f"of {_day(item.happened_on)}" if item.happened_on else "without a date"
    told: dict[str, Any] = {"heading": f"{item.kind} {when}", "body": [], "basis": [], "pages": []}
    if isinstance(item, TextItem):
        return {**told, "body": _paragraphs(item.body), "basis": _paragraphs(item.opinion_basis)}
    pages = enumerate(item.pages, start=1)
    named = [{"file": next(files), "alt": f"Page {n} of a document, as an image"} for n, _ in pages]
    return {**told, "pages": named}


def _paragraphs(text: str) -> list[list[list[tuple[bool, str]]]]:
    """Return a text as people wrote it: an empty line parts paragraphs, a line end stays one; each line in parts."""
    paragraphs: list[list[list[tuple[bool, str]]]] = [[]]
    for line in text.splitlines():
        if line.strip():
            paragraphs[-1].append(list(marked(line)))
        else:
            paragraphs.append([])
    return [lines for lines in paragraphs if lines]


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"
