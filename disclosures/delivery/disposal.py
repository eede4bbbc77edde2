"""What this room erases with a case file (clause 5.2.7)."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Handover, Notice

OWNS: tuple[type[Model], ...] = (Handover, Notice)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: all of it is sealed under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what is on the file; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
