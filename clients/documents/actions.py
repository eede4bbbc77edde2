"""Adding a document to a case file, with its entry or third-party record, in one transaction."""

from typing import Any
from uuid import UUID

from clients.access import rights_on
from clients.actions import add_entry, add_third_party_record
from clients.models import CaseFile, Entry
from confidentiality.access.http import Refused
from confidentiality.audit.record import record
from confidentiality.documents.kinds import Kind, tidy_name
from confidentiality.documents.receiving import SealedUpload
from staff.models import Worker

from .models import Document, ThirdPartyDocument


def add_document(
    *, file: CaseFile, by: Worker, upload: SealedUpload, kind: Kind, entry_id: UUID, **words: Any
) -> Document:
    """Write an entry of kind document with what was uploaded; `words` as in `clients.actions.add_entry`.

    Raises Refused when the right to write has ended while the document came in, ValueError for an opinion without
    its basis (clause 5.2.2).
    """
    _still_holds(by, file, "contribute")
    entry = add_entry(file=file, by=by, kind=Entry.Kind.DOCUMENT, entry_id=entry_id, **words)
    added = Document.objects.create(entry=entry, **_kept(file, by, upload, kind))
    record("document_added", file=file.id, ids=[entry.id])
    return added


def add_third_party_document(
    *, file: CaseFile, by: Worker, upload: SealedUpload, kind: Kind, record_id: UUID, **said: Any
) -> ThirdPartyDocument:
    """Write a third-party record with what was uploaded (clause 3.2.1); `said` as in `add_third_party_record`.

    Raises Refused when one of the two rights has ended while the document came in.
    """
    _still_holds(by, file, "contribute", "third_party")
    written = add_third_party_record(file=file, by=by, record_id=record_id, **said)
    added = ThirdPartyDocument.objects.create(record=written, **_kept(file, by, upload, kind))
    record("third_party_document_added", file=file.id, ids=[written.id])
    return added


def _still_holds(by: Worker, file: CaseFile, *rights: str) -> None:
    if not {"view", *rights} <= rights_on(by, file):
        sentence = "Your grant to write in this file has ended, so the document was not kept."
        raise Refused(sentence, "document_add_refused", file=file.id)


def _kept(file: CaseFile, by: Worker, upload: SealedUpload, kind: Kind) -> dict[str, Any]:
    return {
        "id": upload.document,
        "file": file,
        "author": by,
        "kind": kind.code,
        "key": upload.key,
        "name": tidy_name(upload.name or ""),
        "measures": {"size": upload.size, "sha256": upload.digest},
    }
