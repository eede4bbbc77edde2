"""The doors to drafts. One's own only, and only while the place may still be opened; what a leaver
left has a door of its own (clients.leaving)."""

from uuid import UUID

from django.db.models import QuerySet

from confidentiality.access.http import Hidden
from confidentiality.access.identity import current_principal
from confidentiality.audit.record import record

from .models import Draft

MOST = 100


def _unsent() -> QuerySet[Draft]:
    person = current_principal()
    if not isinstance(person, UUID):  # the system types nothing
        return Draft.objects.none()
    return Draft.objects.filter(sent_at=None, person=person).order_by("-saved_at", "-id")


def my_drafts() -> list[Draft]:
    """Return the acting person's drafts, the newest first, their words unread."""
    return list(_unsent().defer("words")[:MOST])


def count_my_drafts() -> int:
    """Return how many drafts wait for the acting person."""
    return _unsent().count()


def drafts_at(address: str, form: str) -> list[Draft]:
    """Return the acting person's drafts of one form at one address, the newest first, their words sealed."""
    return list(_unsent().filter(address=address, form=form)[:MOST])


def open_draft(draft_id: UUID) -> Draft:
    """Return one of the acting person's drafts to read it, and record it; raises Hidden for any other id."""
    draft = _unsent().filter(id=draft_id).first()
    if draft is None:
        raise Hidden("draft_hidden")
    record("draft_opened", file=draft.file, ids=[draft.id])
    return draft
