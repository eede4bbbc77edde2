"""Drafts go with their case file, and by age. Runs as the disposer."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.utils import timezone

from confidentiality.sealing.keys import KeyRef

from .models import Draft

OWNS: tuple[type[Model], ...] = (Draft,)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a draft's key is destroyed with its row, by the database itself."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase what was typed in the file's forms and never sent, with its keys; return rows by table."""
    return {"drafts_draft": Draft.objects.filter(file=file_id)._raw_delete(connection.alias)}


def erase_old() -> int:
    """Erase the drafts that nobody has touched for so long, with their keys; return how many."""
    before = timezone.now() - timedelta(days=settings.DRAFT_DAYS)
    return Draft.objects.filter(saved_at__lt=before)._raw_delete(connection.alias)
