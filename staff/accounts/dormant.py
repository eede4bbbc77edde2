"""Accounts that nobody uses: who has not signed in for long, and who never came in with their codes."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.db import connection

from confidentiality.access.http import Hidden
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record
from staff.models import Worker

from .access import asks_for_everybody


class Unused(NamedTuple):
    """Somebody, and since when: last here, or their codes lapsed."""

    person: Worker
    since: datetime


class Overview(NamedTuple):
    """Who has not signed in for long, and whose codes have lapsed, each the longest first."""

    dormant: list[Unused]
    lapsed: list[Unused]


def unused_accounts(worker: Worker) -> Overview:
    """Return the accounts to look at, for whoever asks for everybody's changes; raises Hidden."""
    if not asks_for_everybody(worker):
        raise Hidden("unused_accounts_hidden")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.dormant_people(%s)", [settings.DORMANT_LISTED_DAYS])
        dormant = dict(cursor.fetchall())
        cursor.execute("SELECT * FROM access.lapsed_invitations()")
        lapsed = dict(cursor.fetchall())
    people = Worker.objects.in_bulk({*dormant, *lapsed})
    record("unused_accounts_listed", ids=[*people])
    return Overview(*([Unused(people[pk], at) for pk, at in x.items()] for x in (dormant, lapsed)))


def suspend_dormant() -> int:
    """Suspend, as the timekeeper, who has not been here for DORMANT_SUSPENDED_DAYS; return how many."""
    with acting_as(SystemActor.TIMEKEEPER), connection.cursor() as cursor:
        cursor.execute("SELECT access.suspend_dormant(%s)", [settings.DORMANT_SUSPENDED_DAYS])
        return int(cursor.fetchone()[0])
