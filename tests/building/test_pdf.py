"""The package's file: it says what it has to, tells of no gaps, is tagged, and is the same for the same words."""

import asyncio
import io
import re
from dataclasses import replace
from typing import Any

import pytest
import typst
import xray
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DecodedStreamObject, NameObject

from disclosures.building.cutting import MARK, cut
from disclosures.building.pdf import (
    MOST_PICTURES,
    DocumentItem,
    LetterError,
    TextItem,
    render_package,
)
from disclosures.building.reading import read_again
from tests.building.made import DAY, FONTS, NAME, PAGES, package, photo, planted, rendered, typed
from tests.building.tagging import untagged

TEXT = f"Met {NAME} today.\n\nShe was with {NAME}’s son\nat six."
SPANS = [(4, 4 + len(NAME)), (TEXT.rindex(NAME), TEXT.rindex(NAME) + len(NAME))]


def words_of(data: bytes) -> str:
    pages = PdfReader(io.BytesIO(data)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))


@pytest.fixture(scope="module")
def whole() -> bytes:
    """One package of everything."""
    opinion = TextItem("Note, an opinion", None, "In danger", cut("Three calls of Ann", [(15, 18)]))
    return rendered(cut(TEXT, SPANS), PAGES, opinion, "Nothing was cut here.")


@pytest.mark.clause("1.2")
def test_it_says_to_whom_why_and_on_what_terms(whole: bytes) -> None:
    text = words_of(whole)
    for part in (
        "Ruth Adeyemi Brackenfield Housing 2 March 2026",
        "About Maya Ferreira-Quill",
        "Why it is shared Rehousing before the tenancy ends",
        "Basis Informed consent, given on 27 February 2026",
        "Do not pass it on.",
        "Limits that the person has set • Not by post",
        "Ring 01632 960555.",
        "Note, stated as fact of 1 February 2026",
        "Document of 1 February 2026",
        "Note, an opinion without a date In danger This is an opinion. It rests on: Three calls of [withheld]",
    ):
        assert part in text


@pytest.mark.edge("E24")
def test_the_mark_stands_where_something_was(whole: bytes) -> None:
    assert NAME in TEXT
    assert NAME not in words_of(whole)
    text = (
        re.sub(r" (?=[.,])|(?<=\]) ", "", words_of(whole)).replace("]t", "] t").replace("]s", "] s")
    )
    assert "Met [withheld] today." in text
    assert "She was with [withheld] son at six." in text


@pytest.mark.edge("E24")
def test_nothing_is_numbered_or_counted() -> None:
    headings = [f"Note {n}" for n in "abc"]
    data = rendered(*(TextItem(each, DAY, "x") for each in headings))
    text = words_of(data)
    assert all(f"{each} of 1 February 2026" in text for each in headings)
    assert not re.search(
        r"\b\d+\. Note|\b(?:item|entry|number) \d|\b3 (?:items|entries)", text, re.I
    )


def test_every_page_is_marked_tagged_and_named_neutrally(whole: bytes) -> None:
    reader = PdfReader(io.BytesIO(whole))
    assert len(reader.pages) >= 4
    for page in reader.pages:
        assert "Private and confidential" in page.extract_text()
    assert untagged(whole) == []
    info: Any = reader.metadata
    assert set(info) == {"/Title", "/Creator"}
    assert info["/Title"] == "Disclosure R-7K3M-Q2"
    figures = re.findall(rb"/Alt\((.*?)\)", whole)
    assert figures == [b"Page 1 of a document, as an image"]


def test_the_checker_of_tags_finds_what_is_wrong() -> None:
    assert untagged(typed("= Hello"))  # no PDF/UA
    assert untagged(typst.compile(b"hello", pdf_tags=False)) == ["it has no tags"]
    base = rendered("A text")
    for was, becomes, said in (
        (b"/MCID 3", b"/MCIX 3", "not marked"),
        (b"/MCID 3", b"/MCID 99", "no structure"),
    ):
        reader = PdfReader(io.BytesIO(base))
        writer = PdfWriter(clone_from=reader)
        content = writer.pages[0].get_contents()
        assert content is not None
        more = DecodedStreamObject()
        assert was in content.get_data()
        more.set_data(content.get_data().replace(was, becomes, 1))
        writer.pages[0][NameObject("/Contents")] = writer._add_object(more)
        out = io.BytesIO()
        writer.write(out)
        assert any(said in each for each in untagged(out.getvalue())), said


def test_the_same_words_make_the_same_bytes() -> None:
    one = package("A text", PAGES)
    assert render_package(one, FONTS) == render_package(replace(one), FONTS)
    assert render_package(one, FONTS) != render_package(replace(one, reference="R-2"), FONTS)


@pytest.mark.edge("E24")
@pytest.mark.attack("A3")
def test_what_was_withheld_changes_no_byte() -> None:
    made = set()
    for name in (NAME, "Bo", "the man at number nine, who is her brother", "Ω", "a\n\nb"):
        text = f"We met {name} there, and {name} left."
        first = text.index(name)
        last = text.rindex(name)
        made.add(rendered(cut(text, [(first, first + len(name)), (last, last + len(name))])))
    assert len(made) == 1


@pytest.mark.attack("A10")
def test_what_looks_like_markup_stays_text() -> None:
    hostile = (
        '#read("/0") $x$ *b* <l> @r // c \\ #panic() ]]] =HYPERLINK("x") https://example.org/x'
    )
    data = rendered(TextItem(hostile, DAY, hostile, hostile), purpose=hostile, concerning=hostile)
    squeezed = re.sub(r"\s+", "", words_of(data))
    assert squeezed.count(re.sub(r"\s+", "", hostile)) >= 5
    assert not read_again(data).faults


def test_a_tab_is_a_gap_in_print() -> None:
    assert "one two three" in words_of(rendered("one\ttwo\t\tthree"))


@pytest.mark.parametrize("place", ["body", "opinion_basis", "kind"])
def test_no_character_stops_it_and_none_hides_in_it(place: str) -> None:
    words = "Maya \u202e\u200b\x07\u2066\ue000 x \U0010ffff \ud800 Σωκράτης end"
    data = rendered(replace(TextItem("Note", DAY, "x"), **{place: cut(words, [])}))  # type: ignore[arg-type]
    text = words_of(data)
    for part in ("Maya ", "[U+E000]", "[U+10FFFF]", "[U+D800]", "Σωκράτης end", "Unicode numbers"):
        assert part in text
    assert not any(hidden in text for hidden in "\u202e\u200b\x07\u2066")
    assert read_again(data).faults == ()


def test_it_takes_no_more_pictures_than_memory_bears() -> None:
    many = DocumentItem("Document", DAY, (photo((2, 2)),) * (MOST_PICTURES + 1))
    with pytest.raises(LetterError, match="at most 200 pages"):
        rendered(many)


def test_a_broken_picture_stops_it_without_a_word_of_it() -> None:
    with pytest.raises(LetterError, match="could not be set") as refused:
        rendered(DocumentItem("Document", DAY, (NAME.encode(),)))
    assert NAME not in str(refused.value)
    assert refused.value.__cause__ is None


def test_a_detector_of_bad_redactions_finds_none(whole: bytes) -> None:
    assert asyncio.run(xray.inspect(whole)) == {}
    bad = planted(rendered("A text"))["text under a black box"][0]
    assert NAME.split()[0] in str(asyncio.run(xray.inspect(bad)))


def test_the_mark_is_never_divided() -> None:
    text = " ".join(["word"] * 7 + ["Ann"]) * 60
    spans = [(m.start(), m.end()) for m in re.finditer("Ann", text)]
    left = cut(text, spans)
    assert left.count(MARK) > 20
    found = [each for each in read_again(rendered(left)).texts if each.where.startswith("page ")]
    assert sum(each.words.count(MARK) for each in found) == left.count(MARK) + 1
