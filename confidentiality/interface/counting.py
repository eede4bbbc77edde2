"""Counting what waits behind a place, within a question that is asked anyway."""

from typing import Any

from django.db.models import Func, IntegerField, QuerySet, Subquery


def how_many(rows: QuerySet[Any]) -> Subquery:
    """Return the expression that counts `rows`, as a room gives it for the navigation (COUNTED_PLACES)."""
    counted = rows.order_by().annotate(many=Func("pk", function="COUNT"))
    return Subquery(counted.values("many"), output_field=IntegerField())
