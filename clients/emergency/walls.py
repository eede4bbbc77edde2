"""Telling a manager of whoever tries to reach a file from behind a wall (E2), or to disclose to a partner (E13)."""

from uuid import UUID

from django.db import connection


def tell_of_wall(reference: str) -> None:
    """Tell the managers of a file if a conflict's wall stands between it and whoever acts; says nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.tell_of_wall(%s)", [reference])


def tell_of_recipient(file_id: UUID) -> None:
    """Tell the managers of a file that whoever acts would disclose from it to a partner of its client (E13)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.tell_of_recipient(%s)", [file_id])
