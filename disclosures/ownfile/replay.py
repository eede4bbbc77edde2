"""What becomes of this room's events at a restore: who was asked for stays kept, what was said is counted as lost."""

from datetime import timedelta
from uuid import uuid4

from django.db.models import Q

from clients.models import CaseFile, Entry
from confidentiality.sealing.keys import load_keys
from confidentiality.work.backup.replaying import CannotReplay, closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Worker

from . import rules
from .models import ConferenceMark, FileRequest, Step

harmless(
    *("file_requests_listed", "file_requests_due_listed", "file_request_opened"),
    *("withheld_opened", "remark_opened"),
)
lost("steps of requests for one's own file", "file_request_step", "viewing_arranged")
lost("preparations of one's own file begun", "file_request_prepared")
lost("marks of conference minutes taken back", "conference_unmarked")
lost("complaints", "complaint_recorded", "complaint_acknowledged", "complaint_decided")
lost("statements beside entries", "rectification_recorded", "rectification_decided")
LOST = "What was noted here on a later day was lost, and the database restored: speak with the client alone."


@replays("file_request_recorded")
def keep_the_file(event: Shipped) -> None:
    """Take the request down again: its words were never shipped, and it keeps its file until they were asked again."""
    (request,) = event.ids
    there = CaseFile.objects.filter(id=event.on).exists()
    if FileRequest.objects.filter(id=request).exists() or not there:
        return
    FileRequest.objects.create(
        id=request,
        file_id=event.on,
        face=FileRequest.Faces.STATUTORY,
        channel="",
        asker="",
        asked_at=event.at,
        recorded_by=_worker(event),
        recorded_at=event.at,
        earliest_at=event.at + timedelta(days=1),
        due_on=(event.at + timedelta(days=28)).date(),
    )


@replays("file_request_closed")
def close_again(event: Shipped) -> None:
    """Close it again, by whoever closed it."""
    (request,) = event.ids
    for found in FileRequest.objects.filter(id=request, closed_at=None):
        found.closed_at, found.closed_by = event.at, _worker(event)
        found.outcome = FileRequest.Outcome.ENDED
        found.save(update_fields=["closed_at", "closed_by", "outcome"])


@closes("file_request_step")
def suspect_anew(event: Shipped) -> None:
    """Let nothing be copied until somebody asked again: they may be made to ask, in words that are lost (E30)."""
    request = FileRequest.objects.filter(file=event.on).order_by("recorded_at").last()
    if request is None or not load_keys([request.sealed_under()]):
        return
    newest = request.steps.order_by("at", "id").last()
    if newest and newest.details.get("words") == LOST:
        return
    by = Worker.objects.filter(account_id=event.by).first() or request.recorded_by
    step = Step(id=uuid4(), file_id=event.on, request=request, kind=rules.Kind.IDENTITY, by=by)
    step.on, step.at, step.role = event.at.date(), event.at, ""
    step.details = {"known": False, "how": "", "alone": False, "coerced": True, "words": LOST}
    step.save(force_insert=True)


@replays("conference_marked")
def mark_minutes(event: Shipped) -> None:
    """Mark an entry again as minutes of a conference: its client neither reads nor is given what left with it (E33)."""
    key, entry = event.ids
    found = Entry.objects.filter(id=entry).first()
    marked = ConferenceMark.objects.filter(Q(id=key) | Q(entry=entry, taken_back_at=None))
    if found is None or marked.exists():
        return
    by = Worker.objects.filter(account_id=event.by).first() or found.author or _worker(event)
    ConferenceMark.objects.create(id=key, file_id=found.file_id, entry=found, by=by, at=event.at)


def _worker(event: Shipped) -> Worker:
    worker = Worker.objects.filter(account_id=event.by).first()
    if worker is None:
        raise CannotReplay("whoever did it is younger than the backup: make their account first.")
    return worker
