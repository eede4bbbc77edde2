"""What this room erases with a case file (clause 5.2.7): pages of its requests."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Page

OWNS: tuple[type[Model], ...] = (Page,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: what is covered is sealed under the file's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's pages; return rows by table."""
    pages = Page.objects.filter(file_id=file_id)
    return {Page._meta.db_table: pages._raw_delete(connection.alias)}
