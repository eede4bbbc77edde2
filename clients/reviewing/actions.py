"""What a reviewer says, and beginning a round; the database checks each and notes it."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from confidentiality.access.identity import SystemActor, acting_as
from staff.models import Worker

from .models import Round, Side


def mark_grants(*, found: Round, grants: Sequence[UUID], keep: bool, by: Worker) -> int:
    """Say of grants that they are still needed, or end them now; return of how many that was the reviewer's to say."""
    if not grants:
        return 0
    return int(_ask("access.mark_grants(%s, %s::uuid[], %s)", found.id, list(grants), keep))


def mark_people(*, found: Round, people: Sequence[UUID], by: Worker) -> int:
    """Say of people that what the house gave them is still needed; return of how many."""
    return int(_ask("access.mark_people(%s, %s::uuid[])", found.id, list(people)))


def finish(*, found: Round, side: Side, by: Worker) -> bool:
    """Note that nothing is left before the reviewer; False where something is."""
    return bool(_ask("access.finish_review(%s, %s)", found.id, str(side)))


def begin(*, by: Worker | None) -> UUID | None:
    """Begin the next round; None where the last is not over. `by` None: the clock."""
    days = settings.ACCESS_REVIEW_DAYS, settings.ACCESS_REVIEW_DUE_DAYS
    if by is not None:
        return _begin(*days)
    with acting_as(SystemActor.TIMEKEEPER):
        return _begin(*days)


def _begin(every: int, due: int) -> UUID | None:
    found: UUID | None = _ask("access.begin_access_review(%s, %s)", every, due)
    return found


def _ask(function: str, *values: UUID | str | int | list[UUID]) -> Any:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}", values)  # our own words
        return cursor.fetchone()[0]
