"""The letter: tagged, marked on every page, nameless outside its text, and inert."""

import io
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from disclosures.letter import LetterData, LetterError, LetterItem, render_letter

FONTS = Path(__file__).parents[2] / "static" / "build" / "fonts-ttf"
CLIENT = "Maya Ferreira-Quill"
LETTER = LetterData(
    reference="R-7K3M-Q2",
    organisation="Harbour House",
    contact="Ring 01632 960555 and ask for the data protection lead.",
    to_name="Ruth Adeyemi",
    to_agency="Brackenfield Housing",
    concerning=CLIENT,
    purpose="Rehousing before the tenancy ends",
    basis="Informed consent",
    consent_on=date(2026, 2, 27),
    made_at=datetime(2026, 3, 2, 14, 0, tzinfo=UTC),
    items=(
        LetterItem("Note, stated as fact", date(2026, 2, 1), "The lock was forced in January."),
        LetterItem("Note, an opinion", date(2026, 2, 3), "She is in danger.", "Three calls"),
    ),
    terms=("Use it only for this purpose.", "Do not pass it on."),
    provisos=("In her words: not to the man at the desk",),
)


def read(letter: LetterData) -> PdfReader:
    return PdfReader(io.BytesIO(render_letter(letter, FONTS)))


def root_of(pdf: PdfReader) -> Any:
    return pdf.trailer["/Root"]


def words_of(pdf: PdfReader) -> str:
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pdf.pages))


@pytest.mark.clause("1.2")
def test_the_letter_says_what_is_shared_on_what_terms_and_how_to_reach_us() -> None:
    text = words_of(read(LETTER))
    for part in (
        "Ruth Adeyemi Brackenfield Housing 2 March 2026",
        CLIENT,
        "Rehousing before the tenancy ends",
        "Informed consent, given on 27 February 2026",
        "1. Note, stated as fact of 1 February 2026",
        "The lock was forced in January.",
        "This is an opinion. It rests on: Three calls",
        "Do not pass it on.",
        "Ring 01632 960555",
    ):
        assert part in text


def test_an_entry_without_a_day_says_so() -> None:
    item = LetterItem("Note", None, "Moved house.")
    assert "1. Note without a date Moved house." in words_of(read(replace(LETTER, items=(item,))))


@pytest.mark.clause("3.3.2 d")
def test_her_limits_are_printed_on_it() -> None:
    text = words_of(read(LETTER))
    assert "Limits that the person has set" in text
    assert "In her words: not to the man at the desk" in text
    assert "Limits that the person has set" not in words_of(read(replace(LETTER, provisos=())))


def test_it_is_a_tagged_pdf_in_english() -> None:
    pdf = read(LETTER)
    root = root_of(pdf)
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert "/StructTreeRoot" in root
    kinds = set(re.findall(r"'/S': '/(\w+)'", str(_unfold(root["/StructTreeRoot"]))))
    assert {"Document", "H1", "H2", "H3", "P", "L"} <= kinds
    xmp = root["/Metadata"].get_data().decode()
    assert re.search(r"pdfuaid:part>\s*1", xmp)


def _unfold(node: object, depth: int = 12) -> object:
    """A structure element with its children in place of references to them."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, dict) and depth:
        return {str(k): _unfold(v, depth - 1) for k, v in node.items() if k in {"/S", "/K"}}
    if isinstance(node, list) and depth:
        return [_unfold(v, depth - 1) for v in node]
    return str(node)


def test_every_page_is_marked_and_numbered() -> None:
    long = LetterItem("Note", date(2026, 2, 1), "A line of a long evening.\n\n" * 120)
    pdf = read(replace(LETTER, items=(long,)))
    assert len(pdf.pages) > 2
    for n, page in enumerate(pdf.pages, start=1):
        text = page.extract_text()
        assert "Private and confidential" in text
        assert "R-7K3M-Q2" in text
        assert f"Page {n} of {len(pdf.pages)}" in text


@pytest.mark.clause("3.3.1")
def test_outside_its_text_it_names_nobody() -> None:
    raw = render_letter(LETTER, FONTS)
    pdf = PdfReader(io.BytesIO(raw))
    assert CLIENT in words_of(pdf)
    outside = " ".join(
        [
            str(pdf.metadata),
            root_of(pdf)["/Metadata"].get_data().decode(),
            str([getattr(o, "title", "") for o in pdf.outline]),
        ]
    )
    assert "Disclosure R-7K3M-Q2" in outside
    for name in ("Maya", "Ferreira", "Quill", "Ruth", "Adeyemi", "Brackenfield", "Rehousing"):
        assert name not in outside
    assert not pdf.attachments


def test_the_same_data_makes_the_same_bytes() -> None:
    assert render_letter(LETTER, FONTS) == render_letter(replace(LETTER), FONTS)
    assert render_letter(LETTER, FONTS) != render_letter(replace(LETTER, reference="R-2"), FONTS)


@pytest.mark.attack("A10")
@pytest.mark.parametrize(
    "words",
    [
        '#import "/etc/passwd": *',
        '$x^2$ and #read("disclosure.typ") and #sys.inputs',
        "*not bold* _not slanted_ `code` <label> @reference // comment /* more */",
        "= Not a heading",
        '- not a list \\ #panic() ]]] }}} "quoted"',
        '=HYPERLINK("x")',
        "https://example.org/not-a-link",
    ],
)
def test_what_looks_like_markup_stays_text(words: str) -> None:
    item = LetterItem(words, date(2026, 2, 1), words, words)
    letter = replace(
        LETTER, items=(item,), terms=(words,), provisos=(words,), contact=words, concerning=words,
        purpose=words, to_name=words, to_agency=words, basis=words,
    )  # fmt: skip
    pdf = read(letter)
    plain = re.sub(r"\s+", "", words)
    assert re.sub(r"\s+", "", words_of(pdf)).count(plain) >= 10
    assert not any("/Annots" in page for page in pdf.pages)


@pytest.mark.parametrize(
    "name", ["Σωκράτης Παππάς", "محمد علي", "Łucja Żółć", "Дарья", "Çağrı Yıldız"]
)
def test_a_name_in_another_script_is_set(name: str) -> None:
    text = words_of(read(replace(LETTER, concerning=name)))
    for part in name.split():
        assert part in text
    assert "U+" not in text


@pytest.mark.parametrize("character", ["\u4e2d", "\u1275", "\U00020000", "\ue000", "\ud800"])
def test_a_character_that_no_typeface_has_does_not_stop_the_letter(character: str) -> None:
    text = words_of(read(replace(LETTER, concerning=f"Maya {character} Ferreira")))
    assert "Maya " in text
    assert "Ferreira" in text
    if f"[U+{ord(character):04X}]" in text:
        assert "Unicode numbers in square brackets" in text
    else:
        assert character in text


@settings(max_examples=25, deadline=None)
@given(words=st.text(max_size=80))
def test_no_text_at_all_stops_the_letter(words: str) -> None:
    assert render_letter(replace(LETTER, concerning=words, purpose=words), FONTS)[:5] == b"%PDF-"


def test_without_typefaces_it_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(LetterError, match="run the build"):
        render_letter(LETTER, tmp_path)
