"""When a review is due, and whether it is overdue; no Django, no clock, no database."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5


def next_working_day(day: date, holidays: Container[date]) -> date:
    """Return the first day after `day` that is neither a Saturday, a Sunday nor among `holidays`."""
    day += timedelta(days=1)
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def review_due(started_at: datetime, holidays: Container[date]) -> date:
    """Return the day at whose end the review must be done: the working day after the one in London it began on."""
    return next_working_day(started_at.astimezone(LONDON).date(), holidays)


def is_overdue(started_at: datetime, now: datetime, holidays: Container[date]) -> bool:
    """Say whether the review's day has passed in London."""
    return now.astimezone(LONDON).date() > review_due(started_at, holidays)
