"""Walling off, at a file: colleagues whom its client knows, or oneself."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection


def wall_off(file_id: UUID, colleagues: Iterable[UUID]) -> None:
    """Wall colleagues off from a file that whoever acts leads (E3); asked alike where there are none."""
    with connection.cursor() as cursor:
        named = list(dict.fromkeys(colleagues))
        cursor.execute("SELECT access.name_colleagues(%s, %s::uuid[])", [file_id, named])


def wall_off_oneself(file_id: UUID) -> bool:
    """Wall whoever acts off from a file that they may view; False where they may not."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.say_i_know(%s)", [file_id])
        return bool(cursor.fetchone()[0])
