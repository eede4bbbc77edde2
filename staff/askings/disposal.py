"""What this room disposes of: nothing of a case file, but closed requests as a class of their own."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.audit.record import record
from confidentiality.interface.filters import LONDON
from confidentiality.sealing.keys import KeyRef

OWNS: tuple[type[Model], ...] = ()
AT_ONCE = 200


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a request is of no case file."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase nothing: a request is of no case file."""
    return {}


def erase_until(last_day: date) -> int:
    """Destroy some requests that were closed on `last_day` or before, with their keys; return how many."""
    end = datetime.combine(last_day + timedelta(days=1), time(), LONDON)
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.destroy_askings(%s, %s)", [end, AT_ONCE])
        (gone,) = cursor.fetchone()
    if gone:
        record("askings_destroyed", ids=gone)
    return len(gone)


CLASSES = {"staff_requests": erase_until}
