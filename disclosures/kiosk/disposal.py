"""What this room keeps of a case file, and its erasure (clause 5.2.7); runs as the disposer."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import Limit, Offered, Remark, Signature, Sitting

OWNS: tuple[type[Model], ...] = (Limit, Signature, Remark, Offered, Sitting)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: what a client left lies under the package's."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase who read at an office screen and what they left there; return rows by table."""
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in OWNS
    }
