"""What the last look says of each planted fault, word for word, and where it reads the name."""

import io
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    ByteStringObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

from disclosures.building.reading import read_again
from tests.building.made import NAME, PAGES, _changed, planted, rendered

pytestmark = pytest.mark.attack("A3")

PALE = "Words in it are too pale to be seen."
UNSEEN = "Words in it are not drawn, or too small to be seen."
REMARK = "A remark stands between its parts."
AROUND = "Something stands before or behind it."
EARLIER = "An earlier version of it is kept in it."
TITLE = "Its metadata say more than its title."
PICTURE = "A picture in it says more than it shows."
UNREAD = "It cannot be read to its end ({})."
PAGE = {"page", "pages", "stream"}
TOLD: dict[str, tuple[list[str], set[str]]] = {
    "text under a black box": (["Words in it are covered by something."], PAGE),
    "text that is not drawn": ([UNSEEN], PAGE),
    "white text": ([PALE], PAGE),
    "pale text": ([PALE], PAGE),
    "text beyond the edge": (["Words in it stand beyond the edge of a page."], PAGE),
    "tiny text": ([UNSEEN], PAGE),
    "text that was left": ([], PAGE),
    "an actual text": ([], PAGE | {"marks"}),
    "an actual text in two bytes": ([], {"marks"}),
    "a remark in what is drawn": ([], {"stream"}),
    "a remark in the file": ([REMARK, UNREAD.format("PdfReadError")], set()),
    "an author": ([TITLE], {"object"}),
    "more in the metadata": ([TITLE], {"stream"}),
    "metadata of a page": (["A part of it has metadata of its own."], {"stream"}),
    "an attached file": (["There is an attached file in it."], {"stream"}),
    "a script": (["There is a script or an action in it."], {"object"}),
    "a comment": (["There is a comment, a link or a form in it."], {"object"}),
    "a part that nothing shows": (["A part of it is shown nowhere."], {"stream"}),
    "a picture's other words": ([], {"object"}),
    "a layer": (["There is a layer in it."], {"object"}),
    "a name for a typeface": ([], {"names"}),
    "an earlier version": ([EARLIER, REMARK], set()),
    "something behind it": ([AROUND, REMARK], set()),
    "something before it": ([AROUND, REMARK, UNREAD.format("PdfReadError")], set()),
    "half of it": ([AROUND, EARLIER, UNREAD.format("PdfiumError")], set()),
    "a camera's data": ([PICTURE], {"picture"}),
    "a picture's comment": ([PICTURE], {"picture"}),
    "something behind a picture": ([PICTURE], {"picture"}),
}


@pytest.fixture(scope="module")
def ours() -> bytes:
    return rendered("A text of ours.", PAGES)


def where(data: bytes, words: str = NAME) -> set[str]:
    """Return in which kinds of place all of these words are read."""
    return {
        found.where.split()[0]
        for found in read_again(data).texts
        if all(word in found.words for word in words.split())
    }


def test_each_fault_is_named_and_the_name_is_read_where_it_stands(ours: bytes) -> None:
    said = {
        what: (list(read_again(data).faults), where(data))
        for what, (data, *_) in planted(ours).items()
    }
    assert said == TOLD


def test_every_text_is_read_once_and_says_where_it_stood(ours: bytes) -> None:
    found = read_again(ours)
    places = [each.where for each in found.texts]
    numbered = [int(place.split()[1]) for place in places if place.startswith("object ")]
    assert places[:4] == ["page 1", "page 2", "page 3", "pages"]
    assert numbered == sorted(set(numbered))
    assert all(each.words or each.where in ("trailer", "names") for each in found.texts)
    (names,) = (each.words for each in found.texts if each.where == "names")
    assert names.split("\n") == sorted(names.split("\n"))
    assert not {"Font", "Page", "Type", "XObject"} & set(names.split())
    marks = [each.words for each in found.texts if each.where.startswith("marks ")]
    assert "Page 1 of a document, as an image" in "\n".join(marks).split("\n")


@pytest.mark.parametrize(
    ("data", "faults"),
    [
        (b"", [AROUND, EARLIER, UNREAD.format("PdfiumError")]),
        (b"x%PDF-1.7\n%%EOF startxref", [AROUND, UNREAD.format("PdfiumError")]),
        (b"%PDF-1.7\nstartxref\n%%EOF\n", [UNREAD.format("PdfiumError")]),
        (b"%PDF-1.7\n%x\nstartxref\n%%EOF", [UNREAD.format("PdfiumError")]),  # as every file has it
        (b"%PDF-1.7\n%x\n %x\nstartxref\n%%EOF", [REMARK, UNREAD.format("PdfiumError")]),
        (b"%PDF-1.7\n%x\n\nstartxref\n %%EOF \n", [UNREAD.format("PdfiumError")]),
        (b"%PDF-1.7\n\n\nstartxref\nstartxref\n%%EOF", [EARLIER, UNREAD.format("PdfiumError")]),
        (b"%PDF-1.7\n\n\nstartxref\n%%EOF\n%%EOF", [EARLIER, UNREAD.format("PdfiumError")]),
        (
            b"%PDF-1.7\n\n\n/Encrypt startxref\n%%EOF",
            ["It is encrypted, and cannot be read to its end.", UNREAD.format("PdfiumError")],
        ),
        # what stands in a stream is read there, not here
        (b"%PDF-1.7\n\nstream\r\n/Encrypt\n%%EOF\n%x\nendstream\nstartxref\n%%EOF", [UNREAD.format("PdfiumError")]),
        (b"%PDF-1.7\n\nstream\n/Encrypt\nendstream stream\n%%EOF\nendstream\nstartxref\n%%EOF",
         [UNREAD.format("PdfiumError")]),
    ],
)  # fmt: skip
def test_what_stands_around_and_between_the_parts(data: bytes, faults: list[str]) -> None:
    assert list(read_again(data).faults) == faults


def _root(name: str, more: Any) -> Any:
    def change(writer: PdfWriter) -> None:
        writer._root_object[NameObject(name)] = more

    return change


def _stream(content: bytes) -> Any:
    def change(writer: PdfWriter) -> None:
        more = DecodedStreamObject()
        more.set_data(content)
        writer._root_object[NameObject("/Plant")] = writer._add_object(more)

    return change


WIDE = NAME.encode("utf-16-be")
SHORT = "Anna"  # four letters
NOISE = bytes(range(128, 256)) * 4


@pytest.mark.parametrize(
    ("change", "words", "places"),
    [
        (_root("/Plant", TextStringObject(NAME)), NAME, {"object"}),
        (_root("/Plant", ByteStringObject(NAME.encode())), NAME, {"object"}),
        (_root("/Plant", ByteStringObject(b"\0" + WIDE)), NAME, {"object"}),
        (_root("/Plant", ByteStringObject(WIDE)), NAME, {"object"}),
        (_root("/Plant", ArrayObject([TextStringObject(NAME)])), NAME, {"object"}),
        (_root("/Plant", DictionaryObject({NameObject("/A"): TextStringObject(NAME)})), NAME, {"object"}),
        (_root("/Plant", ArrayObject([NameObject(f"/{SHORT}")])), SHORT, {"names"}),
        (_root(f"/{SHORT}", TextStringObject("x")), SHORT, {"names"}),
        # In what is text four letters are a word, and in what is not six.
        (_stream(SHORT.encode()), SHORT, {"stream"}),
        (_stream(NOISE + SHORT.encode()), SHORT, set()),
        (_stream(NOISE + b"\x01Annabel\x01" + NOISE), "Annabel", {"stream"}),
        (_stream(WIDE), NAME, {"stream"}),
        (_stream(b"x" + WIDE), NAME, {"stream"}),
        (_stream(b"/Span <</E (" + NAME.encode() + b")>> DP"), NAME, {"stream", "marks"}),
    ],
)  # fmt: skip
def test_in_whatever_form_words_stand_they_are_read(
    ours: bytes, change: Any, words: str, places: set[str]
) -> None:
    assert where(_changed(ours, change), words) == places


def _title(*titles: str, info: str = "") -> Any:
    """Write titles into the metadata, and perhaps another into the file's own."""

    def change(writer: PdfWriter) -> None:
        held: Any = writer._root_object["/Metadata"].get_object()
        alt = "".join(f'<rdf:li xml:lang="x-default">{each}</rdf:li>' for each in titles)
        before, _, after = held.get_data().partition(b"<rdf:li xml:lang=")
        held.set_data(before + alt.encode() + after.partition(b"</rdf:li>")[2])
        if info:
            writer.add_metadata({"/Title": info})

    return change


OURS = "Disclosure R-7K3M-Q2"


@pytest.mark.parametrize(
    ("change", "faults"),
    [
        (_title(OURS), []),
        (_title("Disclosure &amp; Co", info="Disclosure & Co"), []),
        (_title(NAME), [TITLE]),
        (_title(OURS, NAME), [TITLE]),
        (_title(), []),
        (lambda writer: writer.add_metadata({"/Subject": "x"}), [TITLE]),
    ],
)
def test_its_metadata_say_its_title_and_nothing_else(
    ours: bytes, change: Any, faults: list[str]
) -> None:
    assert list(read_again(_changed(ours, change)).faults) == faults


def test_metadata_that_hang_on_another_part_are_of_its_own(ours: bytes) -> None:
    """One of them alone as well: they are looked for by what holds them."""

    def moved(writer: PdfWriter) -> None:
        writer.pages[0][NameObject("/Metadata")] = writer._root_object.raw_get("/Metadata")
        del writer._root_object["/Metadata"]

    def without(writer: PdfWriter) -> None:
        del writer._root_object["/Metadata"]

    assert list(read_again(_changed(ours, moved)).faults) == [
        "A part of it has metadata of its own."
    ]
    bare = _changed(ours, without)
    root: Any = PdfReader(io.BytesIO(bare)).trailer["/Root"]
    assert "/Metadata" not in root
    assert "A part of it has metadata of its own." not in read_again(bare).faults
