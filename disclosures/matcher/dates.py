"""The ways in which a date of birth is written."""

from collections.abc import Iterator
from datetime import date
from itertools import product

from .form import Form
from .proposals import Reason, Strength

MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_IN_WORDS = (
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
    "twentieth",
)


def date_forms(text: str) -> Iterator[Form]:
    """Yield every form of an ISO date; nothing for what is none."""
    try:
        born = date.fromisoformat(text.strip())
    except ValueError:
        return
    yield from _in_numbers(born)
    yield from _in_words(born)


def _in_numbers(born: date) -> Iterator[Form]:
    year, short = f"{born.year:04}", f"{born.year % 100:02}"
    days = {f"{born.day:02}", str(born.day)}
    months = {f"{born.month:02}", str(born.month)}
    for day, month in product(sorted(days), sorted(months)):
        for written in (year, short):
            yield Form((day, month, written), Reason.BORN, apart=True)
            # as Americans write it
            yield Form((month, day, written), Reason.BORN, Strength.MEDIUM, apart=True)
        yield Form((year, month, day), Reason.BORN, apart=True)
    day, month = f"{born.day:02}", f"{born.month:02}"
    yield Form((day + month + year,), Reason.BORN)
    yield Form((year + month + day,), Reason.BORN)
    yield Form((day + month + short,), Reason.BORN, Strength.MEDIUM)


def _in_words(born: date) -> Iterator[Form]:
    year, short = f"{born.year:04}", f"{born.year % 100:02}"
    name = MONTHS[born.month - 1]
    months = dict.fromkeys((name, name[:3], "sept" if born.month == 9 else name[:3]))
    for day, month in product(_days(born.day), months):
        for written in (year, short):
            yield Form((*day, month, written), Reason.BORN)
            yield Form((*day, "of", month, written), Reason.BORN)
            yield Form((month, *day, written), Reason.BORN)
        yield Form((*day, month), Reason.BORN, Strength.MEDIUM)
        yield Form((*day, "of", month), Reason.BORN, Strength.MEDIUM)
        yield Form((month, *day), Reason.BORN, Strength.MEDIUM)


def _days(day: int) -> Iterator[tuple[str, ...]]:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    yield (str(day),)
    yield (f"{day:02}",)
    yield (f"{day}{ending}",)
    yield (f"{day:02}{ending}",)
    if day <= 20:
        yield (_IN_WORDS[day - 1],)
    elif day == 30:
        yield ("thirtieth",)
    else:
        yield ("twenty" if day < 30 else "thirty", _IN_WORDS[day % 10 - 1])
