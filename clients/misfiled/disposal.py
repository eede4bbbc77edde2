"""What this room erases with a case file: what is handed on out of it, and what was handed to it and not taken."""

from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.sealing.keys import KeyRef

from .models import EndedHanding, Handing, LeftInPackage, LostDiscussion, Parcel

OWNS: tuple[type[Model], ...] = (Handing, EndedHanding, LeftInPackage, LostDiscussion, Parcel)


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a parcel's key is destroyed with its row, by the database itself."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase them, with the parcels' keys; return rows by table."""
    handings = Handing.objects.filter(file_id=file_id)
    out = Parcel.objects.filter(id__in=handings.values("id"))
    erased = out._raw_delete(connection.alias)
    erased += Parcel.objects.filter(file=file_id)._raw_delete(connection.alias)
    return {
        Parcel._meta.db_table: erased,
        Handing._meta.db_table: handings._raw_delete(connection.alias),
        **{
            told._meta.db_table: told._default_manager.filter(file_id=file_id)._raw_delete(
                connection.alias
            )
            for told in (EndedHanding, LeftInPackage, LostDiscussion)
        },
    }
