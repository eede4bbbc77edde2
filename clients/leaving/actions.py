"""Keeping what a leaver had typed as an entry of theirs, or letting it go."""

from datetime import date

from clients.models import CaseFile, Entry
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record
from confidentiality.drafts.actions import take_left
from staff.models import Worker

from .access import LeftDraft
from .rules import as_text, one_of

KINDS = (Entry.Kind.NOTE, Entry.Kind.CALL, Entry.Kind.SESSION, Entry.Kind.ASSESSMENT)


def keep_left_draft(
    *,
    file: CaseFile,
    left: LeftDraft,
    happened_on: date,
    nature: str,
    basis: str,
    sensitive_kind: str,
    court_paper: bool | None,
    by: Worker,
) -> Entry:
    """Keep it under its own id as an entry of its writer's, marked as taken over; its words and key are gone.

    Raises Hidden where the writer has typed on meanwhile, as they may for a day after emergency access.
    """
    kind = one_of(left.words, "kind")
    entry = Entry.objects.create(
        id=left.draft.id,
        file=file,
        kind=kind if kind in KINDS else Entry.Kind.NOTE,
        nature=nature,
        happened_on=happened_on,
        author=left.writer,
        taken_over_by=by,
        sensitive=bool(sensitive_kind),
        court_paper=court_paper,
        body=as_text(left.words),
        basis=basis,
        sensitive_kind=sensitive_kind,
    )
    record("left_draft_kept", file=file.id, ids=[entry.id])
    _take(
        left
    )  # not as discarded: after a restore the entry is lost, and the draft is what is left
    return entry


def discard_left_draft(*, left: LeftDraft, by: Worker) -> None:
    """Destroy it with its key, for good; raises Hidden like `keep_left_draft`."""
    _take(left)
    record("draft_discarded", file=left.draft.file, ids=[left.draft.id])


def _take(left: LeftDraft) -> None:
    if not take_left(left.draft):
        raise Hidden("left_draft_hidden", file=left.draft.file, purpose="left_draft")
