"""The dates of a request for one's own file, against a count day by day that knows none of the product's arithmetic."""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.ages import of_age_on
from disclosures.ownfile import clocks
from disclosures.ownfile.clocks import (
    Matter,
    Pause,
    earliest_slot,
    extension_counts,
    months_on,
    working_day,
)

# as the law of the day has it
due_on = partial(clocks.due_on, months=1, further=2)
first_due_on = partial(clocks.first_due_on, months=1)
LONDON = ZoneInfo("Europe/London")
BOXING = {date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1), date(2027, 3, 26)}
DAYS = st.dates(date(2024, 1, 1), date(2031, 12, 31))
SPANS = st.integers(0, 40)
HOLIDAYS = st.frozensets(DAYS, max_size=30)


def pauses(matter: Matter) -> st.SearchStrategy[list[Pause]]:
    one = st.builds(lambda day, span: Pause(matter, day, day + timedelta(days=span)), DAYS, SPANS)
    return st.lists(one, max_size=3)


def counted(day: date, months: int) -> date:
    """Walk on day by day: into so many further months, to the same number or to the month's end."""
    number, left = day.day, months
    while left:
        day += timedelta(days=1)
        left -= day.day == 1
    while day.day != number and (day + timedelta(days=1)).month == day.month:
        day += timedelta(days=1)
    return day


def worked(day: date, holidays: frozenset[date]) -> date:
    while day.strftime("%a") in ("Sat", "Sun") or day in holidays:
        day += timedelta(days=1)
    return day


@pytest.mark.clause("5.2.5")
@given(DAYS, st.sampled_from((1, 3)), HOLIDAYS)
def test_a_month_is_the_same_number_or_the_month_s_last_day(
    day: date, months: int, holidays: frozenset[date]
) -> None:
    assert months_on(day, months) == counted(day, months)
    assert working_day(day, holidays) == worked(day, holidays)


@pytest.mark.clause("5.2.5")
@given(DAYS, pauses(Matter.IDENTITY), pauses(Matter.MEANING), HOLIDAYS, st.integers(-5, 130))
def test_the_day_of_the_answer(
    asked: date,
    identity: list[Pause],
    meaning: list[Pause],
    holidays: frozenset[date],
    told_after: int,
) -> None:
    begin = max([asked, *(each.came_on for each in identity if each.came_on)])
    stopped = 0
    day = date(2023, 1, 1)
    while day < date(2033, 1, 1):  # each day that nobody waited for us, once
        waits = any(p.asked_on <= day < (p.came_on or day) for p in meaning)
        stopped += waits and day >= begin
        day += timedelta(days=1)
    first = worked(counted(begin, 1) + timedelta(days=stopped), holidays)
    long = worked(counted(begin, 3) + timedelta(days=stopped), holidays)
    told, every = asked + timedelta(days=told_after), [*meaning, *identity]
    assert due_on(asked, every, holidays) == first
    expected = long if told <= first else first
    assert due_on(asked, every, holidays, extension_told_on=told) == expected
    for matter in Matter:  # while something is awaited nothing is due
        assert due_on(asked, [*every, Pause(matter, asked)], holidays) is None


@pytest.mark.clause("5.2.5")
@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 9, 3), date(2026, 10, 5)),  # the third is a Saturday
        (date(2026, 8, 31), date(2026, 9, 30)),  # September has thirty
        (date(2027, 1, 30), date(2027, 3, 1)),  # to 28 February, a Sunday
        (date(2028, 1, 31), date(2028, 2, 29)),
        (date(2026, 11, 25), date(2026, 12, 29)),  # Christmas Day, a weekend, and its other day off
        (date(2026, 12, 10), date(2027, 1, 11)),
    ],
)
def test_days_that_can_be_looked_up(asked: date, due: date) -> None:
    assert first_due_on(asked, (), BOXING) == due


@pytest.mark.clause("5.2.5")
def test_an_extension_told_too_late_gives_nothing() -> None:
    asked, last = date(2026, 9, 3), date(2026, 10, 5)
    assert due_on(asked, (), BOXING, extension_told_on=last) == date(2026, 12, 3)
    assert due_on(asked, (), BOXING, extension_told_on=last + timedelta(days=1)) == last
    assert extension_counts(date(2027, 1, 1), None)  # the clock stands still


@pytest.mark.clause("5.2.4")
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2031, 12, 31), timezones=st.just(LONDON)),
    st.integers(0, 100),
)
def test_notice_is_elapsed_time(asked: datetime, hours: int) -> None:
    found = earliest_slot(asked, hours=hours)
    assert found.timestamp() - asked.timestamp() == hours * 3600


@pytest.mark.clause("5.2.4")
@pytest.mark.parametrize(
    ("asked", "clock"),
    [
        ("2026-03-28 14:00", "2026-03-29 15:00"),  # an hour is lost in between
        ("2026-10-24 14:00", "2026-10-25 13:00"),  # an hour comes twice
        ("2026-11-26 14:00", "2026-11-27 14:00"),
    ],
)
def test_notice_runs_across_the_changes_of_the_clock(asked: str, clock: str) -> None:
    at = datetime.fromisoformat(asked).replace(tzinfo=LONDON)
    found = earliest_slot(at, hours=24)
    assert found.tzinfo == UTC
    assert f"{found.astimezone(LONDON):%Y-%m-%d %H:%M}" == clock


@pytest.mark.clause("5.2.5")
@given(DAYS)
def test_a_complaint_s_thirtieth_day(received: date) -> None:
    last = clocks.acknowledge_by(received, days=30)
    assert len([received + timedelta(days=n) for n in range((last - received).days + 1)]) == 30


@pytest.mark.edge("E7")
@given(st.dates(date(1990, 1, 1), date(2020, 12, 31)))
def test_a_child_is_eighteen_on_the_birthday(born: date) -> None:
    found = of_age_on(born, years=18)
    assert found.year - born.year == 18
    last = monthrange(found.year, born.month)[1]
    assert (found.month, found.day) == (born.month, min(born.day, last))
