"""What this room erases with a case file: its ties, and the tokens of its partners."""

from uuid import UUID

from django.db import connection
from django.db.models import Model, Q

from confidentiality.sealing.index.models import PartnerToken
from confidentiality.sealing.keys import KeyRef

from .models import Tie

OWNS: tuple[type[Model], ...] = (PartnerToken, Tie)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: nothing here is sealed."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase the file's ties and its partners' tokens; return rows by table."""
    steps = (
        PartnerToken.objects.filter(file=file_id),
        Tie.objects.filter(Q(one=file_id) | Q(other=file_id)),
    )
    return {rows.model._meta.db_table: rows._raw_delete(connection.alias) for rows in steps}
