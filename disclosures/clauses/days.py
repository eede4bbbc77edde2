"""When something counts as having happened."""

from datetime import date


def by(day: date | None, today: date) -> bool:
    """Whether something has happened: it has a day, and the day is not still to come."""
    return day is not None and day <= today


def after(one: date | None, other: date | None) -> bool:
    """Whether one day is known to be later than the other."""
    return one is not None and other is not None and one > other
