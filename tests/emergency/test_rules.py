"""When a review is due: the next working day, weekends and bank holidays not counted."""

import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.emergency.access import bank_holidays
from clients.emergency.rules import LONDON, is_overdue, next_working_day, review_due

pytestmark = pytest.mark.edge("E2")
DAYS = st.dates(date(2024, 1, 1), date(2035, 12, 31))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))


@pytest.mark.parametrize(
    ("began", "due"),
    [
        (datetime(2026, 11, 25, 9, tzinfo=UTC), date(2026, 11, 26)),
        (datetime(2026, 11, 27, 20, tzinfo=UTC), date(2026, 11, 30)),  # Friday evening
        (
            datetime(2026, 12, 24, 20, tzinfo=UTC),
            date(2026, 12, 29),
        ),  # 26 December moves to the 28th
        (
            datetime(2026, 6, 1, 23, 30, tzinfo=UTC),
            date(2026, 6, 3),
        ),  # half past midnight in London
        (datetime(2027, 3, 25, 12, tzinfo=UTC), date(2027, 3, 30)),  # Easter
    ],
)
def test_the_day_is_counted_in_london_without_holidays(began: datetime, due: date) -> None:
    assert review_due(began, bank_holidays()) == due
    end_of_day = datetime(due.year, due.month, due.day, 23, 59, tzinfo=LONDON)
    assert not is_overdue(began, end_of_day, bank_holidays())
    assert is_overdue(began, end_of_day + timedelta(minutes=2), bank_holidays())


def test_the_day_is_london_s_wherever_the_machine_stands(monkeypatch: pytest.MonkeyPatch) -> None:
    late = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)  # half past midnight in London
    with monkeypatch.context() as patched:
        patched.setenv("TZ", "America/Los_Angeles")
        time.tzset()
        due, over = review_due(late, set()), is_overdue(late, late + timedelta(days=2), set())
    time.tzset()
    assert (due, over) == (date(2026, 6, 3), True)


@given(day=DAYS, closed=st.sets(DAYS, max_size=5))
def test_it_is_the_first_working_day_after(day: date, closed: set[date]) -> None:
    due = next_working_day(day, closed)
    between = [day + timedelta(days=n) for n in range(1, (due - day).days)]
    assert due.weekday() < 5
    assert due not in closed
    assert all(each.weekday() >= 5 or each in closed for each in between)


@given(began=MOMENTS, later=st.timedeltas(timedelta(0), timedelta(days=20)))
def test_overdue_never_turns_back(began: datetime, later: timedelta) -> None:
    closed = bank_holidays()
    assert not is_overdue(began, began + timedelta(hours=1), closed)
    if is_overdue(began, began + later, closed):
        assert is_overdue(began, began + later + timedelta(days=1), closed)
        assert later > timedelta(days=1)
