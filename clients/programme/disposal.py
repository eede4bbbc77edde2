"""What this room erases with a case file: what happened on the programme."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import ProgrammeEvent

OWNS: tuple[type[Model], ...] = (ProgrammeEvent,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: events lie under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's events; return rows by table."""
    rows = ProgrammeEvent.objects.filter(file_id=file_id)
    return {ProgrammeEvent._meta.db_table: rows._raw_delete(connection.alias)}
