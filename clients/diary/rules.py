"""Times of the diary: weeks, and clock times that there are. No Django, no clock, no database."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_TIME = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


def monday_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def week_of(day: date) -> list[date]:
    """Return the seven days of a day's week."""
    monday = monday_of(day)
    return [monday + timedelta(days=n) for n in range(7)]


def begin_of(day: date) -> datetime:
    """Return the moment at which a day begins in London."""
    return datetime.combine(day, time(), LONDON).astimezone(UTC)


def clock_time(text: str) -> time | None:
    """Return the time of day that somebody typed, such as 9:30 or 14.05; None for anything else."""
    found = _TIME.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


def moment(day: date, at: time) -> datetime | None:
    """Return the moment of a clock time in London; None for one that the change to summer time leaves out.

    Of the hour that comes twice in autumn it is the first.
    """
    local = datetime.combine(day, at, LONDON)
    found = local.astimezone(UTC)
    return found if found.astimezone(LONDON).time() == at else None


def day_of(at: datetime) -> date:
    """Return the day in London that a moment belongs to."""
    return at.astimezone(LONDON).date()
