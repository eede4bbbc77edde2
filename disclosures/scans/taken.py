"""What became of the documents of a request's entries, for the rules and for what was withheld."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef

from clients.documents.models import Document
from confidentiality.sealing.keys import load_keys
from disclosures.models import DisclosureRequest

from .models import Page


def untaken_of(request: DisclosureRequest, entries: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return which of these entries have a document of which no page was taken into a request or kept back (5.2.5)."""
    taken = Page.objects.filter(request=request, document=OuterRef("pk"))
    documents = Document.objects.filter(file=request.file_id, entry__in=list(entries))
    found = documents.filter(~Exists(taken)).values_list("entry", flat=True)
    return tuple(sorted(set(found)))


def with_leaving_pages(request: DisclosureRequest, entries: Iterable[UUID]) -> tuple[UUID, ...]:
    """Return of which of these entries a page of a document leaves."""
    leaving = Page.objects.filter(request=request, leaves=True)
    found = leaving.filter(document__entry__in=list(entries))
    return tuple(sorted(set(found.values_list("document__entry", flat=True))))


def pages_of(request: DisclosureRequest) -> list[Page]:
    """Return the pages that were taken into a request or kept back, document by document, with keys and who asks."""
    companions = "document__entry", "request__requester"
    taken = Page.objects.filter(request=request).select_related(*companions)
    found = list(taken.order_by("document__entry__happened_on", "document_id", "number"))
    load_keys(page.sealed_under() for page in found)
    return found
