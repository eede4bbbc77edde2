"""What this room erases with a case file: what happened on the programme, and the forms that he signed."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import ProgrammeEvent, SignedForm

OWNS: tuple[type[Model], ...] = (ProgrammeEvent, SignedForm)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: events lie under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's events and forms; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
