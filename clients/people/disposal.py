"""What this room erases with a case file: everybody tied to it, sealed under the key of its third-party set."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import LinkedPerson, Merge, PartnerLine, PersonVersion

OWNS: tuple[type[Model], ...] = (LinkedPerson, Merge, PartnerLine, PersonVersion)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: linked people lie under that of the file's third-party set."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase everybody tied to the file, with all that was told of them; return rows by table."""
    steps = (Merge, PartnerLine, PersonVersion, LinkedPerson)  # what points to a row goes before it
    return {
        model._meta.db_table: model._default_manager.filter(file_id=file_id)._raw_delete(
            connection.alias
        )
        for model in steps
    }
