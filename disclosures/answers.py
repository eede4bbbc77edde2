"""The doors to what others owe us: the answers to our own requests (clause 2.2)."""

from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils import timezone

from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.interface.counting import how_many
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.access import open_request
from disclosures.models import Release
from staff.models import Worker

MOST = 100


def _awaited_by(worker: Worker) -> QuerySet[Release]:
    """Return what somebody waits for: whoever asked, and whoever leads the file."""
    mine = Q(request__requester=worker.pk) | Q(file__lead=worker.pk)
    return Release.objects.filter(mine, answer="", answer_due__isnull=False)


def count_due(worker: Worker) -> Combinable:
    """Return the expression that counts the answers that are due by today, for the navigation."""
    return how_many(_awaited_by(worker).filter(answer_due__lte=timezone.localdate()))


def awaited_by(worker: Worker) -> list[Release]:
    """Return the answers that somebody waits for, what is due first; a hundred at most, recorded."""
    related = _awaited_by(worker).select_related("file", "agency", "contact", "request__requester")
    found = list(related.order_by("answer_due", "released_at", "pk")[:MOST])
    load_keys(key for release in found for key in release.recipient_keys())
    record("answers_listed", ids=[release.id for release in found])
    return found


def open_answer(worker: Worker, request_id: UUID, *, purpose: str, right: str = "view") -> Release:
    """Open the release of a request that asked something of others, through its case file's door.

    Raises Hidden (404) for any other, Refused (403) where the worker may see the file but lacks `right`.
    """
    asked = open_request(worker, request_id, purpose=purpose, right=right)
    related = Release.objects.select_related("agency", "contact", "consent", "answer_noted_by")
    found = related.filter(request=asked.id).exclude(answer_due=None).first()
    if found is None:
        raise Hidden("disclosure_hidden", purpose=purpose)
    found.request, found.file = asked, asked.file
    files = [KeyRef(kind, found.file_id) for kind in ("file", "third_party")]
    load_keys([*files, *found.recipient_keys()])  # in one question
    record("answer_opened", file=found.file_id, ids=[found.id], purpose=purpose)
    return found


def is_due(release: Release, today: date) -> str:
    """Say whether an answer is 'late', due 'today', or due 'later'."""
    day = release.answer_due or today
    return "late" if day < today else "today" if day == today else "later"
