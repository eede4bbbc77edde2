"""Counting what waits behind each place: one question, put together once for all who have the same roles."""

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import IntegerField, QuerySet, Subquery, Value
from django.utils import timezone
from django.utils.module_loading import import_string

MOST_COUNTED = 100  # so many are enough to know, and a page costs no more where ten thousand wait
SOMEBODY = UUID(int=1)  # stands in the question for whoever it is asked for


class _Count(Subquery):
    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"


def how_many(rows: QuerySet[Any], most: int = MOST_COUNTED) -> Subquery:
    """Return the expression that counts `rows` up to `most`; a room gives it so for the navigation."""
    return _Count(rows.order_by().values("pk")[:most], output_field=IntegerField())


def in_short(many: int) -> str:
    """Return a count as the navigation shows it: a hundred means a hundred or more."""
    return str(many) if many < MOST_COUNTED else f"{MOST_COUNTED - 1}+"


class Question(NamedTuple):
    """What is asked for everybody of the same roles: its places in order, its SQL and values."""

    places: tuple[str, ...]
    sql: str
    values: tuple[Any, ...]


def count(
    worker: Any, roles: frozenset[str], counters: tuple[tuple[str, str], ...]
) -> dict[str, int]:
    """Return what the counters say for the worker, by place; `counters` are places and dotted names, in order."""
    kind: Any = type(worker)
    asked = _question(kind, worker.role, worker.service, roles, counters, timezone.localdate())
    if not asked.places:
        return {}
    with connection.cursor() as cursor:
        values = [worker.pk if value == SOMEBODY else value for value in asked.values]
        cursor.execute(asked.sql, values)
        return dict(zip(asked.places, cursor.fetchone(), strict=True))


@lru_cache(maxsize=256)
def _question(
    kind: Any,
    role: str,
    service: str,
    roles: frozenset[str],
    counters: tuple[tuple[str, str], ...],
    day: date,
) -> Question:
    """Put the counters' expressions together: doing it for each page took a third of the page.

    They are given a worker of whom nothing is known but role, service and the roles on loan. `day`, on which they may
    rest, is part of what is kept; raises TypeError for one that rests on the moment: that is the database's (`Now`).
    """
    somebody = kind.from_db(
        connection.alias, ["account_id", "role", "service"], [SOMEBODY, role, service]
    )
    somebody.roles_on_loan = tuple(roles - {role})
    asked, again = (_put_together(somebody, counters) for _ in range(2))
    if asked != again:
        raise TypeError(f"A count among {asked.places} rests on a moment, which would be kept.")
    return asked


def _put_together(somebody: Any, counters: tuple[tuple[str, str], ...]) -> Question:
    counts = {place: import_string(counter)(somebody) for place, counter in counters}
    asked = {place: each for place, each in counts.items() if not isinstance(each, Value)}
    if not asked:
        return Question((), "", ())
    named = {f"waiting_{number}": each for number, each in enumerate(asked.values())}
    mine = type(somebody).objects.filter(pk=SOMEBODY).annotate(**named).values_list(*named)
    return Question(tuple(asked), *mine.query.sql_with_params())
