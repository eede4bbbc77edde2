"""The doors to documents: each stands in a file, behind an entry or a third-party record that is opened first."""

from typing import TypeVar
from uuid import UUID

from clients.models import CaseFile
from confidentiality.access.http import Hidden
from confidentiality.audit.record import record

from .models import Document, Kept, ThirdPartyDocument

Found = TypeVar("Found", bound=Kept)


def document_in(file: CaseFile, document_id: UUID) -> Document:
    """Return a document of an opened file, its content unread; raises Hidden for any other id."""
    found = Document.objects.select_related("entry").filter(file=file, id=document_id).first()
    return _there(found, file)


def third_party_document_in(file: CaseFile, document_id: UUID) -> ThirdPartyDocument:
    """Return a document of a third-party record of a file opened with that right; raises Hidden for any other id."""
    return _there(ThirdPartyDocument.objects.filter(file=file, id=document_id).first(), file)


def _there(found: Found | None, file: CaseFile) -> Found:
    if found is None:
        raise Hidden("document_hidden", file=file.id)
    found.file = file
    return found


def open_document(document: Kept, *, purpose: str) -> None:
    """Record that a document is opened and what for, before its content is (clause 4.4.2 for a sensitive one)."""
    record("document_opened", file=document.file_id, ids=[document.borne_by], purpose=purpose)
