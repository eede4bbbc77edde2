"""Taking a document's pages into a draft, covering them, and taking them out; each with its audit row."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from clients.documents.models import Document
from confidentiality.audit.record import record
from disclosures.actions.lock import NotNow, lock_request
from disclosures.building.pages import CannotProcess, page_count
from disclosures.models import DisclosureRequest
from staff.models import Worker

from .models import Page
from .rules import Cover, changed, whole

DRAFT = {DisclosureRequest.State.DRAFT}


def take_pages(*, request: DisclosureRequest, document: Document, by: Worker) -> int:
    """Take a document's pages into one's own draft, all of them withheld until looked at; return how many.

    Raises CannotProcess for a document that no pages are made of, NotNow when they were taken already or the request
    was submitted meanwhile.
    """
    _own(request, by)
    with document.opened() as content:
        count = page_count(document.known_kind, content)
    found = lock_request(request.id, states=DRAFT)
    _not_yet(found, document)
    pages = (
        Page(file_id=found.file_id, request=found, document=document, number=number, covers=[])
        for number in range(count)
    )
    Page.objects.bulk_create(pages)
    record("pages_taken", file=found.file_id, ids=[found.id, document.borne_by])
    return count


def take_out(*, request: DisclosureRequest, document: Document, by: Worker) -> None:
    """Take a document's pages out of one's own draft, with what was covered on them."""
    _own(request, by)
    found = lock_request(request.id, states=DRAFT)
    Page.objects.filter(request=found, document=document).delete()
    record("pages_taken_out", file=found.file_id, ids=[found.id, document.borne_by])


def look_at(
    *,
    page: Page,
    request: DisclosureRequest,
    why: str,
    uncover: Iterable[Cover],
    more: Iterable[Cover],
    by: Worker,
) -> None:
    """Record that `by` has looked at a page, what is covered on it from now on, and why all of it stays behind.

    `why` is a code of WHY, '' for a page that leaves. Raises ValueError for too many covered places, or another code.
    """
    _own(request, by)
    found = lock_request(request.id, states=DRAFT)
    held = Page.objects.select_for_update().get(id=page.id, request=found)
    covers = changed(held.covered, uncover=uncover, more=more)
    _decide(held, covers, why)
    held.save(update_fields=["covers", "leaves", "looked_at"])
    record("page_looked_at", file=found.file_id, ids=[found.id, page.document.borne_by, held.id])


def keep_back(*, request: DisclosureRequest, document: Document, why: str, by: Worker) -> None:
    """Record that a document stays behind, all of it, and why, in one's own draft; also one that has no pages (5.2.5).

    Raises ValueError for a reason that is none, NotNow as take_pages does, and what the document raises when it opens.
    """
    _own(request, by)
    with document.opened() as content:
        try:
            count = page_count(document.known_kind, content)
        except CannotProcess:
            count = 1  # it stands for all of the document, and no picture can be made of it
    found = lock_request(request.id, states=DRAFT)
    _not_yet(found, document)
    pages = [
        Page(file_id=found.file_id, request=found, document=document, number=number)
        for number in range(count)
    ]
    for page in pages:
        _decide(page, [], why)
    Page.objects.bulk_create(pages)
    record("pages_kept_back", file=found.file_id, ids=[found.id, document.borne_by])


def _decide(page: Page, covers: list[Cover], why: str) -> None:
    covered = [*covers, whole(why)] if why else covers
    page.covers, page.leaves = [cover.as_stored() for cover in covered], not why
    page.looked_at = timezone.now()


def _not_yet(request: DisclosureRequest, document: Document) -> None:
    if Page.objects.filter(request=request, document=document).exists():
        raise NotNow("The pages of this document are in the request already.")


def _own(request: DisclosureRequest, by: Worker) -> None:
    if request.requester_id != by.pk:
        raise PermissionDenied("Only the one who asks can do this.")
