"""What this room erases with a case file: that the policy was explained."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Explanation

OWNS: tuple[type[Model], ...] = (Explanation,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: nothing in it is typed."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the rows of the file; return how many."""
    rows = Explanation.objects.filter(file=file_id)
    return {Explanation._meta.db_table: rows._raw_delete(connection.alias)}
