"""What this room erases with a case file: the notices of its walls."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Notice

OWNS: tuple[type[Model], ...] = (Notice,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: nothing here is sealed."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's notices; return rows by table."""
    rows = Notice.objects.filter(file=file_id)
    return {Notice._meta.db_table: rows._raw_delete(connection.alias)}
