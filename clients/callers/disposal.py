"""What this room erases with a case file: which calls were about it; and calls themselves, as a class of their own."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.audit.record import record
from confidentiality.interface.filters import LONDON
from confidentiality.sealing.keys import KeyRef

from .models import CallLink

OWNS: tuple[type[Model], ...] = (CallLink,)
AT_ONCE = 200


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a call is of no case file."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase which calls were about the file; return how many."""
    rows = CallLink.objects.filter(file=file_id)
    return {CallLink._meta.db_table: rows._raw_delete(connection.alias)}


def erase_until(last_day: date) -> int:
    """Destroy some calls of `last_day` or before that were looked at and are on no file; return how many."""
    end = datetime.combine(last_day + timedelta(days=1), time(), LONDON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.destroy_calls(%s, %s)", [end, AT_ONCE])
        (gone,) = cursor.fetchone()
    if gone:
        record("calls_destroyed", ids=gone)
    return len(gone)


CLASSES = {"calls": erase_until}
