"""What this room erases with a case file: its letters, and when they were printed."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Letter, Printing

OWNS: tuple[type[Model], ...] = (Printing, Letter)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: letters lie under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the letters of a file; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
