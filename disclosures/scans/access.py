"""The doors to the pages of a request: each opens the request's own door first."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from clients.documents.models import Document
from confidentiality.access.http import Hidden
from confidentiality.interface.filters import date_gb
from confidentiality.sealing.keys import load_keys
from disclosures.building.pages import final_pages, words_on_pages
from disclosures.dossier import Dossier
from disclosures.models import DisclosureRequest

from .models import Page
from .rules import Cover


def documents_of(request: DisclosureRequest) -> QuerySet[Document]:
    """Return the documents of the entries that a request names, with how many pages were taken and looked at."""
    named = Document.objects.filter(file=request.file_id, entry__in=request.items.values("entry"))
    return named.select_related("entry").order_by("entry__happened_on", "written_at", "id")


def document_of(request: DisclosureRequest, document_id: UUID) -> Document:
    """Return a document of an entry that an opened request names; raises Hidden for any other."""
    found = documents_of(request).filter(id=document_id).first()
    if found is None:
        raise Hidden("document_hidden", file=request.file_id)
    return found


@dataclass(frozen=True)
class Taken:
    """A document of a request, and how far its pages are: none taken, to look at, leaving."""

    document: Document
    pages: int
    unseen: int
    leaving: int


def taken_of(request: DisclosureRequest) -> list[Taken]:
    """Return the documents of a request's entries and how far their pages are, in two queries."""
    counted = {
        row["document"]: (row["pages"], row["unseen"], row["leaving"])
        for row in Page.objects.filter(request=request)
        .values("document")
        .annotate(
            pages=Count("id"),
            unseen=Count("id", filter=Q(looked_at__isnull=True)),
            leaving=Count("id", filter=Q(leaves=True)),
        )
    }
    return [Taken(each, *counted.get(each.id, (0, 0, 0))) for each in documents_of(request)]


def page_of(request: DisclosureRequest, document_id: UUID, number: int) -> Page:
    """Return a page that was taken into an opened request, with `pages`, how many there are of its document.

    Raises Hidden for any other.
    """
    beside = Page.objects.filter(request=OuterRef("request"), document=OuterRef("document"))
    counted = beside.order_by().values("document").annotate(n=Count("id")).values("n")
    pages = Page.objects.select_related("document__entry").annotate(pages=Subquery(counted))
    found = pages.filter(request=request, document=document_id, number=number).first()
    if found is None:
        raise Hidden("page_hidden", file=request.file_id)
    return found


@dataclass(frozen=True)
class Leaving:
    """A document of which pages leave: when it happened, which pages (from 0) and what is covered on each."""

    document: Document
    happened_on: date | None
    pages: tuple[tuple[int, tuple[Cover, ...]], ...]

    @property
    def title(self) -> str:
        """Return what to call it: by its day, for its name may say anything."""
        return f"a document of {date_gb(self.happened_on)}" if self.happened_on else "a document"

    def said(self) -> list[str]:
        """Return what the text layer of each page says outside what is covered; '' for a scan, which has none.

        Raises CannotProcess, SealingError, FileNotFoundError.
        """
        if self.document.known_kind.family != "pdf":
            return ["" for _ in self.pages]
        with self.document.opened() as content:
            numbers = [number for number, _ in self.pages]
            layers = words_on_pages(self.document.known_kind, content, numbers)
        return [
            layer.outside([cover.box for cover in covers])
            for layer, (_, covers) in zip(layers, self.pages, strict=True)
        ]

    def drawn(self) -> tuple[bytes, ...]:
        """Return the pages as a package takes them; raises CannotProcess, SealingError, FileNotFoundError."""
        with self.document.opened() as content:
            wanted = [(number, [cover.box for cover in covers]) for number, covers in self.pages]
            return tuple(final_pages(self.document.known_kind, content, wanted))


def leaving_of(dossier: Dossier) -> list[Leaving]:
    """Return what of documents is to be put in the package: pages that were looked at and let go.

    A document whose entry the request names no more, or which stays back whole with its entry, is not among them. The
    database is asked only where pages were let go.
    """
    if not dossier.request.pages_leaving:  # type: ignore[attr-defined]
        return []
    prepared = dossier.prepared
    return [
        each
        for each in _leaving(dossier.request)
        if not prepared[each.document.entry_id].withheld_whole
    ]


def _leaving(request: DisclosureRequest) -> Iterator[Leaving]:
    named = request.items.values("entry")
    pages = (
        Page.objects.filter(request=request, leaves=True, looked_at__isnull=False)
        .filter(document__entry__in=named)
        .select_related("document__entry")
        .order_by("document__entry__happened_on", "document__written_at", "document_id", "number")
    )
    found = list(pages)
    load_keys(page.sealed_under() for page in found)
    for _, of_one in groupby(found, key=lambda page: page.document_id):
        each = list(of_one)
        document = each[0].document
        numbered = tuple((page.number, tuple(page.covered)) for page in each)
        yield Leaving(document, document.entry.happened_on, numbered)
