"""From where the next page of a register goes on, as its address says it."""

from datetime import datetime

from django.utils.dateparse import parse_datetime


def moment(text: str) -> datetime | None:
    """Return the moment that an address names, with its zone; None for anything else."""
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None
