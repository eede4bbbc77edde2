"""What this room erases with a case file, and which files it keeps (clauses 5.2.5, 5.2.7; E32)."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Arrangement, Complaint, ConferenceMark, FileRequest, Rectification, Step

OWNS: tuple[type[Model], ...] = (
    *(Rectification, Complaint, Arrangement, Step),
    *(ConferenceMark, FileRequest),
)


def asked_for(file_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these files somebody has asked for, openly still: they are not disposed of."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.files_asked_for(%s::uuid[])", [list(file_ids)])
        return {file for (file,) in cursor.fetchall()}


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: all of it is sealed under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what is on the file; return rows by table. An open request stays, and the file with it."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
