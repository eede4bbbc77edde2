"""What a client complains of and disputes on an opened file, and which entries are said to be conference minutes."""

from uuid import UUID

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record

from . import rules
from .models import Complaint, ConferenceMark, Rectification, Step


def minutes_in(file: CaseFile) -> list[ConferenceMark]:
    """Return which entries of an opened file are said to be conference minutes, the newest first."""
    marks = ConferenceMark.objects.filter(file=file, taken_back_at=None)
    found = list(marks.select_related("entry", "by").order_by("-at", "-id"))
    record("file_requests_listed", file=file.id, ids=[each.entry_id for each in found])
    return found


def complaint_on(file: CaseFile, complaint_id: UUID) -> Complaint:
    """Return a complaint on an opened file; raises Hidden for any other id."""
    found = Complaint.objects.select_related("recorded_by", "decided_by", "about").filter(
        id=complaint_id, file=file
    )
    complaint = found.first()
    if complaint is None:
        raise Hidden("complaint_hidden", file=file.id)
    complaint.file = file
    return complaint


def not_judged_by(complaint: Complaint) -> frozenset[UUID]:
    """Return who does not decide about a complaint: whom it is about, and who decided what it is about."""
    about = {complaint.about_id} if complaint.about_id else set()
    if complaint.request_id:
        steps = Step.objects.filter(request=complaint.request_id, kind__in=rules.JUDGED)
        about |= set(steps.values_list("by_id", flat=True))
    return frozenset(about)


def dispute_on(file: CaseFile, dispute_id: UUID) -> Rectification:
    """Return what a client disputes on an opened file; raises Hidden for any other id."""
    people = ("recorded_by", "decided_by")
    rows = Rectification.objects.select_related("entry", "statement", *people)
    found = rows.filter(id=dispute_id, file=file).first()
    if found is None:
        raise Hidden("dispute_hidden", file=file.id)
    found.file = found.entry.file = found.statement.file = file
    return found
