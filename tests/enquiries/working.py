"""Enquiries for tests: taken, written on and closed as the cast would."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients.enquiries import actions
from clients.enquiries.actions import Told
from clients.enquiries.models import Enquiry
from confidentiality.access.identity import acting_as
from tests import cast
from tests.retention.working import owner

TAKER = "iss_worker"
CALLER, SAID, SINCE = "Rosalind Pike", "He has taken her keys.", "She has been to the refuge."
PHONE = "07700 900777"


def take(
    key: str = TAKER,
    *,
    caller: str = CALLER,
    danger: bool = False,
    ring_back_on: date | None = None,
    **told: Any,
) -> UUID:
    """Take an enquiry as a cast person; return its id."""
    words = {
        "came_from": Enquiry.From.THEMSELVES,
        "about": "A safe place",
        "body": SAID,
        "caller": caller,
        "contact": {"phones": [PHONE], "safe_to_call": "yes"},
        **told,
    }
    with acting_as(cast.PEOPLE[key].id):
        by = cast.worker(key)
        return actions.take_enquiry(
            enquiry_id=uuid4(),
            service=by.service,
            told=Told(**words),
            danger=danger,
            ring_back_on=ring_back_on,
            by=by,
        ).id


def write_on(enquiry_id: UUID, key: str = TAKER, *, ring_back_on: date | None = None) -> None:
    """Write on as a cast person."""
    with acting_as(cast.PEOPLE[key].id):
        actions.write_on(
            enquiry=Enquiry.objects.get(id=enquiry_id),
            note_id=uuid4(),
            body=SINCE,
            ring_back_on=ring_back_on,
            by=cast.worker(key),
        )


def close(enquiry_id: UUID, key: str = TAKER) -> None:
    """Close one as a cast person."""
    with acting_as(cast.PEOPLE[key].id):
        enquiry = Enquiry.objects.get(id=enquiry_id)
        actions.close_enquiry(enquiry=enquiry, outcome=Enquiry.Outcome.HELPED, by=cast.worker(key))


def touched(enquiry_id: UUID, on: date) -> None:
    """Say, as the owner on committed data, that an enquiry was touched last on a day."""
    owner("UPDATE enquiries_enquiry SET touched_on = %s WHERE id = %s", on, enquiry_id)


def seen_by(key: str) -> set[UUID]:
    """Return which enquiries a cast person may know of."""
    with acting_as(cast.PEOPLE[key].id):
        return set(Enquiry.objects.values_list("id", flat=True))


def today(ahead: int = 0) -> date:
    """Return a day from today in London."""
    return timezone.localdate() + timedelta(days=ahead)
