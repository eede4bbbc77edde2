"""What this room erases with a case file: what was decided about its entries before they left."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import MachineReading, RedactionReview, RedactionStep, Weighing

# In the order of erasing: what points to a row goes before the row.
OWNS: tuple[type[Model], ...] = (RedactionReview, MachineReading, Weighing, RedactionStep)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: it all lies under the file's keys."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what was decided about the file's entries; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
