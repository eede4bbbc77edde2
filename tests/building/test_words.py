"""Where a page's words stand, which of them lie under a box, and what of the drawing program's words is believed."""

import io
import json
from typing import Any

import pytest
from PIL import Image, JpegImagePlugin

from disclosures.building import pages
from disclosures.building.boxes import WHOLE_PAGE, Box
from disclosures.building.pages import COVERED, CannotProcess, PageWords, Word

ONE = Box(0.25, 0.5, 0.5, 0.75)


def two(one: Box, other: Box) -> PageWords:
    return PageWords("Ann Bo", (Word(0, 3, one), Word(4, 6, other)))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ((0.5, 0.6), (0.5, 0.6), True),
        ((0.5, 0.6), (0.54, 0.64), True),
        ((0.5, 0.6), (0.56, 0.66), False),
        ((0.5, 0.75), (0.625, 0.875), False),  # half of it is not more than half
        ((0.5, 0.75), (0.66, 0.91), False),
        ((0.5, 0.6), (0.52, 0.92), True),  # a small word beside a large one
        ((0.2, 0.6), (0.5, 0.6), True),
        ((0.1, 0.2), (0.7, 0.8), False),
        ((0.7, 0.8), (0.1, 0.2), False),
    ],
)
def test_words_of_one_height_are_a_line(
    one: tuple[float, float], other: tuple[float, float], same: bool
) -> None:
    left, right = Box(0.1, one[0], 0.2, one[1]), Box(0.3, other[0], 0.4, other[1])
    around = Box(0.1, min(one[0], other[0]), 0.4, max(one[1], other[1]))
    assert two(left, right).boxes(0, 6) == ((around,) if same else (left, right))
    # one that begins further left stands on a line of its own
    assert two(right, left).boxes(0, 6) == (right, left)


def test_a_line_may_begin_twice_at_one_place() -> None:
    wide = Box(0.25, 0.5, 0.75, 0.75)
    assert two(ONE, wide).boxes(0, 6) == (wide,)


def test_the_words_that_a_place_touches_are_covered_whole_and_no_others() -> None:
    other = Box(0.6, 0.1, 0.7, 0.2)
    words = two(ONE, other)
    for place, boxes in (((0, 1), (ONE,)), ((2, 3), (ONE,)), ((3, 4), ()), ((4, 5), (other,)),
                         ((2, 5), (ONE, other)), ((5, 9), (other,)), ((6, 9), ()), ((0, 0), ())):  # fmt: skip
        assert words.boxes(*place) == boxes, place


@pytest.mark.parametrize(
    ("box", "hidden"),
    [
        ((0.25, 0.5, 0.5, 0.75), True),
        ((0.0, 0.0, 1.0, 1.0), True),
        # a box is larger than it was drawn, and hides as much
        ((0.252, 0.5, 0.5, 0.75), True),
        ((0.254, 0.5, 0.5, 0.75), False),
        ((0.25, 0.5, 0.498, 0.75), True),
        ((0.25, 0.5, 0.496, 0.75), False),
        # nine tenths of a word's height are enough
        ((0.25, 0.5, 0.5, 0.723), True),
        ((0.25, 0.5, 0.5, 0.720), False),
        ((0.25, 0.524, 0.5, 0.75), True),
        ((0.25, 0.530, 0.5, 0.75), False),
        # beside, above and below it
        ((0.6, 0.5, 0.9, 0.75), False),
        ((0.0, 0.5, 0.2, 0.75), False),
        ((0.25, 0.8, 0.5, 0.9), False),
        ((0.25, 0.1, 0.5, 0.4), False),
    ],
)
@pytest.mark.attack("A3")
def test_a_word_under_a_box_is_not_in_the_text(
    box: tuple[float, float, float, float], hidden: bool
) -> None:
    words = PageWords("An Ann", (Word(0, 2, Box(0, 0, 0.01, 0.01)), Word(3, 6, ONE)))
    boxes = [Box(0.9, 0.9, 1, 1), Box(*box)]
    first = COVERED * 2 if box[0] == 0 and box[1] == 0 else "An"
    assert words.outside(boxes) == first + " " + (COVERED * 3 if hidden else "Ann")
    assert words.outside([]) == "An Ann"


def test_a_box_that_just_hides_a_word_hides_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "GROWN", 0)
    monkeypatch.setattr(pages, "HIDDEN", 0.5)
    words = PageWords("Ann", (Word(0, 3, ONE),))
    assert words.outside([Box(0.25, 0.5, 0.5, 0.625)]) == COVERED * 3
    assert words.outside([Box(0.25, 0.5, 0.5, 0.624)]) == "Ann"


def answered(told: Any, *, count: int = 1) -> PageWords:
    said = told if isinstance(told, bytes) else json.dumps(told).encode()
    return pages._Answers(io.BytesIO(b"count %d\nwords %d\n%b" % (count, len(said), said))).words()


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    ("word", "read"),
    [
        ([0, 3, 1000, 2000, 3000, 4000], Word(0, 3, Box(0.1, 0.2, 0.3, 0.4))),
        ([1, 2, 0, 0, 10_000, 10_000], Word(1, 2, Box(0, 0, 1, 1))),
        ([0, 3, -900, -5, 12_000, 99_000], Word(0, 3, Box(0, 0, 1, 1))),  # up to the page's edge
        ([0, 3, 11_000, 0, 12_000, 10], None),  # beyond it
        ([0, 3, 10, 0, 10, 10], None),
        ([0, 3, 10, 10, 20, 10], None),
        ([0, 3, 20, 0, 10, 10], None),
        ([0, 3, 0, 20, 10, 10], None),
        ([3, 3, 0, 0, 10, 10], None),
        ([-1, 3, 0, 0, 10, 10], None),
    ],
)
def test_a_word_is_believed_that_stands_somewhere_on_the_page(
    word: list[int], read: Word | None
) -> None:
    told = {"text": "Ann Bo", "words": [word, [4, 6, 0, 0, 10, 10]]}
    last = Word(4, 6, Box(0, 0, 0.001, 0.001))
    assert answered(told) == PageWords("Ann Bo", (read, last) if read else (last,))


@pytest.mark.attack("A15")
def test_no_more_words_are_read_than_a_page_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    told = json.dumps({"text": "Ann", "words": []}).encode()
    monkeypatch.setattr(pages, "MOST_WORDS", len(told))
    assert answered(told) == PageWords("Ann", ())
    for wrong in (told + b" ", b""):
        with pytest.raises(CannotProcess) as refused:
            answered(wrong)
        assert refused.value.code == "broken"


@pytest.mark.parametrize(
    "corners", [(0, 0.5, 1, 0.5), (0.5, 0, 0.5, 1), (0, 0, 1, 1.001), (0, 0, 2, 1), (0, -0.1, 1, 1)]
)
def test_a_box_has_an_area_on_its_page(corners: tuple[float, float, float, float]) -> None:
    with pytest.raises(ValueError, match=r"^A box has no area, or lies beyond its page\.$"):
        Box(*corners)
    assert Box(0, 0, 1, 1) == WHOLE_PAGE


def test_a_page_leaves_as_sharp_as_it_was_drawn() -> None:
    """Eighty of a hundred, and no colour of a line spread over its neighbours."""
    drawn, out = Image.new("RGB", (64, 64), (200, 220, 240)), io.BytesIO()
    drawn.save(out, "JPEG", quality=80, subsampling=0)
    made, meant = (
        Image.open(io.BytesIO(each)) for each in (pages.final_picture(drawn, []), out.getvalue())
    )
    assert isinstance(made, JpegImagePlugin.JpegImageFile)
    assert isinstance(meant, JpegImagePlugin.JpegImageFile)
    assert made.quantization == meant.quantization
    assert JpegImagePlugin.get_sampling(made) == 0


@pytest.mark.attack("A15")
@pytest.mark.parametrize(
    "said", [b"page 0 1\nxxx", b"page 1 0\nxxx", b"page 1 1\nxx", b"page 9999 9999\n", b"word 1 1\n", b"page 1\n"]
)  # fmt: skip
def test_a_page_is_believed_that_has_all_its_pixels(said: bytes) -> None:
    answers = pages._Answers(io.BytesIO(b"count 1\n" + said))
    with pytest.raises(CannotProcess) as refused:
        answers.page()
    assert refused.value.code == "broken"
    whole = pages._Answers(io.BytesIO(b"count 1\npage 1 1\n\x01\x02\x03"))
    assert whole.page().getpixel((0, 0)) == (1, 2, 3)


def test_a_page_may_have_so_many_pixels_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_PIXELS", 6)
    answers = pages._Answers(io.BytesIO(b"count 1\npage 2 3\n" + bytes(18) + b"page 7 1\n"))
    assert answers.page().size == (2, 3)
    with pytest.raises(CannotProcess):
        answers.page()


@pytest.mark.attack("A3")
def test_a_box_covers_its_place_and_a_little_more_and_nothing_else() -> None:
    drawn = Image.new("RGB", (100, 200), (120, 120, 120))
    made = pages._covered(drawn, [Box(0.4, 0.3, 0.6, 0.5)])
    black = [(x, y) for x in range(100) for y in range(200) if made.getpixel((x, y)) == (0, 0, 0)]
    across, down = {x for x, _ in black}, {y for _, y in black}
    assert (min(across), max(across), min(down), max(down)) == (39, 61, 59, 101)
    assert len(black) == len(across) * len(down) == 23 * 43
    assert drawn.getpixel((50, 80)) == (120, 120, 120)
