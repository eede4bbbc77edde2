"""What is covered on a page, without a database."""

import re
from typing import Any

import pytest

from disclosures.building.boxes import Box
from disclosures.scans.rules import (
    MOST_COVERS,
    Cover,
    around,
    changed,
    drawn_in,
    lies_under,
    whole,
)

ONE, OTHER, THIRD = (Cover(at, 0, at + 10, 20, "source") for at in (0, 10, 20))
TOO_MANY = "There are too many covered places on this page: withhold the whole page."


@pytest.mark.parametrize(
    "corners", [(0, 0, 0, 10), (10, 0, 5, 10), (0, 0, 1001, 10), (-1, 0, 5, 10)]
)
def test_a_cover_lies_on_its_page(corners: tuple[int, int, int, int]) -> None:
    with pytest.raises(ValueError, match="box"):
        Cover(*corners, "other")


def test_a_cover_has_a_reason() -> None:
    with pytest.raises(ValueError, match=r"^There is no such reason\.$"):
        Cover(0, 0, 1, 1, "because")


def test_it_is_burnt_in_where_it_was_drawn_and_kept_as_it_is() -> None:
    cover = Cover(100, 50, 600, 1000, "third_party")
    assert cover.box == Box(0.1, 0.05, 0.6, 1.0)
    kept: dict[str, Any] = {
        "left": 100,
        "top": 50,
        "right": 600,
        "bottom": 1000,
        "reason": "third_party",
    }
    assert cover.as_stored() == kept
    assert Cover(**kept) == cover


@pytest.mark.attack("A3")
def test_over_a_word_lies_rather_more_than_less() -> None:
    assert around(Box(0.1239, 0.5001, 0.6, 0.7), "source") == Cover(123, 500, 601, 701, "source")
    assert around(Box(0.999, 0.999, 0.9995, 0.9995), "source") == Cover(
        999, 999, 1000, 1000, "source"
    )
    assert around(Box(0.1, 0.9, 0.998, 0.998), "source") == Cover(100, 900, 999, 999, "source")
    assert around(Box(0, 0, 0.99999, 1), "source") == Cover(0, 0, 1000, 1000, "source")


def test_places_are_taken_off_for_what_they_are_and_put_on_once() -> None:
    assert changed([ONE, OTHER], uncover=[ONE], more=[THIRD]) == [OTHER, THIRD]
    assert changed([ONE, OTHER], uncover=[], more=[ONE, THIRD, THIRD]) == [ONE, OTHER, THIRD]
    assert changed(iter([ONE]), uncover=iter([ONE]), more=iter([])) == []
    assert changed([OTHER], uncover=[ONE], more=[]) == [OTHER]
    assert changed([ONE], uncover=[ONE], more=[ONE]) == [ONE]


def test_a_place_lies_under_another_one_that_reaches_as_far() -> None:
    around_it = Cover(10, 10, 20, 20, "other")
    assert lies_under(Cover(10, 10, 20, 20, "source"), around_it)
    for edges in ((9, 10, 20, 20), (10, 9, 20, 20), (10, 10, 21, 20), (10, 10, 20, 21)):
        assert not lies_under(Cover(*edges, "source"), around_it)


def test_a_page_bears_so_many_and_no_more() -> None:
    many = [Cover(0, 0, at + 1, 1, "other") for at in range(MOST_COVERS + 1)]
    assert MOST_COVERS == 200
    assert changed(many[:1], uncover=(), more=many[1:-1]) == many[:-1]
    with pytest.raises(ValueError, match=f"^{re.escape(TOO_MANY)}$"):
        changed(many[:1], uncover=(), more=many[1:])


def test_what_was_drawn_is_read_in_full_or_not_at_all() -> None:
    assert drawn_in("0-0-10-20 10-0-20-20\n20-0-30-20", "source") == [ONE, OTHER, THIRD]
    assert drawn_in(" ", "source") == []
    for bad in ("0-0-10", "0-0-10-20-30", "-1-0-10-20", "0,0,10,20"):
        with pytest.raises(ValueError, match=r"^There is no such place\.$"):
            drawn_in(f"0-0-10-20 {bad} 20-0-30-20", "source")
    for off in ("0-0-1001-20", "10-0-10-20"):
        with pytest.raises(ValueError, match="box"):
            drawn_in(f"0-0-10-20 {off} 20-0-30-20", "source")


def test_over_a_page_that_stays_behind_lies_all_of_it() -> None:
    assert whole("source").box == Box(0, 0, 1, 1)
    assert whole("other").reason == "other"
