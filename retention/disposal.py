"""What this room erases with a case file: its lifted holds. One that stands keeps the file."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Hold

OWNS: tuple[type[Model], ...] = (Hold,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a hold's words are sealed under the file's own."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's lifted holds; row security lets nobody delete one that stands."""
    lifted = Hold.objects.filter(file=file_id, lifted_at__isnull=False)
    return {"retention_hold": lifted._raw_delete(connection.alias)}
