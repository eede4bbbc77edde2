"""What this room keeps of a case file, and its erasure (clause 5.2.7); runs as the disposer."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import NamedFile

OWNS: tuple[type[Model], ...] = (NamedFile,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: that a file is named says nothing that is sealed."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase that protocols name the file; return rows by table."""
    rows = NamedFile.objects.filter(file_id=file_id)
    return {NamedFile._meta.db_table: rows._raw_delete(connection.alias)}
