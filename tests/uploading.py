"""Documents as they come in, without a browser: sealed and stored as the product does it, then added by its actions."""

from typing import Any
from uuid import uuid4

from django.utils import timezone

from clients.documents import actions
from clients.documents.models import Document, ThirdPartyDocument
from clients.models import CaseFile
from confidentiality.documents.kinds import BY_CODE, kind_of
from confidentiality.documents.receiving import SealedUpload
from confidentiality.sealing import storage
from confidentiality.sealing.chunks import SealedWriter, Sealing
from staff.models import Worker

WORDS = b"Words that somebody wrote."
# The pages whose form takes a file; a proxy passes its body on as it comes (deploy/nginx.conf).
TAKE_FILES = {
    *("documents:add_document", "documents:add_third_party_document", "imports:upload"),
    *("disclosures:scan_paper", "agencies:record_agreement"),
}


def stored(name: str, content: bytes, seal_id: str = Document.SEAL_ID) -> SealedUpload:
    """Seal and store a document as a reception does."""
    document = uuid4()
    sealing, blob = Sealing(seal_id, document), storage.open_new(document)
    writer = SealedWriter(blob, sealing)
    writer.write(content)
    writer.finish()
    storage.close_new(blob, document)
    return SealedUpload(name, document, sealing, writer)


def a_document(
    file: CaseFile, by: Worker, name: str = "words.txt", content: bytes = WORDS, **words: Any
) -> Document:
    """Add a document to a file, as whoever acts."""
    said = {"nature": "fact", "body": "What it is.", "happened_on": timezone.localdate()}
    said["court_paper"] = False
    upload = stored(name, content)
    return actions.add_document(
        file=file, by=by, upload=upload, kind=kind_of(name), entry_id=uuid4(), **{**said, **words}
    )


def a_third_party_document(
    file: CaseFile, by: Worker, content: bytes = WORDS
) -> ThirdPartyDocument:
    """Add a document of a third party to a file, as whoever acts."""
    said = {"about_whom": "Him", "from_whom": "Her sister", "body": "A letter"}
    return actions.add_third_party_document(
        file=file,
        by=by,
        upload=stored("words.txt", content, ThirdPartyDocument.SEAL_ID),
        kind=BY_CODE["txt"],
        record_id=uuid4(),
        in_confidence=True,
        safety_critical=False,
        **said,
    )
