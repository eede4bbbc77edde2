"""When somebody is of age, and what of it may stand in clear for the retention of a child's file. Pure; E7."""

from datetime import date

OF_AGE = 0  # instead of a year: the client was of age when they left, or the file does not say when they were born


def of_age_on(born: date, *, years: int) -> date:
    """Return the day from which somebody is of age; born on 29 February, the last day of February."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 2, 28)


def of_age_in(born: date | None, *, left_on: date, years: int) -> int:
    """Return the year in which a client comes of age who left before that; OF_AGE for everybody else."""
    if born is None:
        return OF_AGE
    day = of_age_on(born, years=years)
    return day.year if day > left_on else OF_AGE
