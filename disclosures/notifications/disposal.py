"""What this room erases with a case file, hers or his; and strands, as a class of their own."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Model, Q

from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef

from .models import Attempt, Notification, Origin, PersonLookedAt, Preference, ToLookAt

OWNS: tuple[type[Model], ...] = (
    Attempt,
    Origin,
    Notification,
    Preference,
    PersonLookedAt,
    ToLookAt,
)
AT_ONCE = 100


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: a notification lies under her file's, a strand is of no case file."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase hers with her file; with his only what ties hers to him, which hers do not need. Return rows by table."""
    hers = Notification.objects.filter(file_id=file_id)
    steps = (
        Attempt.objects.filter(notification__in=hers),
        Origin.objects.filter(Q(notification__in=hers) | Q(event__file_id=file_id)),
        hers,
        Preference.objects.filter(file_id=file_id),
        PersonLookedAt.objects.filter(person__file_id=file_id),
        ToLookAt.objects.filter(file_id=file_id),
    )
    return {rows.model._meta.db_table: rows._raw_delete(connection.alias) for rows in steps}


def erase_until(last_day: date) -> int:
    """Destroy some strands about which nothing was done after `last_day`, with their keys; return how many."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.destroy_strands(%s, %s)", [last_day, AT_ONCE])
        (gone,) = cursor.fetchone()
    if gone:
        record("strands_destroyed", ids=gone)
    return len(gone)


CLASSES = {"strands": erase_until}
