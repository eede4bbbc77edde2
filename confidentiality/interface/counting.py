"""Counting what waits behind a place, within a question that is asked anyway."""

from typing import Any

from django.db.models import IntegerField, QuerySet, Subquery

MOST_COUNTED = 100  # so many are enough to know, and a page costs no more where ten thousand wait


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"


def how_many(rows: QuerySet[Any]) -> Subquery:
    """Return the expression that counts `rows`, up to a hundred, as a room gives it for the navigation."""
    return _Count(rows.order_by().values("pk")[:MOST_COUNTED], output_field=IntegerField())


def in_short(many: int) -> str:
    """Return a count as the navigation shows it: a hundred means a hundred or more."""
    return str(many) if many < MOST_COUNTED else f"{MOST_COUNTED - 1}+"
