"""The letter that goes with a package: a tagged PDF/UA-1, the same bytes for the same data.

Typst gets its data as JSON text and only ever sets it as text, so what a client or worker wrote
can't become markup. No name is in the title or anywhere in the metadata.
"""

import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

import typst

MARKING = "Private and confidential"
_TEMPLATE = Path(__file__).parent / "letters" / "disclosure.typ"
_JOINERS = "\u200c\u200d\u200e\u200f"  # invisible, but some scripts are misspelt without them
_LAST_LATIN = 0x024F  # our own typeface reaches that far


class LetterError(Exception):
    """The letter could not be made; the message never quotes what would have been in it."""


@dataclass(frozen=True, slots=True)
class LetterItem:
    """One disclosed text: what it is, when it happened, and for an opinion what it rests on.

    `happened_on` is None where nobody recorded a day.
    """

    kind: str
    happened_on: date | None
    body: str
    opinion_basis: str = ""


@dataclass(frozen=True, slots=True)
class LetterData:
    """All that a letter says. `made_at` is the only clock it knows (aware, in local time)."""

    reference: str
    organisation: str
    contact: str
    to_name: str
    to_agency: str
    concerning: str
    purpose: str
    basis: str
    consent_on: date
    made_at: datetime
    items: tuple[LetterItem, ...]
    terms: tuple[str, ...]
    provisos: tuple[str, ...] = ()


def render_letter(data: LetterData, fonts: Path) -> bytes:
    """Return the letter as PDF bytes, set in the typefaces found in `fonts`.

    A character that no typeface has is printed as its Unicode number in brackets instead of
    stopping the letter. Raises LetterError when the folder holds no typeface or typst fails.
    """
    if not any(fonts.glob("*.ttf")):
        raise LetterError("The folder of typefaces for letters is empty: run the build.")
    words, faces = _words(data), typst.Fonts(font_paths=[str(fonts)])
    for unprintable in (_none, _found_unprintable(faces), _beyond_latin):
        try:
            return _compile(_replaced(words, unprintable), data.made_at, faces)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                # The message may quote the letter, so it goes no further.
                raise LetterError("The letter could not be set.") from None
    raise LetterError("The letter holds characters that could not be set.")


def _words(data: LetterData) -> dict[str, Any]:
    """What the template is given: ready sentences, so that it decides nothing."""
    return {
        "title": f"Disclosure {data.reference}",
        "marking": MARKING,
        "reference": data.reference,
        "organisation": data.organisation,
        "address": [data.to_name, data.to_agency, _day(data.made_at)],
        "heading": "Information shared in confidence",
        "facts": [
            ["Reference", data.reference],
            ["About", data.concerning],
            ["Why it is shared", data.purpose],
            ["Basis", f"{data.basis}, given on {_day(data.consent_on)}"],
        ],
        "items": [_item(n, item) for n, item in enumerate(data.items, start=1)],
        "terms": list(data.terms),
        "provisos": list(data.provisos),
        "contact": data.contact,
        "unprintable": False,
    }


def _item(number: int, item: LetterItem) -> dict[str, str]:
    when = f"of {_day(item.happened_on)}" if item.happened_on else "without a date"
    heading = f"{number}. {item.kind} {when}"
    return {"heading": heading, "body": item.body, "basis": item.opinion_basis}


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _compile(words: dict[str, Any], made_at: datetime, faces: typst.Fonts) -> bytes:
    return bytes(
        typst.compile(
            str(_TEMPLATE),
            root=str(_TEMPLATE.parent),
            font_paths=faces,
            sys_inputs={"data": json.dumps(words)},
            pdf_standards=["ua-1"],
            timestamp=int(made_at.timestamp()),
        )
    )


def _replaced(words: dict[str, Any], unprintable: Callable[[str], bool]) -> dict[str, Any]:
    """The same words, readable: no control characters, and a number for what can't be printed."""
    seen: list[str] = []

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return "".join(one(c) for c in value.replace("\r\n", "\n").replace("\r", "\n"))
        if isinstance(value, list):
            return [clean(v) for v in value]
        return {k: clean(v) for k, v in value.items()} if isinstance(value, dict) else value

    def one(character: str) -> str:
        kind = unicodedata.category(character)
        if character in "\n\t" or character in _JOINERS:
            return character
        if kind in {"Cc", "Cf"}:
            return ""
        if kind in {"Cs", "Co", "Cn"} or unprintable(character):
            seen.append(character)
            return f"[U+{ord(character):04X}]"
        return character

    cleaned = clean(words)
    return {**cleaned, "unprintable": bool(seen)}


def _none(character: str) -> bool:
    return False


def _beyond_latin(character: str) -> bool:
    return ord(character) > _LAST_LATIN


def _found_unprintable(faces: typst.Fonts) -> Callable[[str], bool]:
    """A test for the characters that no typeface has, tried out when it is first asked."""
    tried: dict[str, bool] = {}

    def unprintable(character: str) -> bool:
        if not _beyond_latin(character):
            return False
        if character not in tried:
            tried[character] = not _can_print(character, faces)
        return tried[character]

    return unprintable


def _can_print(character: str, faces: typst.Fonts) -> bool:
    """Whether some typeface has this character; a mark is tried on the letter it would sit on."""
    carrier = "o" if unicodedata.combining(character) else ""
    probe = b'#set document(title: "-")\n#text(sys.inputs.data)'
    try:
        typst.compile(
            probe,
            font_paths=faces,
            sys_inputs={"data": carrier + character},
            pdf_standards=["ua-1"],
        )
    except typst.TypstError:
        return False
    return True
