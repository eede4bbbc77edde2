"""Reading one date cell of a sheet: exactly, or not at all.

Nothing is guessed. A cell is read, or has two readings of which a person must confirm one, or is a
problem that somebody is asked about.
"""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Of = Literal["birth", "event"]


class Order(StrEnum):
    """Which part of 03/06/2022 is the day; where nobody can tell, each such date is asked about."""

    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"
    ASK_EACH = "ask-each"


@dataclass(frozen=True, slots=True)
class Read:
    """What a cell says: a date, two possible dates (day first, month first), a problem, or nothing.

    `shows`: the order that a cell with only one valid reading speaks for.
    """

    date: dt.date | None = None
    ambiguous: tuple[dt.date, dt.date] | None = None
    problem: str | None = None
    shows: Order | None = None

    def readings(self) -> tuple[dt.date, dt.date] | None:
        """Both readings, day first and month first; twice the same when the cell is certain."""
        if self.ambiguous:
            return self.ambiguous
        return (self.date, self.date) if self.date else None


NOTHING = Read()

# No service for people who live with violence is older than the first refuge, and none has a
# client from before it: this also stops 01/01/1900 and 01/01/1970, which programs write for 'none'.
EARLIEST_EVENT = dt.date(1971, 1, 1)
OLDEST_AGE = 110
# Two digits of a birth year stand for a century only if exactly one gives somebody of such an age.
LIKELY_AGES = range(10, 96)
SERIAL_ZERO = dt.date(1899, 12, 30)  # Excel's 1900 system, for every day after February 1900
NO_DATES = frozenset({dt.date(1900, 1, 1), dt.date(1899, 12, 30), dt.date(1899, 12, 31)})

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}

_TIME = r"(?:[ T]+[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?"
_NTH = r"(?:st|nd|rd|th)?"
SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?")
YEAR_FIRST = re.compile(r"([0-9]{4})([-/.])([0-9]{1,2})\2([0-9]{1,2})" + _TIME)
NUMERIC = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4}|[0-9]{2})" + _TIME)
DAY_NAMED = re.compile(
    rf"([0-9]{{1,2}}){_NTH}[ ./-]*([a-z]{{3,9}})\.?,?[ ./-]*([0-9]{{4}}|[0-9]{{2}})", re.IGNORECASE
)
MONTH_NAMED = re.compile(rf"([a-z]{{3,9}})\.? +([0-9]{{1,2}}){_NTH},? +([0-9]{{4}})", re.IGNORECASE)

UNREADABLE = "This is not a date that can be read exactly."
IMPOSSIBLE = "There is no such day in the calendar."
NO_CENTURY = "The year has two digits, and they don't tell which century is meant."
AGAINST_ORDER = "This can't be read in the order of day and month confirmed for this sheet."
EITHER_WAY = "Day and month can be read either way round, and nobody could tell which."
PLACEHOLDER = "This stands for 'no date' in many programs; it is not taken for a real one."
FUTURE = "This day has not come yet."
TOO_OLD = f"This would be more than {OLDEST_AGE} years ago."
TOO_EARLY = f"This is before {EARLIEST_EVENT.year}, too early to be true."


def read_date(cell: str, *, of: Of, today: dt.date, order: Order | None = None) -> Read:
    """Read a cell. `of`: a date of birth, or the day of an event that has happened.

    `order`: confirmed once for the whole sheet; until then a date with two valid readings is
    ambiguous. Never raises; an empty cell reads as nothing.
    """
    text = " ".join(cell.split())
    if not text:
        return NOTHING
    if match := NUMERIC.fullmatch(text):
        return _numeric(match, of=of, today=today, order=order)
    return _named(text, of=of, today=today)


def _named(text: str, *, of: Of, today: dt.date) -> Read:
    """A date whose parts can't be mistaken for each other."""
    if match := SERIAL.fullmatch(text):
        return _judged(SERIAL_ZERO + dt.timedelta(days=int(match[1])), of=of, today=today)
    parts = _parts(text)
    if parts is None:
        return Read(problem=UNREADABLE)
    digits, month, day = parts
    year = _full_year(digits, of=of, today=today)
    if year is None:
        return Read(problem=NO_CENTURY)
    found = _day(year, month, day)
    return _judged(found, of=of, today=today) if found else Read(problem=IMPOSSIBLE)


def _parts(text: str) -> tuple[str, int, int] | None:
    """Year as told, month and day of a date that names its month or puts the year first."""
    if match := YEAR_FIRST.fullmatch(text):
        return match[1], int(match[3]), int(match[4])
    if match := DAY_NAMED.fullmatch(text):
        digits, month, day = match[3], MONTHS.get(match[2].lower()), int(match[1])
    elif match := MONTH_NAMED.fullmatch(text):
        digits, month, day = match[3], MONTHS.get(match[1].lower()), int(match[2])
    else:
        return None
    return (digits, month, day) if month else None


def _numeric(match: re.Match[str], *, of: Of, today: dt.date, order: Order | None) -> Read:
    """A date like 03/06/2022, which may have two readings."""
    if match[2] == "-" and len(match[4]) == 2:
        return Read(problem=UNREADABLE)  # 19-04-13 may begin with the year
    first, second = int(match[1]), int(match[3])
    year = _full_year(match[4], of=of, today=today)
    if year is None:
        return Read(problem=NO_CENTURY)
    day_first, month_first = _day(year, second, first), _day(year, first, second)
    if day_first and month_first and day_first != month_first:
        return _one_of(day_first, month_first, of=of, today=today, order=order)
    found = day_first or month_first
    if found is None:
        return Read(problem=IMPOSSIBLE)
    shows = None
    if not (day_first and month_first):
        shows = Order.DAY_FIRST if day_first else Order.MONTH_FIRST
    if order and shows and order not in (shows, Order.ASK_EACH):
        return Read(problem=AGAINST_ORDER, shows=shows)
    judged = _judged(found, of=of, today=today)
    return Read(date=judged.date, problem=judged.problem, shows=shows)


def _one_of(
    day_first: dt.date, month_first: dt.date, *, of: Of, today: dt.date, order: Order | None
) -> Read:
    """Both readings are real days: the confirmed order decides, and nothing else.

    That only one of them is likely decides nothing: the other may be a slip to be asked about.
    """
    if order is Order.ASK_EACH:
        return Read(problem=EITHER_WAY)
    if order:
        chosen = day_first if order is Order.DAY_FIRST else month_first
        return _judged(chosen, of=of, today=today)
    judged = [_judged(reading, of=of, today=today) for reading in (day_first, month_first)]
    if all(each.problem for each in judged):
        return judged[0]
    return Read(ambiguous=(day_first, month_first))


def _full_year(digits: str, *, of: Of, today: dt.date) -> int | None:
    """The year meant; for two digits the one that fits what the cell tells of, or None."""
    if len(digits) == 4:
        return int(digits)
    candidates = (1900 + int(digits), 2000 + int(digits))
    if of == "birth":
        likely = [year for year in candidates if today.year - year in LIKELY_AGES]
        return likely[0] if len(likely) == 1 else None
    return min(candidates, key=lambda year: abs(year - today.year))


def _day(year: int, month: int, day: int) -> dt.date | None:
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def _judged(found: dt.date, *, of: Of, today: dt.date) -> Read:
    """The date, unless it can't be true of what it is told of."""
    if found in NO_DATES:
        return Read(problem=PLACEHOLDER)
    if found > today:
        return Read(problem=FUTURE)
    if of == "birth" and today.year - found.year > OLDEST_AGE:
        return Read(problem=TOO_OLD)
    if of == "event" and found < EARLIEST_EVENT:
        return Read(problem=TOO_EARLY)
    return Read(date=found)
