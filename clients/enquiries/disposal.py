"""What this room disposes of: nothing of a case file, but closed enquiries as a class of their own."""

from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Model

from confidentiality.audit.record import record
from confidentiality.sealing.keys import KeyRef

from .models import Enquiry, EnquiryNote

OWNS: tuple[type[Model], ...] = ()
AT_ONCE = 200


def keys_of(file_id: UUID) -> list[KeyRef]:
    """Return no keys: an enquiry is of no case file."""
    return []


def erase(file_id: UUID) -> dict[str, int]:
    """Erase nothing: one that became a file is gone already."""
    return {}


def erase_until(last_day: date) -> int:
    """Destroy some closed enquiries that nobody touched after `last_day`; return how many.

    Notes go with them, and keys by themselves. One that is opened again at this moment stays whole. Runs as the
    disposer, and is called again until there is none.
    """
    closed = Enquiry.objects.filter(state=Enquiry.State.CLOSED, touched_on__lte=last_day)
    ids = list(closed.order_by("touched_on", "id").values_list("id", flat=True)[:AT_ONCE])
    closed.filter(id__in=ids)._raw_delete(connection.alias)
    left = set(Enquiry.objects.filter(id__in=ids).values_list("id", flat=True))
    gone = [enquiry for enquiry in ids if enquiry not in left]
    EnquiryNote.objects.filter(enquiry__in=gone)._raw_delete(connection.alias)
    if gone:
        record("enquiries_destroyed", ids=gone)
    return len(gone)


CLASSES = {"enquiries": erase_until}
