"""Telling a manager of whoever tries to reach a file from behind a conflict's wall (E2)."""

from django.db import connection


def tell_of_wall(reference: str) -> None:
    """Tell the managers of a file if a conflict's wall stands between it and whoever acts; says nothing of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.tell_of_wall(%s)", [reference])
