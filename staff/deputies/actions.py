"""Asking that somebody stands in, as an account change, and ending it."""

from datetime import datetime

from django.db import connection

from confidentiality.access.identity import SystemActor, acting_as
from staff.accounts import actions as accounts
from staff.accounts.models import Change
from staff.models import Worker

from .models import Deputyship


def ask_for_deputy(
    *,
    manager: Worker,
    deputy: Worker,
    starts_at: datetime | None,
    ends_at: datetime,
    by: Worker,
) -> Change:
    """Ask that somebody stands in for a line manager; another agrees. `starts_at` None: at once. Raises NotAsked."""
    change, _ = accounts.ask(
        kind=Change.Kind.DEPUTY,
        why=Change.Why.COVER,
        person=deputy.pk,
        by=by,
        place=accounts.Place(line_manager=manager),
        starts_at=starts_at,
        until=ends_at,
    )
    return change


def end_deputyship(*, deputyship: Deputyship, by: Worker) -> bool:
    """End it now; False when it was over already."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.end_deputyship(%s)", [deputyship.pk])
        return bool(cursor.fetchone()[0])


def begin_deputies() -> int:
    """Begin what was agreed to and whose time has come; return how many."""
    with acting_as(SystemActor.TIMEKEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT access.begin_deputies()")
        return int(cursor.fetchone()[0])
