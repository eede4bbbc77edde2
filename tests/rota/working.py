"""Shifts for tests, entered as the product would, by the cast's managers."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.rota import actions
from staff.rota.actions import Rung
from tests import cast

NUMBER = "01632 960999"


def who(key: str) -> UUID:
    """Return the id of a cast person."""
    return cast.PEOPLE[key].id


def enter(
    person: str = "iss_manager",
    *,
    starts: float = 0,
    hours: float = 12,
    second: str = "",
    service: str = "iss",
    by: str = "iss_manager",
    since: datetime | None = None,
) -> UUID:
    """Enter a shift that begins so many hours from now; return its id."""
    begin = (since or timezone.now()) + timedelta(hours=starts)
    shift_id = uuid4()
    with acting_as(who(by)):
        actions.enter_shift(
            shift_id=shift_id,
            service=service,
            starts_at=begin,
            ends_at=begin + timedelta(hours=hours),
            first=Rung(cast.worker(person), NUMBER),
            second=Rung(cast.worker(second), "01632 960998") if second else None,
            by=cast.worker(by),
        )
    return shift_id
