"""What this room erases with a case file: every emergency access to it, and the keys of their words."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import EmergencyAccess

OWNS: tuple[type[Model], ...] = (EmergencyAccess,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return the key of each emergency access to the file."""
    ids = EmergencyAccess.objects.filter(file=file_id).values_list("id", flat=True)
    return [KeyRef("emergency", access) for access in ids]


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the emergency accesses to the file; return the number of rows by table."""
    rows = EmergencyAccess.objects.filter(file=file_id)
    return {"emergency_emergencyaccess": rows._raw_delete(connection.alias)}
