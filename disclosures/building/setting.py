"""Setting words in type: inert JSON in, a tagged PDF/UA-1 out, the same bytes for the same words."""

import json
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import typst

from .characters import EachOnce

_JOINERS = "\u200c\u200d\u200e\u200f"  # invisible, but some scripts are misspelt without them
# A mark is tried out on a letter of its own script, where its name says which.
_CARRIERS = {"ARABIC": "\u0627", "HEBREW": "\u05d0"}
_LAST_LATIN = 0x024F  # our own typeface reaches that far
NEVER = 0  # a file's own time: the day stands in its text, where it can be seen


class LetterError(Exception):
    """The file could not be made; the message never quotes what would have been in it."""


def set_in_type(
    words: dict[str, Any], template: Path, fonts: Path, *, root: Path | None = None
) -> bytes:
    """Return a PDF of these words, set in the typefaces found in `fonts`.

    A character that no typeface has is printed as its Unicode number in brackets, and `words["unprintable"]` says so
    to the template, instead of stopping it. `root` is where the template finds pictures. Raises LetterError when the
    folder holds no typeface or typst fails.
    """
    if not any(fonts.glob("*.ttf")):
        raise LetterError("The folder of typefaces for letters is empty: run the build.")
    faces = typst.Fonts(font_paths=[str(fonts)])
    for unprintable in (_none, _found_unprintable(faces), _beyond_latin):
        try:
            return _compile(_replaced(words, unprintable), template, faces, root)
        except typst.TypstError as error:
            if "could not be displayed" not in str(error):
                # The message may quote the words, so it goes no further.
                raise LetterError("The letter could not be set.") from None
    raise LetterError("The letter holds characters that could not be set.")


def _compile(words: dict[str, Any], template: Path, faces: typst.Fonts, root: Path | None) -> bytes:
    return bytes(
        typst.compile(
            template.read_bytes(),  # type: ignore[type-var]  # its stubs want input and root of one type
            root=root or template.parent,
            font_paths=faces,
            sys_inputs={"data": json.dumps(words)},
            pdf_standards=["ua-1"],
            timestamp=NEVER,
        )
    )


def _replaced(words: dict[str, Any], unprintable: Callable[[str], bool]) -> dict[str, Any]:
    """The same words, readable: no control characters, and a number for what can't be printed."""
    seen: list[str] = []

    def clean(value: Any) -> Any:
        if isinstance(value, str):
            return value.replace("\r\n", "\n").replace("\r", "\n").translate(table)
        if isinstance(value, list | tuple):
            return [clean(v) for v in value]
        return {k: clean(v) for k, v in value.items()} if isinstance(value, dict) else value

    def one(character: str) -> str:
        kind = unicodedata.category(character)
        if character == "\n" or character in _JOINERS:
            return character
        if character == "\t":  # which has no width in print
            return " "
        if kind in {"Cc", "Cf"}:
            return ""
        if kind in {"Cs", "Co", "Cn"} or unprintable(character):
            seen.append(character)
            return f"[U+{ord(character):04X}]"
        return character

    table = EachOnce(one)
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


def _script_of(character: str) -> str:
    """The script that a character's name begins with, in capitals."""
    return unicodedata.name(character, "").partition(" ")[0]


def _can_print(character: str, faces: typst.Fonts) -> bool:
    """Whether some typeface has this character; a mark is tried on the letter it would sit on."""
    carrier = _CARRIERS.get(_script_of(character), "o") if unicodedata.combining(character) else ""
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
