"""When nobody is on call, without a database."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from staff.rota.rules import gaps, office_hours

LONDON = ZoneInfo("Europe/London")


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=LONDON)


def test_gaps_are_what_neither_office_nor_shift_covers() -> None:
    # a Friday to the Monday after; on that Monday the banks are closed
    office = office_hours(at(27, 0), at(30, 23), opens=9, closes=17, holidays={date(2026, 11, 30)})
    assert office == [(at(27, 9), at(27, 17))]
    assert gaps(at(27, 12), at(28, 9), [*office, (at(27, 17), at(28, 9))]) == []
    assert gaps(at(27, 8), at(28, 12), [*office, (at(27, 18), at(28, 9))]) == [
        (at(27, 8), at(27, 9)),
        (at(27, 17), at(27, 18)),
        (at(28, 9), at(28, 12)),
    ]


def test_the_office_is_open_on_working_days_to_the_last_of_them() -> None:
    week = office_hours(at(26, 12), at(30, 8), opens=9, closes=17, holidays=())
    assert week == [(at(day, 9), at(day, 17)) for day in (26, 27, 30)]
    # on a Sunday, also one of 23 hours, it is not
    assert office_hours(at(29, 0, 3), at(29, 23, 3), opens=9, closes=17, holidays=()) == []


def test_the_day_is_london_s_whatever_the_clock_that_asks() -> None:
    late = datetime(2026, 7, 2, 23, 30, tzinfo=ZoneInfo("UTC"))  # the third in London
    assert office_hours(late, late, opens=9, closes=17, holidays=()) == [
        (at(3, 9, 7), at(3, 17, 7))
    ]


def test_shifts_may_overlap_touch_and_begin_anywhere() -> None:
    inside, over, after = (at(1, 9), at(1, 11)), (at(1, 8), at(1, 15)), (at(1, 20), at(1, 22))
    assert gaps(at(1, 8), at(1, 18), [after, inside, over]) == [(at(1, 15), at(1, 18))]
    assert gaps(at(1, 8), at(1, 20), [after, over]) == [(at(1, 15), at(1, 20))]
    assert gaps(at(1, 8), at(1, 9), [over]) == []
    assert gaps(at(1, 8), at(1, 8), []) == []
    assert gaps(at(1, 8), at(1, 9), []) == [(at(1, 8), at(1, 9))]
