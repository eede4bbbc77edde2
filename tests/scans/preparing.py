"""A draft that names documents, as the one who asks prepares it."""

from uuid import UUID

import typst

from clients.documents.models import Document
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from disclosures.models import RequestItem
from disclosures.scans import actions
from disclosures.scans.models import Page
from tests import cast, uploading
from tests.disclosures import story

LINE = "Her neighbour Wilhelmina Quennell rang."


def letter(pages: int = 2, line: str = LINE) -> bytes:
    """Return a PDF of so many pages with a text layer."""
    markup = "#pagebreak()\n".join(f"{line}\n\nPage {n}\n" for n in range(1, pages + 1))
    return bytes(typst.compile(f'#set document(title: "x")\n{markup}'.encode()))


def a_document(request: UUID, *, content: bytes = b"", name: str = "letter.pdf") -> Document:
    """Add a document to the file of a draft, and its entry to the draft, as the one who asks."""
    with acting_as(story.who(story.ASKER)):
        file = CaseFile.objects.get(id=story.get(request).file_id)
        made = uploading.a_document(file, cast.worker(story.ASKER), name, content or letter())
        RequestItem.objects.create(file=file, request_id=request, entry=made.entry)
        return made


def taken(request: UUID, document: Document) -> list[Page]:
    """Take a document's pages as the one who asks; return them."""
    with acting_as(story.who(story.ASKER)):
        asked = story.get(request)
        actions.take_pages(request=asked, document=document, by=cast.worker(story.ASKER))
        return list(Page.objects.filter(request=request).order_by("number"))


def let_go(request: UUID, pages: list[Page]) -> None:
    """Look at pages and let them go, as the one who asks."""
    for page in pages:
        with acting_as(story.who(story.ASKER)):
            actions.look_at(
                page=page,
                request=story.get(request),
                why="",
                uncover=(),
                more=(),
                by=cast.worker(story.ASKER),
            )


def subjects(contact: UUID, consent: UUID) -> dict[str, str]:
    """Make a draft with two documents, the pages of one of which were taken."""
    request = story.a_draft(contact, consent)
    document = a_document(request)
    taken(request, document)
    a_document(request, name="second.pdf")
    leaving = story.a_draft(contact, consent)
    gone = a_document(leaving)
    let_go(leaving, taken(leaving, gone))
    return {
        "leaving": str(leaving),
        "leaving document": str(gone.id),
        "draft with pages": str(request),
        "taken document": str(document.id),
        "first page": "1",
        "page beyond": "99",
    }
