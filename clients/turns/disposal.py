"""What this room erases with a case file: the turns on it."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Turn

OWNS: tuple[type[Model], ...] = (Turn,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: nothing here is sealed."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the turns on the file; return rows by table."""
    rows = Turn.objects.filter(file=file_id)
    return {Turn._meta.db_table: rows._raw_delete(connection.alias)}
