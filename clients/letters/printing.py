"""An everyday letter as a tagged PDF/UA-1: the same bytes for the same words, no name in its metadata.

Typst gets its data as JSON text and only ever sets it as text, so what somebody wrote cannot become markup.
"""

import json
import unicodedata
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import typst

_TEMPLATE = Path(__file__).parent / "letter.typ"
_JOINERS = "\u200c\u200d\u200e\u200f"  # invisible, but some scripts are misspelt without them
_LAST_LATIN = 0x024F  # our own typeface reaches that far


class PrintingError(Exception):
    """The letter could not be set; the message never quotes what would have been in it."""


@dataclass(frozen=True)
class Sheet:
    """All that a letter says. `address` is empty for one that is handed over; `day` is in words."""

    address: tuple[str, ...]
    sender: tuple[str, ...]
    day: str
    heading: str
    body: str

    def as_json(self) -> dict[str, Any]:
        """Return what is stored, sealed."""
        return asdict(self)


def sheet_of(stored: dict[str, Any]) -> Sheet:
    """Return the letter that was stored."""
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in stored.items()}
    return Sheet(**told)


def print_sheet(sheet: Sheet, *, at: datetime, fonts: Path, copy: str = "") -> bytes:
    """Return a letter as PDF bytes; `copy` is the mark of one that is printed again. Raises PrintingError.

    Where a typeface lacks a character, whatever is not Latin is printed as its Unicode number.
    """
    if not any(fonts.glob("*.ttf")):
        raise PrintingError("The folder of typefaces for letters is empty: run the build.")
    faces = typst.Fonts(font_paths=[str(fonts)])
    for beyond in (False, True):
        words = _readable({**sheet.as_json(), "copy": copy}, beyond=beyond)
        try:
            return _compile(words, at, faces)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                break  # the message may quote the letter, so it goes no further
    raise PrintingError("The letter could not be set.")


def _compile(words: dict[str, Any], at: datetime, faces: typst.Fonts) -> bytes:
    return bytes(
        typst.compile(
            str(_TEMPLATE),
            root=str(_TEMPLATE.parent),
            font_paths=faces,
            sys_inputs={"data": json.dumps(words)},
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
        )
    )


def _readable(words: dict[str, Any], *, beyond: bool) -> dict[str, Any]:
    """Return the same words without control characters; with numbers for what is not Latin, if asked."""
    seen: list[str] = []

    def one(character: str) -> str:
        kind = unicodedata.category(character)
        if character in "\n\t" or character in _JOINERS:
            return character
        if kind in {"Cc", "Cf"}:
            return ""
        if kind in {"Cs", "Co", "Cn"} or (beyond and ord(character) > _LAST_LATIN):
            seen.append(character)
            return f"[U+{ord(character):04X}]"
        return character

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return "".join(map(one, value.replace("\r\n", "\n").replace("\r", "\n")))
        return [clean(each) for each in value] if isinstance(value, (list, tuple)) else value

    cleaned = {key: clean(value) for key, value in words.items()}
    return {**cleaned, "unprintable": bool(seen)}
