"""What this room erases with a case file: what was moved out of its entries, sealed under the third-party key."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import MovedPassage

OWNS: tuple[type[Model], ...] = (MovedPassage,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: what was moved lies under that of the file's third-party set."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what was moved out of the file's entries; return rows by table."""
    moves = MovedPassage.objects.filter(file_id=file_id)
    return {MovedPassage._meta.db_table: moves._raw_delete(connection.alias)}
