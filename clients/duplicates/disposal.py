"""What this room erases with a case file: what was said of its entries, sealed under its key."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Duplicate

OWNS: tuple[type[Model], ...] = (Duplicate,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: the reasons lie under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what was proposed about the file's entries; return rows by table."""
    found = Duplicate.objects.filter(file_id=file_id)
    return {Duplicate._meta.db_table: found._raw_delete(connection.alias)}
