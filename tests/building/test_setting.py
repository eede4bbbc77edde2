"""Words set in type: readable whatever was typed, the same bytes each time, and no failure quotes them."""

import io
import unicodedata
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import typst
from pypdf import PdfReader

from disclosures.building import setting
from disclosures.building.setting import LetterError, set_in_type
from tests.building.made import FONTS, NAME, photo
from tests.building.tagging import untagged

Setting = Callable[..., bytes]
LISTED = """#let data = json(bytes(sys.inputs.data))
#set document(title: "-")
#for word in data.words [#word #parbreak()]
"""
LAST_LATIN, NEXT = (
    "\u024f",
    "\u0250",
)  # as far as our own typeface is sure to reach, and one further
IN_NO_TYPEFACE = "\u1200"


@pytest.fixture
def set_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Setting:
    """Set words, each in a paragraph, in our own typefaces and typst's, whatever this machine has."""
    monkeypatch.setattr(typst, "Fonts", partial(typst.Fonts, include_system_fonts=False))

    def made(words: list[Any], *, more: str = "", **others: Any) -> bytes:
        template = tmp_path / "letter.typ"
        template.write_text(LISTED + more)
        return set_in_type({"words": words}, template, FONTS, **others)

    return made


def lines(made: bytes) -> list[str]:
    pages = PdfReader(io.BytesIO(made)).pages
    return unicodedata.normalize("NFC", "\n".join(each.extract_text() for each in pages)).split(
        "\n"
    )


def cleaned(value: Any, unprintable: Callable[[str], bool] = lambda character: False) -> Any:
    return setting._replaced({"words": value}, unprintable)


# ---- what is set


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("one\ttwo", "one two"),
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("a\x07b\u202ec\u200bd\u2066e\x00f\x85g\u00adh", "abcdefgh"),
        ("می\u200cخواهم \u200d\u200e\u200f", "می\u200cخواهم \u200d\u200e\u200f"),
        ("Zoë – “quoted” 12 €", "Zoë – “quoted” 12 €"),
    ],
)
def test_words_are_set_without_what_hides_in_them(typed: str, printed: str) -> None:
    assert cleaned(typed) == {"words": printed, "unprintable": False}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [("\ue000", "[U+E000]"), ("\ud800", "[U+D800]"), ("\U0010ffff", "[U+10FFFF]"), ("\u0378", "[U+0378]")],
)  # fmt: skip
def test_what_no_typeface_can_have_stands_as_its_number(typed: str, printed: str) -> None:
    assert cleaned(f"x{typed}y{typed}") == {"words": f"x{printed}y{printed}", "unprintable": True}


def test_a_character_that_is_refused_stands_as_its_number_and_the_template_is_told() -> None:
    assert cleaned("a\u00a7b", "\u00a7".__eq__) == {"words": "a[U+00A7]b", "unprintable": True}
    assert cleaned("ab", "\u00a7".__eq__) == {"words": "ab", "unprintable": False}


def test_words_are_read_wherever_they_stand_and_nothing_else_changes() -> None:
    told = {"a\tb": "a\tb", "more": [["x\ty", True, None, 11.5], ("\t",)], "none": []}
    assert cleaned(told)["words"] == {
        "a\tb": "a b", "more": [["x y", True, None, 11.5], [" "]], "none": [],
    }  # fmt: skip


def test_words_are_set_in_type_whatever_script_they_are_in(set_words: Setting) -> None:
    made = set_words(
        ["Zoë", "Σωκράτης", f"Maya {IN_NO_TYPEFACE} Quill", "\ue000"], more="#data.unprintable"
    )
    assert lines(made) == ["Zoë", "Σωκράτης", "Maya [U+1200] Quill", "[U+E000]", "true"]


def test_words_stand_in_the_typeface_that_was_built(set_words: Setting) -> None:
    made = set_words(["One"], more='#text(font: "Atkinson Hyperlegible Next")[Two]')
    assert b"AtkinsonHyperlegibleNext" in made


def test_a_mark_that_no_letter_can_carry_stands_as_its_number(set_words: Setting) -> None:
    assert lines(set_words(["Zoe\u0308 o\u1dc4"])) == ["Zoë o[U+1DC4]"]


@pytest.mark.parametrize("words", ["\u0645\u064e\u0631\u064a\u0645", "\u05d0\u05b8\u05d1"])
def test_a_mark_is_tried_out_on_a_letter_of_its_own_script(set_words: Setting, words: str) -> None:
    """Where something else in a letter can't be printed, an Arabic vowel mark would stand as its number."""
    plain, beside = (
        "".join(lines(set_words([said]))) for said in (words, f"{words} {IN_NO_TYPEFACE}")
    )
    assert "[U+1200]" in beside
    assert beside.count("[U+") == 1 + plain.count("[U+")


def test_each_character_is_tried_out_once(
    set_words: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    def none(character: str, faces: object) -> bool:
        asked.append(character)
        return False

    monkeypatch.setattr(setting, "_can_print", none)
    made = set_words([f"e{IN_NO_TYPEFACE}{LAST_LATIN}", f"{IN_NO_TYPEFACE}", f"Σ{IN_NO_TYPEFACE}"])
    assert lines(made) == [f"e[U+1200]{LAST_LATIN}", "[U+1200]", "[U+03A3][U+1200]"]
    assert asked == [IN_NO_TYPEFACE, "Σ"]


def test_where_trying_out_did_not_help_what_lies_beyond_latin_stands_as_numbers(
    set_words: Setting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where two characters can each be set, but not beside one another."""
    monkeypatch.setattr(setting, "_can_print", lambda character, faces: True)
    made = set_words([f"{LAST_LATIN}{NEXT}{IN_NO_TYPEFACE}"])
    assert lines(made) == [f"{LAST_LATIN}[U+0250][U+1200]"]


# ---- the file


def test_the_same_words_make_the_same_tagged_file_and_no_clock_stands_in_it(
    set_words: Setting, tmp_path: Path
) -> None:
    made = set_words(["One"], more="#datetime.today().display()")
    assert untagged(made) == []
    assert lines(made) == ["One", "1970-01-01"]
    assert made == set_words(["One"], more="#datetime.today().display()")


def test_pictures_are_found_beside_the_template_or_where_it_is_said(
    set_words: Setting, tmp_path: Path
) -> None:
    shown = '#image("/photo.jpg", alt: "A photo")'
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "photo.jpg").write_bytes(photo())
    assert b"/Alt(A photo)" in set_words(["One"], more=shown, root=elsewhere)
    with pytest.raises(LetterError):
        set_words(["One"], more=shown)
    (tmp_path / "photo.jpg").write_bytes(photo())
    assert b"/Alt(A photo)" in set_words(["One"], more=shown)


# ---- what stops it


def test_without_a_typeface_nothing_is_set(tmp_path: Path) -> None:
    """Or the words would stand in whatever typeface the machine has."""
    (tmp_path / "letter.typ").write_text(LISTED)
    (tmp_path / "LICENSE").write_text("Of the typefaces.")
    with pytest.raises(
        LetterError, match=r"^The folder of typefaces .* is empty: run the build\.$"
    ):
        set_in_type({"words": [NAME]}, tmp_path / "letter.typ", tmp_path)


def test_a_failure_quotes_no_word(set_words: Setting) -> None:
    with pytest.raises(LetterError, match=r"^The letter could not be set\.$") as refused:
        set_words([NAME], more="#panic(data.words.first())")
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_template_that_can_not_be_set_itself_stops_it(set_words: Setting) -> None:
    with pytest.raises(
        LetterError, match=r"^The letter holds characters that could not be set\.$"
    ) as refused:
        set_words([NAME], more=IN_NO_TYPEFACE)
    assert NAME not in str(refused.value)
