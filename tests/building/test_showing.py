"""How pale, small, far out or covered a word may be that somebody is to read, and where pages have their edges."""

import pytest

from disclosures.building.pdfium import opened
from disclosures.building.showing import (
    BEYOND,
    COVERED,
    PALE,
    UNSEEN,
    Bounds,
    _over,
    _without_edges,
    readable,
    shown_in,
)
from tests.building.made import _drawn, rendered, typed

pytestmark = pytest.mark.attack("A3")


@pytest.fixture(scope="module")
def base() -> bytes:
    return rendered("A text")


def word(how: str = "0 g", at: str = "60 300", size: str = "12") -> str:
    return f"BT /Plant {size} Tf {how} {at} Td (Wilhelmina) Tj ET"


@pytest.mark.parametrize(
    ("operators", "told"),
    [
        (word(), []),
        # how pale: the lightest of its colours, and how solid it is
        (word("0.549 g"), []),  # 140 of 255
        (word("0.553 g"), [PALE]),
        (word("0.9 0 0 rg"), [PALE]),
        (word("0 0.9 0 rg"), [PALE]),
        (word("0 0 0.9 rg"), [PALE]),
        (word("0.5 0.5 0.5 rg"), []),
        # how small, and by what it is made so
        (word(size="3"), []),
        (word(size="2.9"), [UNSEEN]),
        (f"q 0.5 0 0 0.5 0 0 cm {word(size='8')} Q", []),
        (f"q 0.5 0 0 0.5 0 0 cm {word(size='5')} Q", [UNSEEN]),
        (f"q 1 0 0 0.2 0 0 cm {word()} Q", [UNSEEN]),
        # how it is drawn: filled, and perhaps stroked
        (word("2 Tr 0 g"), []),
        *((word(f"{how} Tr 0 g"), [UNSEEN]) for how in (1, 3, 7)),
        # where
        (word(at="-300 300"), [BEYOND]),
        (word(at="700 300"), [BEYOND]),
        (word(at="60 900"), [BEYOND]),
        (word(at="60 -50"), [BEYOND]),
        (word(at="-20 300"), []),  # half of it can be read
        # a gap is nothing that could be hidden
        ("BT /Plant 12 Tf 1 g 60 300 Td ( ) Tj ET", []),
    ],
)
def test_what_nobody_could_read_is_told(base: bytes, operators: str, told: list[str]) -> None:
    with opened(_drawn(base, operators)) as document:
        assert shown_in(document)[1] == told


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ("0 g 55 295 200 20 re f", [COVERED]),
        ("1 g 55 295 200 20 re f", [COVERED]),
        ("0 g 55 295 200 20 re B", [COVERED]),
        ("0 g 55 295 200 20 re S", []),  # a frame
        ("0 g 300 295 200 20 re f", []),  # beside it
        ("0 g 55 320 200 20 re f", []),  # above it
    ],
)
def test_what_is_drawn_over_a_word_is_told_and_what_lies_under_it_is_not(
    base: bytes, drawn: str, told: list[str]
) -> None:
    with opened(_drawn(base, f"{word()} {drawn}")) as document:
        assert shown_in(document)[1] == told
    with opened(_drawn(base, f"{drawn} {word()}")) as document:
        assert shown_in(document)[1] == []


WORD = (100.0, 100.0, 200.0, 120.0)  # left, bottom, right, top


@pytest.mark.parametrize(
    ("bounds", "over"),
    [
        (WORD, True),
        ((0, 0, 500, 500), True),
        ((150, 100, 160, 120), True),
        # more than a quarter of its height
        ((100, 100, 200, 105), False),
        ((100, 100, 200, 105.5), True),
        ((100, 114.5, 200, 130), True),
        ((100, 115, 200, 130), False),
        # and more than a point of its width
        ((199, 100, 300, 120), False),
        ((198.5, 100, 300, 120), True),
        ((0, 100, 101, 120), False),
        ((0, 100, 101.5, 120), True),
        # beside, above, below
        ((201, 100, 300, 120), False),
        ((0, 100, 99, 120), False),
        ((100, 121, 200, 140), False),
        ((100, 60, 200, 99), False),
    ],
)
def test_how_much_of_a_word_is_covered(bounds: Bounds, over: bool) -> None:
    assert _over(bounds, [WORD]) == over
    assert _over(bounds, [(900, 900, 950, 910), WORD]) == over
    assert not _over(bounds, [])
    flat = (100.0, 100.0, 200.0, 100.0)
    assert not _over(bounds, [flat])


@pytest.mark.parametrize(
    ("pages", "left"),
    [
        (["head\na\nfoot", "head\nb\nfoot"], ["a", "b"]),
        (["head 1\na\nPage 1 of 12", "head 2\nb\nPage 12 of 12"], ["a", "b"]),
        (["one\ntwo\na\nfoot", "one\ntwo\nb\nfoot"], ["a", "b"]),
        (["a\nfoot", "b\nfoot"], ["a", "b"]),
        (["head\na", "head\nb"], ["a", "b"]),
        (["head\na\nc", "head\nb\nd"], ["a\nc", "b\nd"]),
        (["head\n\n \na", "\nhead\nb\n"], ["a", "b"]),
        (["same", "same"], ["", ""]),
        (["", ""], ["", ""]),
        (["head\na", ""], ["head\na", ""]),
        (["head\na", "other\nb"], ["head\na", "other\nb"]),
    ],
)
def test_pages_are_read_on_without_their_edges(pages: list[str], left: list[str]) -> None:
    assert _without_edges(pages) == left


def test_a_character_is_read_as_it_is_seen() -> None:
    assert [readable(each) for each in "aé\n\x02\ufffe\x07\t\u200b"] == [*"aé\n--   "]


def test_a_single_page_is_read_once_and_several_are_read_on_too() -> None:
    with opened(typed("One")) as document:
        assert [each.where for each in shown_in(document)[0]] == ["page 1"]
    with opened(typed("One\n#pagebreak()\nTwo")) as document:
        found = {each.where: each.words.split() for each in shown_in(document)[0]}
    assert found == {"page 1": ["One"], "page 2": ["Two"], "pages": ["One", "Two"]}
