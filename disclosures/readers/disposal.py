"""What this room keeps of a case file, and its erasure (clause 5.2.7); runs as the disposer."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Correction, LimitsRead, OutsideReading, Recall, Secret, Ticket, Visit

OWNS: tuple[type[Model], ...] = (
    *(LimitsRead, Correction, Recall),
    *(OutsideReading, Visit, Secret, Ticket),
)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a ticket lies under its package's, a recall under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase who was let in, what they read and what was recalled; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
