"""When a client may read their file, and by which day they have an answer. Pure; clauses 5.2.4, 5.2.5.

The date rules, written down:

- Notice is elapsed time: twenty-four hours after they asked, also where the clocks change in between (5.2.4).
- An answer is due within a month: on the day of the next month with the same number, on that month's last day where it
  has none, and on the next working day where that is a Saturday, a Sunday or a bank holiday (UK GDPR, article 12(3),
  read as the Information Commissioner does).
- Where identity or authority was asked for, the month begins on the day on which it came (article 12A(4)). Where they
  were asked what they mean, the days until they said so do not count (article 12A(5)). While either is awaited, nothing
  is due.
- Two further months may be taken where it is told to them, with reasons, before the month is over (article 12(3)).
- A complaint is acknowledged within thirty days, the day on which it came being the first (Data Protection Act 2018,
  section 164A).
- Days are calendar days in London. How many months, days and years these are is a setting: the law of the day says.
"""

from calendar import monthrange
from collections.abc import Container, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

SATURDAY = 5


class Matter(StrEnum):
    """What somebody was asked for before we can answer."""

    IDENTITY = "identity"  # who they are, or by what authority they ask
    MEANING = "meaning"  # what they mean


@dataclass(frozen=True, slots=True)
class Pause:
    """That we asked them for something, and when it came; None: it is awaited."""

    matter: Matter
    asked_on: date
    came_on: date | None = None


def earliest_slot(asked_at: datetime, *, hours: int) -> datetime:
    """Return the earliest moment of a viewing: `hours` of elapsed time after they asked (5.2.4)."""
    return asked_at.astimezone(UTC) + timedelta(hours=hours)


def months_on(day: date, months: int) -> date:
    """Return the day with the same number so many months on, or the last of a month that has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def working_day(day: date, holidays: Container[date]) -> date:
    """Return the day, or the next one that is no Saturday, Sunday or bank holiday."""
    while day.weekday() >= SATURDAY or day in holidays:
        day += timedelta(days=1)
    return day


def a_month_from(day: date, holidays: Container[date], *, months: int, stopped: int = 0) -> date:
    """Return the last day of an answer whose month begins on `day`, so many days not counted."""
    return working_day(months_on(day, months) + timedelta(days=stopped), holidays)


def begins_on(asked_on: date, pauses: Iterable[Pause]) -> date | None:
    """Return the day on which the month begins; None while identity or authority is awaited."""
    begin = asked_on
    for each in pauses:
        if each.matter == Matter.IDENTITY:
            if each.came_on is None:
                return None
            begin = max(begin, each.came_on)
    return begin


def days_stopped(begin: date, pauses: Iterable[Pause]) -> int | None:
    """Return how many days since `begin` do not count, each once; None while they have not said what they mean."""
    days: set[date] = set()
    for each in pauses:
        if each.matter != Matter.MEANING:
            continue
        if each.came_on is None:
            return None
        span = (each.came_on - each.asked_on).days
        days |= {each.asked_on + timedelta(days=n) for n in range(span)}
    return sum(day >= begin for day in days)


def first_due_on(
    asked_on: date, pauses: Iterable[Pause], holidays: Container[date], *, months: int
) -> date | None:
    """Return the last day of the answer without an extension (5.2.5); None while the clock stands still."""
    pauses = tuple(pauses)
    begin = begins_on(asked_on, pauses)
    stopped = None if begin is None else days_stopped(begin, pauses)
    if begin is None or stopped is None:
        return None
    return a_month_from(begin, holidays, months=months, stopped=stopped)


def extension_counts(told_on: date, first_due: date | None) -> bool:
    """Whether an extension was told in time: by the last day of the first month, or while the clock stood still."""
    return first_due is None or told_on <= first_due


def due_on(
    asked_on: date,
    pauses: Iterable[Pause],
    holidays: Container[date],
    *,
    months: int,
    further: int,
    extension_told_on: date | None = None,
) -> date | None:
    """Return the last day of the answer (5.2.5); None while the clock stands still.

    An extension that was told too late, or to nobody, gives nothing.
    """
    pauses = tuple(pauses)
    first = first_due_on(asked_on, pauses, holidays, months=months)
    if extension_told_on is None or not extension_counts(extension_told_on, first):
        return first
    return first_due_on(asked_on, pauses, holidays, months=months + further)


def acknowledge_by(received_on: date, *, days: int) -> date:
    """Return the last day on which a complaint is acknowledged."""
    return received_on + timedelta(days=days - 1)
