"""What of clients' own requests is due, and for whom: one list, and its counter."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import F, Func, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.utils import timezone

from clients.grants import led_by
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from disclosures.kiosk.models import Remark
from staff.access import has_role
from staff.models import Role, Team, Worker

from . import clocks, remarks, rules
from .models import Complaint, FileRequest, Rectification, Step

# Whom the place of clients' own requests is for
WORKS = (Role.LINE_MANAGER, Role.SENIOR_PRACTITIONER, Role.ISS_WORKER, Role.DVPP_WORKER)
# Who decides about complaints on files that they may only see
JUDGES = (Role.SAFEGUARDING_LEAD, Role.DATA_PROTECTION_LEAD)
# Said last of what somebody who did not take it down is to end (E32)
UNANSWERED = (rules.Kind.WITHDRAWN, rules.Kind.PASSED_ON)
MOST_DUE = 100


def _undecided(worker: Worker) -> QuerySet[Complaint]:
    """Return the complaints without a decision, but those about this worker; row security leaves those they see."""
    return Complaint.objects.filter(decided_on=None).exclude(about=worker.pk)


def judges_alone(worker: Worker) -> bool:
    """Say whether complaints come to somebody as a lead, whatever they may do on the file."""
    return any(has_role(worker, role) for role in JUDGES)


def _waits(rows: QuerySet[Any], day: str, worker: Worker) -> QuerySet[Any]:
    """Return of these rows what is due soon for whoever leads the file, and what is overdue for their manager."""
    today = timezone.localdate()
    soon = {f"{day}__lte": today + timedelta(days=settings.OWN_FILE_WARN_DAYS)}
    mine = Q(file__lead=worker.pk) | Q(file__lead=None)
    return rows.filter(Q(mine, **soon) | Q(**{f"{day}__lt": today})).filter(led_by(worker))


def _requests_of(worker: Worker) -> QuerySet[FileRequest]:
    """Return the open requests that are due for this worker, or theirs to end without an answer (E32)."""
    requests = FileRequest.objects.filter(closed_at=None)
    asked = Q(id__in=_waits(requests, "due_on", worker).values("id"))
    if has_role(worker, Role.LINE_MANAGER):
        to_end = _with_last_word().filter(Q(last__in=UNANSWERED))
        theirs = to_end.exclude(recorded_by=worker.pk).filter(led_by(worker))
        asked |= Q(id__in=theirs.values("id"))
    if has_role(worker, Role.DATA_PROTECTION_LEAD):
        asked |= Q(id__in=_passed_on(worker).values("id"))
        requests = requests.exclude(due_on__lt=timezone.localdate())  # counted with everybody's
    return requests.filter(asked)


def _passed_on(worker: Worker) -> QuerySet[FileRequest]:
    """Return the open requests that a data protection lead is asked to end; row security leaves those they see."""
    return _with_last_word().filter(Q(last=rules.Kind.PASSED_ON)).exclude(recorded_by=worker.pk)


def _complaints_of(worker: Worker) -> Combinable:
    """Return the expression that counts the complaints that are this worker's to acknowledge, or to decide about."""
    if judges_alone(worker):
        return how_many(_undecided(worker))
    new = Complaint.objects.filter(decided_on=None, acknowledged_on=None)
    unacknowledged = how_many(_waits(new, "acknowledge_by", worker))
    if not has_role(worker, Role.LINE_MANAGER):
        return unacknowledged
    known = _undecided(worker).exclude(acknowledged_on=None).filter(led_by(worker))
    return unacknowledged + how_many(known)


def count_waiting(worker: Worker) -> Combinable:
    """Return the expression that counts what of clients' own requests is due soon, overdue or to be judged by them."""
    if not (judges_alone(worker) or works_on_files(worker)):
        return Value(0)
    disputes = Rectification.objects.filter(decided_on=None)
    a_month_old = clocks.months_on(timezone.localdate(), -settings.OWN_FILE_MONTHS)
    lead = Q(file__lead=worker.pk) | Q(file__lead=None)
    said = remarks.waiting().filter(lead | Q(at__date__lt=a_month_old)).filter(led_by(worker))
    return (
        how_many(_requests_of(worker))
        + _complaints_of(worker)
        + how_many(_waits(disputes, "due_on", worker))
        + how_many(said)
        + _overdue_everywhere(worker)
    )


def _with_last_word() -> QuerySet[FileRequest]:
    """Return the open requests, each with the kind of what was said of it last, as `last`."""
    steps = Step.objects.filter(request=OuterRef("id")).order_by("-at", "-id")
    return (
        FileRequest.objects.filter(closed_at=None)
        .defer("held", "about")
        .annotate(last=Subquery(steps.values("kind")[:1]))
    )


def works_on_files(worker: Worker) -> bool:
    """Say whether clients' own requests come to somebody of these roles."""
    return any(has_role(worker, role) for role in WORKS)


@dataclass(frozen=True)
class Elsewhere:
    """A request on whatever file, as the data protection lead has it: by reference, with its day and whose team's."""

    reference: str
    face: str
    asked_at: datetime
    due_on: date | None  # None: the clock stands still
    team: str


def due_everywhere(worker: Worker) -> tuple[list[Elsewhere], list[UUID]]:
    """Return what is open of everybody's requests for the data protection lead, the first due first, and their ids."""
    if not has_role(worker, Role.DATA_PROTECTION_LEAD):
        return [], []
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM access.requests_due(NULL, %s)", [MOST_DUE])
        rows = cursor.fetchall()
    teams = dict(Team.objects.filter(pk__in={row[-1] for row in rows}).values_list("pk", "name"))
    found = [
        Elsewhere(reference, FileRequest.Faces(face).label, asked_at, due_on, teams.get(team, ""))
        for _, reference, face, asked_at, due_on, team in rows
    ]
    return found, [row[0] for row in rows]


def _overdue_everywhere(worker: Worker) -> Combinable:
    """Return the expression that counts what is overdue of everybody's requests, for the data protection lead."""
    if not has_role(worker, Role.DATA_PROTECTION_LEAD):
        return Value(0)
    return Func(
        Value(timezone.localdate()),
        template="(SELECT count(*)::integer FROM access.requests_due(%(expressions)s, NULL))",
        output_field=IntegerField(),
    )


@dataclass(frozen=True)
class Due:
    """What is open of clients' own requests on the files that a worker decides about, the first due first."""

    requests: list[FileRequest]
    complaints: list[Complaint]
    disputes: list[Rectification]
    remarks: list[tuple[Remark, date]]  # written at a screen, beside no entry yet
    everywhere: list[Elsewhere]  # for the data protection lead
    today: date
    soon: date


def due_for(worker: Worker) -> Due:
    """Return what is open on the files that the worker decides about, the first due first, recorded."""
    today = timezone.localdate()

    def led(rows: QuerySet[Any], day: str) -> list[Any]:
        found = rows.filter(led_by(worker)).select_related("file", "file__lead")
        return list(found.order_by(F(day).asc(nulls_last=True), "id")[:MOST_DUE])

    def complaints() -> list[Complaint]:
        if not judges_alone(worker):
            return led(Complaint.objects.filter(decided_on=None), "acknowledge_by")
        found = _undecided(worker).select_related("file", "file__lead")
        return list(found.order_by("acknowledge_by", "id")[:MOST_DUE])

    def requests() -> list[FileRequest]:
        if not has_role(worker, Role.DATA_PROTECTION_LEAD):
            return led(_with_last_word(), "due_on")
        theirs = Q(led_by(worker)) | Q(last=rules.Kind.PASSED_ON)
        found = _with_last_word().filter(theirs).select_related("file", "file__lead")
        return list(found.order_by(F("due_on").asc(nulls_last=True), "id")[:MOST_DUE])

    everywhere, ids = due_everywhere(worker)
    due = Due(
        requests(),
        complaints(),
        led(Rectification.objects.filter(decided_on=None), "due_on"),
        [(each, remarks.due_on(each)) for each in led(remarks.waiting(), "at")],
        everywhere,
        today,
        today + timedelta(days=settings.OWN_FILE_WARN_DAYS),
    )
    said = (remark for remark, _ in due.remarks)
    every = (*due.requests, *due.complaints, *due.disputes, *said)
    record(
        "file_requests_due_listed", ids=list(dict.fromkeys([*(each.id for each in every), *ids]))
    )
    return due
