"""What this room erases with a case file: that its client was at sessions, and what they signed for it.

The sessions stay: they say that a group met, and nothing of anybody who was there.
"""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Attendance, KeepingAgreement

OWNS: tuple[type[Model], ...] = (Attendance, KeepingAgreement)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: nothing in it is typed."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's attendances and agreements, nobody else's; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
