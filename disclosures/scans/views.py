"""Pages of a draft: take a document's pages, look at each, cover places, see it as the reader will."""

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.documents.access import open_document
from clients.documents.models import Document
from clients.documents.serving import BROKEN, HEADERS
from clients.pages import in_file
from clients.people.access import identifiers_of
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.sealing.errors import SealingError
from disclosures.access import open_own_draft
from disclosures.actions.lock import NotNow
from disclosures.building.pages import CannotProcess, PageWords, screen_page, words_on
from disclosures.forms.pieces import glimpse
from disclosures.models import DisclosureRequest
from disclosures.recogniser import added_recogniser
from disclosures.redaction.access import is_for_client

from . import actions
from .access import document_of, page_of, taken_of
from .forms import PageForm, TakeForm
from .models import Page
from .proposing import OnPage, people_of, proposed_on
from .rules import Cover

NOTHING = PageWords("", ())


@require_http_methods(["GET", "POST"])
def documents(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Show the documents of a draft's entries and how far their pages are; take the pages of one, or keep it back."""
    found = open_own_draft(request.worker, request_id, purpose="pages")
    taken = taken_of(found)
    new = [(str(t.document.id), _named(t.document)) for t in taken if not t.pages]
    form = TakeForm(request.POST or None, choices=new) if new else None
    if form is None or not form.is_valid():
        context = {**in_file(request.worker, found.file, "disclosures"), "asked": found}
        return render(request, "scans/documents.html", {**context, "taken": taken, "form": form})
    document = document_of(found, UUID(form.cleaned_data["document"]))
    try:
        open_document(document, purpose="prepare a disclosure")
        if form.cleaned_data["becomes"] == "back":
            why = form.cleaned_data["why"]
            actions.keep_back(request=found, document=document, why=why, by=request.worker)
            messages.success(request, "All of it stays behind. Why is on record.")
            return redirect("scans:documents", found.id)
        actions.take_pages(request=found, document=document, by=request.worker)
    except (CannotProcess, NotNow) as refusal:
        not_taken(request, getattr(refusal, "sentence", str(refusal)), say=messages.error)
        return redirect("scans:documents", found.id)
    except (SealingError, OSError):
        not_taken(request, BROKEN, say=messages.error)
        return redirect("scans:documents", found.id)
    return redirect("scans:page", found.id, document.id, 1)


def _named(document: Document) -> str:
    """Tell a document from others of the same name by what its entry says it is."""
    return f"{document.name} ({document.known_kind.label}): {glimpse(document.entry)}"


@require_POST
def take_out(request: WorkerRequest, request_id: UUID, document_id: UUID) -> HttpResponse:
    """Take a document's pages out of a draft again."""
    found = open_own_draft(request.worker, request_id, purpose="pages")
    actions.take_out(request=found, document=document_of(found, document_id), by=request.worker)
    messages.success(request, "Its pages stay behind.")
    return redirect("scans:documents", found.id)


@require_http_methods(["GET", "POST"])
def page(request: WorkerRequest, request_id: UUID, document_id: UUID, number: int) -> HttpResponse:
    """Show a page as it would leave, and take the word of whoever has looked at it."""
    found = open_own_draft(request.worker, request_id, purpose="pages")
    shown = page_of(found, document_id, number - 1)
    around = in_file(request.worker, found.file, "disclosures")
    words, drawn = _words_of(shown)
    on_page = _proposed(found, words, around["rights"], shown.covered)
    data, initial = request.POST or None, _initial(shown)
    form = PageForm(data, page=shown, on_page=on_page, drawn=drawn, initial=initial)
    if form.is_valid():
        try:
            actions.look_at(
                page=shown,
                request=found,
                why=form.why_whole(),
                uncover=form.uncovered(),
                more=form.more(),
                by=request.worker,
            )
        except NotNow as refusal:
            not_taken(request, str(refusal), say=messages.error)
            return redirect("scans:page", found.id, document_id, number)
        except ValueError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Kept. This is how the page would leave.")
            return redirect("scans:page", found.id, document_id, number)
    context = {**around, "asked": found, "page": shown, "form": form, "number": number}
    context |= {"has_words": bool(words.text.strip()), "on_page": on_page, "drawn": drawn}
    return render(request, "scans/page.html", context)


def _initial(page: Page) -> dict[str, str]:
    return {"leaves": "yes" if page.leaves else "no", "why": page.why} if page.looked_at else {}


def _words_of(page: Page) -> tuple[PageWords, bool]:
    """Return what a page's text layer says, nothing where it has none, and whether the page can be drawn at all."""
    try:
        with page.document.opened() as content:
            return words_on(page.document.known_kind, content, page.number), True
    except (CannotProcess, SealingError, OSError):
        return NOTHING, False


def _proposed(
    asked: DisclosureRequest,
    words: PageWords,
    rights: frozenset[str],
    covered: Sequence[Cover] = (),
) -> OnPage:
    """Return what is proposed; of nobody by name to whoever may not know who is tied to the file (clause 3.2.1)."""
    if not words.text.strip():
        return OnPage([])
    known = identifiers_of(asked.file) if "third_party" in rights else ()
    people = people_of(known, for_client=is_for_client(asked))
    return proposed_on(words, people, added_recogniser(), covered)


@require_safe
def image(request: WorkerRequest, request_id: UUID, document_id: UUID, number: int) -> HttpResponse:
    """Give a page as a picture, with what is covered on it burnt in."""
    found = open_own_draft(request.worker, request_id, purpose="pages")
    shown = page_of(found, document_id, number - 1)
    open_document(shown.document, purpose="prepare a disclosure")
    try:
        with shown.document.opened() as content:
            boxes = [cover.box for cover in shown.covered]
            picture = screen_page(shown.document.known_kind, content, shown.number, boxes)
    except (CannotProcess, SealingError, OSError):
        return HttpResponse(status=404, headers=HEADERS)
    return HttpResponse(picture, content_type="image/png", headers=HEADERS)
