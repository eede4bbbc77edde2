"""The doors to emergency access: one's own, what waits for one's review, what was on a file one leads."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

import holidays
from django.conf import settings
from django.db import connection
from django.db.models import Q, QuerySet, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.access import may_open_files
from clients.models import CaseFile, ThirdPartyRecord
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import load_keys
from staff.access import has_role, roles_held
from staff.deputies.access import managers_of
from staff.models import Role, Worker

from .fence_sql import MOST_LOOKED
from .models import EmergencyAccess, EmergencySearch, WallAlert
from .rules import is_overdue, review_due

REVIEWERS = frozenset({str(Role.LINE_MANAGER), str(Role.SAFEGUARDING_LEAD)})
MOST_SHOWN = 50


@dataclass(frozen=True)
class Looked:
    """One thing in the audit of an emergency access: when, what in the audit's word, how it ended, how many."""

    at: datetime
    action: str
    outcome: str
    many: int


def may_ask(worker: Worker) -> bool:
    """Say whether the worker may ask for emergency access at all: whoever works in a team of a service."""
    return may_open_files(worker)


def may_review_any(worker: Worker) -> bool:
    """Say whether reviews can come to the worker: line managers, who stands in for one, and the safeguarding lead."""
    return bool(roles_held(worker) & REVIEWERS)


def bank_holidays() -> Any:
    """Return the bank holidays of the organisation's region, to be asked `day in …`."""
    country, _, region = settings.BANK_HOLIDAYS.partition("-")
    return holidays.country_holidays(country, subdiv=region or None)


def due(access: EmergencyAccess) -> date:
    """Return the day by whose end the review must be done."""
    return review_due(access.started_at, bank_holidays())


def overdue(access: EmergencyAccess) -> bool:
    """Say whether the review's day has passed without one."""
    late = is_overdue(access.started_at, timezone.now(), bank_holidays())
    return access.reviewed_at is None and late


def _accesses() -> QuerySet[EmergencyAccess]:
    return EmergencyAccess.objects.select_related("worker", "manager", "second", "reviewed_by")


def running(worker: Worker, file: CaseFile) -> EmergencyAccess | None:
    """Return the worker's emergency access to a file while it lasts, or None."""
    mine = EmergencyAccess.objects.filter(worker=worker, file=file, until__gt=timezone.now())
    return mine.select_related("manager").order_by("-until").first()


def own(worker: Worker) -> list[EmergencyAccess]:
    """Return the worker's own emergency accesses that run or wait for their review, the newest first."""
    waiting = Q(reviewed_at__isnull=True) | Q(until__gt=timezone.now())
    return list(_accesses().filter(waiting, worker=worker).order_by("-started_at")[:MOST_SHOWN])


def own_searches(worker: Worker) -> list[EmergencySearch]:
    """Return what the worker asked for by description, the newest first: whether it was answered, never what."""
    asked = EmergencySearch.objects.filter(asked_by=worker).select_related("answered_by")
    return list(asked.order_by("-asked_at")[:10])


def _before(worker: Worker) -> Q:
    """Return the test for what is before the worker, or a manager for whom they stand in; never their own."""
    stands_in_for = managers_of(worker)
    mine = Q(manager=worker) | Q(second=worker)
    theirs = Q(manager__in=stands_in_for) | Q(second__in=stands_in_for)
    return (mine | theirs) & ~Q(worker=worker)


def waiting_for(worker: Worker) -> list[EmergencyAccess]:
    """Return what runs or waits for this worker's review, the oldest first, and record that it was shown."""
    found = _accesses().filter(_before(worker), reviewed_at__isnull=True)
    shown = list(found.order_by("started_at")[:MOST_SHOWN])
    record("emergency_reviews_listed", ids=[access.id for access in shown])
    return shown


def not_justified() -> list[EmergencyAccess]:
    """Return what was found not justified and whoever acts may know of, the newest first."""
    found = _accesses().filter(outcome=EmergencyAccess.Outcome.NOT_JUSTIFIED)
    return list(found.order_by("-reviewed_at")[:MOST_SHOWN])


def searches_to_answer(worker: Worker) -> list[EmergencySearch]:
    """Return what is asked for by description and waits for a manager of the service."""
    if not has_role(worker, Role.LINE_MANAGER):
        return []
    waiting = EmergencySearch.objects.filter(answered_at__isnull=True).exclude(asked_by=worker)
    return list(waiting.select_related("asked_by").order_by("asked_at")[:MOST_SHOWN])


def wall_alerts(worker: Worker) -> list[WallAlert]:
    """Return the tries behind a wall, and to disclose to a partner, that no manager has seen yet, the oldest first."""
    unseen = WallAlert.objects.filter(seen_at__isnull=True).select_related("worker")
    shown = list(unseen.order_by("first_at")[:MOST_SHOWN])
    record("wall_alerts_listed", ids=[alert.id for alert in shown])
    return shown


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what waits for this worker on the page of emergencies, for the navigation."""
    if not may_review_any(worker):
        return Value(0)
    accesses = EmergencyAccess.objects.filter(_before(worker), reviewed_at__isnull=True)
    alerts = WallAlert.objects.filter(seen_at__isnull=True)
    reviews = how_many(accesses) + how_many(alerts)
    if not has_role(worker, Role.LINE_MANAGER):
        return reviews
    searches = EmergencySearch.objects.filter(answered_at__isnull=True).exclude(asked_by=worker)
    return reviews + how_many(searches)


def open_review(worker: Worker, access_id: UUID) -> EmergencyAccess:
    """Return an emergency access before this worker for review, reviewed or not; raises Hidden for any other."""
    found = _accesses().filter(_before(worker), id=access_id).first()
    if found is None:
        raise Hidden("emergency_review_hidden", purpose="emergency_review")
    record("emergency_review_opened", file=found.file_id, ids=[found.id])
    return found


def open_search(worker: Worker, search_id: UUID) -> EmergencySearch:
    """Return a search before this manager, answered or not, and record it; raises Hidden for any other."""
    asked = EmergencySearch.objects.filter(id=search_id).exclude(asked_by=worker)
    found = asked.select_related("asked_by").first()
    if not has_role(worker, Role.LINE_MANAGER) or found is None:
        raise Hidden("emergency_search_hidden", purpose="answer_search")
    record("emergency_search_opened", ids=[found.id])
    return found


def looked_at(access: EmergencyAccess) -> tuple[list[Looked], bool]:
    """Return what was looked at while it lasted, as the audit has it, and whether there was more than is shown.

    Nothing for whoever may not review it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT at, action, outcome, many FROM access.looked_at(%s) ORDER BY at", [access.id]
        )
        found = [Looked(*row) for row in cursor.fetchall()]
    return found[:MOST_LOOKED], len(found) > MOST_LOOKED


def on_file(file: CaseFile) -> list[EmergencyAccess]:
    """Return every emergency access to a file opened with the right `lead`, the newest first, recorded."""
    shown = list(_accesses().filter(file=file).order_by("-started_at")[:MOST_SHOWN])
    load_keys(access.sealed_under() for access in shown)
    record("emergency_access_listed", file=file.id, ids=[access.id for access in shown])
    return shown


def safety_critical_in(file: CaseFile) -> list[ThirdPartyRecord]:
    """Return the safety-critical third-party records of a file in emergency, the newest first, recorded."""
    records = file.third_party_records.filter(safety_critical=True).select_related("author")
    found = list(records.order_by("-written_at", "-id")[:MOST_SHOWN])
    for each in found:
        each.corrected_by = [other for other in found if other.corrects_id == each.id]
    record("safety_records_listed", file=file.id, ids=[each.id for each in found])
    return found
