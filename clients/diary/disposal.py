"""What this room erases with a case file: its appointments, sealed under the file's own key."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Appointment

OWNS: tuple[type[Model], ...] = (Appointment,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: appointments lie under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's appointments; return rows by table."""
    rows = Appointment.objects.filter(file_id=file_id)
    return {Appointment._meta.db_table: rows._raw_delete(connection.alias)}
