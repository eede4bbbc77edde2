"""One date cell: every way of writing a day is read exactly, and nothing else is."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.imports import dates
from clients.imports.dates import Of, Order, Read, read_date

TODAY = dt.date(2026, 11, 22)
EVENTS = st.dates(min_value=dates.EARLIEST_EVENT, max_value=TODAY)
MONTH_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def event(cell: str, order: Order | None = None) -> Read:
    return read_date(cell, of="event", today=TODAY, order=order)


def birth(cell: str, order: Order | None = None) -> Read:
    return read_date(cell, of="birth", today=TODAY, order=order)


@pytest.mark.parametrize(
    "cell",
    [
        "2025-01-17",
        " 2025-1-17 ",
        "2025-01-17T00:00:00",
        "2025-01-17 00:00:00.000",
        "2025/01/17",
        "17/01/2025",
        "17/1/2025 00:00",
        "17.01.2025",
        "17-01-2025",
        "17/01/25",
        "17 Jan 2025",
        "17 January 2025",
        "17th jan 2025",
        "17-Jan-25",
        "17 JAN. 2025",
        "January 17, 2025",
        "45674",
        "45674.0",
        "17\u00a0Jan\u00a02025",
    ],
)
def test_it_reads_a_certain_date(cell: str) -> None:
    assert event(cell).date == dt.date(2025, 1, 17)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("March 2019", dates.UNREADABLE),
        ("last spring", dates.UNREADABLE),
        ("??", dates.UNREADABLE),
        ("2019", dates.UNREADABLE),
        ("170125", dates.UNREADABLE),
        ("17/01/2025?", dates.UNREADABLE),
        ("17/01", dates.UNREADABLE),
        ("17/01.2025", dates.UNREADABLE),
        ("19-04-13", dates.UNREADABLE),
        ("17 Foo 2025", dates.UNREADABLE),
        ("Foo 17, 2025", dates.UNREADABLE),
        ("١٧/٠١/٢٠٢٥", dates.UNREADABLE),
        ("31/02/2020", dates.IMPOSSIBLE),
        ("29/02/2021", dates.IMPOSSIBLE),
        ("31 Feb 2020", dates.IMPOSSIBLE),
        ("2020-02-31", dates.IMPOSSIBLE),
        ("00/00/0000", dates.IMPOSSIBLE),
        ("99/99/9999", dates.IMPOSSIBLE),
        ("23/11/2026", dates.FUTURE),
        ("46349", dates.FUTURE),
        ("99999", dates.FUTURE),
        ("2027-01-01", dates.FUTURE),
        ("01/01/1970", dates.TOO_EARLY),
        ("12345", dates.TOO_EARLY),
        ("01/01/1900", dates.PLACEHOLDER),
    ],
)
def test_it_reads_no_date_where_there_is_none(cell: str, problem: str) -> None:
    read = event(cell)
    assert (read.problem, read.date, read.ambiguous) == (problem, None, None)


@pytest.mark.parametrize("cell", ["", "   ", "\u00a0"])
def test_an_empty_cell_says_nothing(cell: str) -> None:
    assert event(cell) == Read()


@pytest.mark.parametrize(
    ("cell", "year"),
    [("28/08/73", 1973), ("15/05/04", 2004), ("15/05/16", 2016), ("15/05/31", 1931)],
)
def test_two_digits_of_a_birth_year(cell: str, year: int) -> None:
    assert birth(cell).date == dt.date(year, *((8, 28) if year == 1973 else (5, 15)))


@pytest.mark.parametrize("cell", ["15/05/20", "15/05/26", "15/05/27", "15/05/30", "15 May 22"])
def test_two_digits_that_tell_no_century_are_asked(cell: str) -> None:
    assert birth(cell) == Read(problem=dates.NO_CENTURY)


@pytest.mark.parametrize(("cell", "year"), [("15/05/14", 2014), ("15/05/98", 1998)])
def test_two_digits_of_an_event(cell: str, year: int) -> None:
    assert event(cell).date == dt.date(year, 5, 15)


def test_a_birth_is_not_in_the_future_nor_of_last_century_but_one() -> None:
    assert birth("17/12/2026").problem == dates.FUTURE
    assert birth("17/12/1915").problem == dates.TOO_OLD
    assert birth("01/01/1900").problem == dates.PLACEHOLDER


@pytest.mark.parametrize("cell", ["03/06/2022", "3.6.2022", "03-06-2022", "03/06/22"])
def test_two_readings_wait_for_the_order(cell: str) -> None:
    assert event(cell).ambiguous == (dt.date(2022, 6, 3), dt.date(2022, 3, 6))
    assert event(cell).date is None
    assert event(cell, Order.DAY_FIRST).date == dt.date(2022, 6, 3)
    assert event(cell, Order.MONTH_FIRST).date == dt.date(2022, 3, 6)
    assert event(cell, Order.ASK_EACH) == Read(problem=dates.EITHER_WAY)


def test_likelihood_decides_no_order() -> None:
    """3 December 2026 has not come, 12 March has: still it is not taken for 12 March."""
    assert event("03/12/2026").ambiguous == (dt.date(2026, 12, 3), dt.date(2026, 3, 12))
    assert event("03/12/2026", Order.DAY_FIRST).problem == dates.FUTURE
    assert event("03/12/2030").problem == dates.FUTURE


def test_a_cell_speaks_for_an_order_and_contradicts_the_other() -> None:
    assert event("17/01/2025").shows is Order.DAY_FIRST
    assert event("01/17/2025").shows is Order.MONTH_FIRST
    assert event("01/17/2025").date == dt.date(2025, 1, 17)
    assert event("01/17/2025", Order.DAY_FIRST).problem == dates.AGAINST_ORDER
    assert event("01/17/2025", Order.ASK_EACH).date == dt.date(2025, 1, 17)
    assert event("06/06/2022") == Read(date=dt.date(2022, 6, 6))


@given(EVENTS)
def test_every_way_of_writing_a_day_reads_back(day: dt.date) -> None:
    month = MONTH_NAMES[day.month - 1]
    serial = (day - dates.SERIAL_ZERO).days
    for cell in (
        day.isoformat(),
        f"{day.day} {month} {day.year}",
        f"{day.day:02}-{month}-{day.year}",
        f"{month} {day.day}, {day.year}",
        str(serial),
    ):
        assert event(cell).date == day
    for cell in (f"{day:%d/%m/%Y}", f"{day:%d.%m.%Y}", f"{day.day}-{day.month}-{day.year}"):
        assert event(cell, Order.DAY_FIRST).date == day
        plain = event(cell)
        assert plain.date == day or (plain.ambiguous and plain.ambiguous[0] == day)
    if TODAY.year - day.year < 49:
        assert event(f"{day:%d/%m/%y}", Order.DAY_FIRST).date == day


@given(st.dates(min_value=dt.date(1931, 1, 1), max_value=dt.date(2016, 12, 31)))
def test_a_birth_with_two_digits_reads_back(day: dt.date) -> None:
    assert birth(f"{day:%d/%m/%y}", Order.DAY_FIRST).date == day


@given(
    st.one_of(st.text(), st.from_regex(r"[0-9]{1,4}[-/. ][0-9a-zA-Z]{1,9}[-/. ][0-9]{1,5}")),
    st.sampled_from(["birth", "event"]),
    st.sampled_from([None, *Order]),
)
def test_any_cell_is_one_thing_and_never_the_future(cell: str, of: Of, order: Order | None) -> None:
    read = read_date(cell, of=of, today=TODAY, order=order)
    said = [each for each in (read.date, read.ambiguous, read.problem) if each]
    assert len(said) == (1 if cell.strip() else 0)
    assert read.date is None or read.date <= TODAY
    assert read.ambiguous is None or order is None
