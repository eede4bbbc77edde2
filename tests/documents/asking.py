"""What the tests of documents share: their addresses, what is sent, and what lies in the storage."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from clients.documents.models import Document, ThirdPartyDocument
from confidentiality.sealing.storage import FOLDERS, name_of, stored_in
from tests import cast
from tests.clients.questions import day, reference, working_as

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"


def path(name: str, key: str, *args: Any) -> str:
    """Return the address of a page of documents of a cast file."""
    return reverse(f"documents:{name}", args=[reference(key), *args])


def sent(content: bytes = PDF, name: str = "letter.pdf", **changes: Any) -> dict[str, Any]:
    """Return what a browser sends with a document."""
    said: dict[str, Any] = {
        "document": SimpleUploadedFile(
            name, content, "text/html"
        ),  # what a browser claims counts nothing
        "token": str(uuid4()),
        **day("happened_on", timezone.localdate()),
        "body": "A letter of the housing office.",
        "nature": "fact",
        "court_paper": "no",
    }
    return said | changes


def sent_third_party(content: bytes = PDF, name: str = "letter.pdf", **more: Any) -> dict[str, Any]:
    """Return what a browser sends with a document of a third party."""
    said = {"about_whom": "Daniel", "from_whom": "A neighbour", "body": "A letter"}
    file = SimpleUploadedFile(name, content, "application/pdf")
    return {**said, "document": file, "token": str(uuid4()), **more}


def documents(key: str = "leila", holder: str = "iss_worker") -> list[Document]:
    """Return the documents of a cast file, their names and measures read as their holder."""
    with working_as(holder):
        return _read(Document.objects.filter(file_id=cast.FILES[key].id).select_related("entry"))


def third_party_documents(key: str = "leila") -> list[ThirdPartyDocument]:
    """Return the documents of a cast file's third parties, read as her who holds it."""
    with working_as("iss_worker"):
        return _read(ThirdPartyDocument.objects.filter(file_id=cast.FILES[key].id))


def _read(rows: Iterable[Any]) -> list[Any]:
    found = list(rows)
    for each in found:
        each.name, each.measures, each.key = each.name, each.measures, each.key
    return found


def blob_of(document: UUID) -> Path:
    """Return where a document lies on the disk."""
    return Path(settings.DOCUMENTS_FOLDER) / name_of(document)


def everything_stored() -> set[UUID]:
    """Return the ids of all that lies in the storage."""
    return {document for folder in FOLDERS for document, _ in stored_in(folder)}
