"""What this room erases with a case file: emergency access to it with its words' keys, and alerts of its walls."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import EmergencyAccess, WallAlert

OWNS: tuple[type[Model], ...] = (EmergencyAccess, WallAlert)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return the key of each emergency access to the file."""
    ids = EmergencyAccess.objects.filter(file=file_id).values_list("id", flat=True)
    return [KeyRef("emergency", access) for access in ids]


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the emergency accesses to the file, and who tried to pass its walls; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
