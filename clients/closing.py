"""Closing a case file, and what it says from then on of how long it is kept (clause 5.2.7, E7)."""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from confidentiality.access.http import Refused
from confidentiality.audit.record import record
from staff.access import has_role
from staff.models import Role, Worker

from .actions import NEVER
from .ages import of_age_in
from .models import CaseFile

LATE_DAYS = 365  # a day longer ago brings the file so much nearer to its destruction
LATE = (
    "This day is more than a year ago, and the file would be destroyed so much sooner. "
    "Ask a line manager of its team to close it (clause 5.2.7)"
)


def close_file(*, file: CaseFile, by: Worker, left_on: date) -> None:
    """Close the file on the day the person left; the retention clock starts there (clause 5.2.7).

    Raises Refused for a closed file, whose clock runs already, and for a day that is not `by`'s to say.
    """
    if file.status == CaseFile.Status.CLOSED:
        raise Refused("This file is closed already.", "file_close_refused", file=file.id)
    if not may_say(left_on, by=by):
        raise Refused(f"{LATE}.", "file_close_refused", file=file.id)
    fields = ["status", "left_on", "attention_at"]
    file.status, file.left_on, file.attention_at = CaseFile.Status.CLOSED, left_on, NEVER
    file.of_age_in = comes_of_age(file, left_on)
    file.save(update_fields=[*fields, "of_age_in"])
    record("file_closed", file=file.id, fields=fields)


def may_say(left_on: date, *, by: Worker) -> bool:
    """Say whether somebody may close a file with this day: one of more than a year ago is a line manager's to say."""
    earliest = timezone.localdate() - timedelta(days=LATE_DAYS)
    return left_on >= earliest or has_role(by, Role.LINE_MANAGER)


def comes_of_age(file: CaseFile, left_on: date) -> int:
    """Return what a closed file says in clear of the client's age, for its retention (E7)."""
    born = date.fromisoformat(file.date_of_birth) if file.date_of_birth else None
    return of_age_in(born, left_on=left_on, years=settings.ADULT_YEARS)
