"""What this room erases with a case file: its tasks, sealed under the file's own key."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Task

OWNS: tuple[type[Model], ...] = (Task,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: tasks lie under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's tasks; return rows by table."""
    rows = Task.objects.filter(file_id=file_id)
    return {Task._meta.db_table: rows._raw_delete(connection.alias)}
