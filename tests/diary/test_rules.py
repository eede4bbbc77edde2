"""Weeks and clock times, without a database."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from clients.diary.rules import begin_of, clock_time, day_of, moment, monday_of, week_of

pytestmark = pytest.mark.edge("E38")


def test_a_week_begins_on_monday() -> None:
    assert monday_of(date(2026, 11, 29)) == date(2026, 11, 23)
    assert week_of(date(2026, 11, 23))[6] == date(2026, 11, 29)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("9:30", time(9, 30)),
        ("09.30", time(9, 30)),
        (" 23:59 ", time(23, 59)),
        ("24:00", None),
        ("9", None),
        ("9:60", None),
        ("٩:٣٠", None),
    ],
)
def test_clock_times_as_people_type_them(typed: str, read: time | None) -> None:
    assert clock_time(typed) == read


def test_the_hour_that_there_is_not_is_refused_and_of_two_the_first_is_meant() -> None:
    assert moment(date(2026, 3, 29), time(1, 30)) is None
    assert moment(date(2026, 3, 29), time(2, 0)) == datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert moment(date(2026, 10, 25), time(1, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_days_are_london_s_and_may_have_another_length() -> None:
    assert begin_of(date(2026, 7, 1)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert begin_of(date(2026, 3, 30)) - begin_of(date(2026, 3, 29)) == timedelta(hours=23)
    assert day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC)) == date(2026, 7, 1)
