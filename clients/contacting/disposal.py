"""What this room erases with a case file: every telling of safe contact, and every contact that was made."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import ContactMade, ContactStanding, ContactVersion

OWNS: tuple[type[Model], ...] = (ContactMade, ContactStanding, ContactVersion)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: all of it lies under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what was told and done; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
