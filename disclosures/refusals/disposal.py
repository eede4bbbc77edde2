"""What this room erases with a case file: what was not shared of it."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Refusal

OWNS: tuple[type[Model], ...] = (Refusal,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: it is sealed under the file's own."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the rows of the file; return how many."""
    rows = Refusal.objects.filter(file=file_id)
    return {Refusal._meta.db_table: rows._raw_delete(connection.alias)}
