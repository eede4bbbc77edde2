"""The doors to what a leaver had typed: for whoever leads the file, and may open the form that it stands in (E51)."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db.models import Count, Q

from clients.access import open_file
from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.drafts.models import Draft
from confidentiality.sealing.keys import load_keys
from staff.models import Worker

MOST = 100


@dataclass(frozen=True)
class LeftDraft:
    """One draft that a leaver left, and whose it was."""

    draft: Draft
    writer: Worker

    @property
    def words(self) -> list[list[str]]:
        """Return its fields and what was typed in them."""
        return self.draft.words or []

    @property
    def can_be_kept(self) -> bool:
        """Say whether it can become an entry: what others said stays out of the entries (clause 3.2.1)."""
        return self.draft.needs != Draft.Needs.THIRD_PARTY


def _left(drafts: list[Draft]) -> list[LeftDraft]:
    writers = Worker.objects.in_bulk({draft.person for draft in drafts})
    return [LeftDraft(draft, writers[draft.person]) for draft in drafts]


def left_drafts(worker: Worker) -> list[LeftDraft]:
    """Return what leavers left on the worker's files, the oldest first, unread; row security says what is theirs."""
    found = Draft.objects.filter(sent_at=None, file__isnull=False).exclude(person=worker.pk)
    shown = list(found.defer("words").order_by("saved_at", "id")[:MOST])
    return _left(shown)


class Counted(NamedTuple):
    """How many drafts wait for somebody: their own, and what leavers left on their case files."""

    mine: int
    left: int


def count_drafts(worker: Worker) -> Counted:
    """Count the worker's own drafts and those that leavers left on files of theirs, in one question."""
    mine = Q(person=worker.pk)
    counts = {
        "mine": Count("pk", filter=mine),
        "left": Count("pk", filter=~mine & Q(file__isnull=False)),
    }
    return Counted(**Draft.objects.filter(sent_at=None).aggregate(**counts))


def open_left_draft(worker: Worker, reference: str, draft_id: UUID) -> tuple[CaseFile, LeftDraft]:
    """Open a file and read what a leaver typed there, recorded; raises Hidden for any other draft."""
    file = open_file(worker, reference, purpose="left_draft", right="lead")
    found = Draft.objects.filter(id=draft_id, file=file.id, sent_at=None).exclude(person=worker.pk)
    draft = found.first()
    if draft is None:
        raise Hidden("left_draft_hidden", file=file.id, purpose="left_draft")
    load_keys([draft.sealed_under()])
    record("left_draft_opened", file=file.id, ids=[draft.id])
    (left,) = _left([draft])
    return file, left
