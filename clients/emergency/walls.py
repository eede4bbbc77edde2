"""Telling a manager of who tries to reach a file from behind a wall (E2), or what closed to who read it (E13, 2.1)."""

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


def tell_of_less(file_id: UUID) -> None:
    """Tell the managers of a file that something is closed to its reader: the client agreed to less since (2.1)."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.tell_of_less(%s)", [file_id])
