"""Dates as people here write them, initials, colour bands, drawings."""

from datetime import UTC, date, datetime

import pytest

from confidentiality.interface.filters import (
    band,
    clause_anchor,
    date_gb,
    datetime_gb,
    in_fours,
    initials,
    inline_svg,
)


def test_a_day_is_written_in_words() -> None:
    assert date_gb(date(2026, 6, 3)) == "3 June 2026"
    assert date_gb(None) == "not recorded"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 6, 3, 13, 5, tzinfo=UTC), "3 June 2026 at 2:05pm"),  # summer time
        (datetime(2026, 6, 3, 23, 30, tzinfo=UTC), "4 June 2026 at 12:30am"),
        (datetime(2026, 1, 3, 12, 0, tzinfo=UTC), "3 January 2026 at 12:00pm"),
    ],
)
def test_a_moment_is_written_in_london_time(moment: datetime, written: str) -> None:
    assert datetime_gb(moment) == written
    assert date_gb(moment) == written.split(" at ")[0]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        datetime_gb(datetime(2026, 6, 3, 13, 5))


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Maria da Conceição Silva", "M.S."),
        ("Ólafur", "Ó."),
        ("  (Annie)  o'Neil ", "A.O."),
        ("王 芳", "王.芳."),
        ("", "–"),
        ("--", "–"),
    ],
)
def test_initials_give_no_more_than_two_letters(name: str, short: str) -> None:
    assert initials(name) == short


def test_bands_are_stable_and_all_in_use() -> None:
    references = [f"ISS-{number:04d}" for number in range(200)]
    assert {band(reference) for reference in references} == {f"band-{n}" for n in range(8)}
    assert band("ISS-7K3M-Q2") == "band-1"  # a change would recolour every file


def test_a_drawing_stands_in_a_page_without_its_prolog() -> None:
    assert inline_svg('<?xml version="1.0"?><svg><path d="M0 0"/></svg>') == (
        '<svg><path d="M0 0"/></svg>'
    )


@pytest.mark.parametrize(
    "more",
    [
        "<svg><script>1</script></svg>",
        '<svg><path style="fill:red"/></svg>',
        '<svg onload="1"/>',
        '<svg><a href="x"/></svg>',
    ],
)
def test_a_drawing_with_more_than_shapes_is_refused(more: str) -> None:
    with pytest.raises(ValueError, match="more than shapes"):
        inline_svg(more)


def test_secrets_are_grouped_and_clauses_have_anchors() -> None:
    assert in_fours("ABCDEFGHI") == "ABCD EFGH I"
    assert clause_anchor("3.3.2 c") == "clause-3.3.2-c"
    assert clause_anchor("9.9") is None
