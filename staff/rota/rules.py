"""When somebody has to be on call, and when nobody is; no Django, no clock, no database."""

from collections.abc import Container, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SATURDAY = 5
Span = tuple[datetime, datetime]


def office_hours(
    since: datetime, until: datetime, *, opens: int, closes: int, holidays: Container[date]
) -> list[Span]:
    """Return the spans in which the office is open: whole hours in London, on working days."""
    day, last = since.astimezone(LONDON).date(), until.astimezone(LONDON).date()
    found = []
    while day <= last:
        if day.weekday() < SATURDAY and day not in holidays:
            begin, end = (datetime.combine(day, time(hour), LONDON) for hour in (opens, closes))
            found.append((begin, end))
        day += timedelta(days=1)
    return found


def gaps(since: datetime, until: datetime, taken: Iterable[Span]) -> list[Span]:
    """Return the spans between two moments that none of `taken` covers, in their order."""
    found, at = [], since
    for begin, end in sorted(taken):
        if begin >= until:
            break
        if begin > at:
            found.append((at, begin))
        at = max(at, end)
    if at < until:
        found.append((at, until))
    return found
