"""Pages of documents: add one, to the file or to its third-party records, and open one."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from clients.access import open_file
from clients.forms import PurposeForm
from clients.models import CaseFile, Entry, ThirdPartyRecord
from clients.once import written_once
from clients.pages import in_file
from clients.people.access import people_in
from clients.views_third_party import NO_WRITING
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.audit.record import record
from confidentiality.documents.receiving import Reception, receiving
from confidentiality.documents.scanner import is_configured

from . import actions
from .access import document_in, open_document, third_party_document_in
from .forms import FIELD, AddDocumentForm, AddThirdPartyDocumentForm, WithDocument
from .models import Document, ThirdPartyDocument
from .serving import serve

form_page = require_http_methods(["GET", "POST"])
GET_ONLY = require_http_methods(["GET"])


# Exempt only until the door is open: what reads the body, and the token in it, is protected below.
@csrf_exempt
@form_page
def add_document(request: WorkerRequest, reference: str) -> HttpResponse:
    """Take in a document with its entry: the door first, then what the browser sends."""
    file = open_file(request.worker, reference, purpose="add_document", right="contribute")
    with receiving(request, field=FIELD, seal_id=Document.SEAL_ID) as reception:
        return _add_document(request, file, reception)


@csrf_protect
def _add_document(request: WorkerRequest, file: CaseFile, reception: Reception) -> HttpResponse:
    form = AddDocumentForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        return _ask(request, file, form, "documents/add_document.html", "timeline")
    (upload, kind), key = form.taken(), form.record_id(request.worker)

    def write() -> Entry:
        actions.add_document(
            file=file, by=request.worker, upload=upload, kind=kind, entry_id=key, **form.words()
        )
        reception.keep()
        return Entry.objects.get(id=key)

    written_once(Entry, key, write)
    messages.success(request, "The document is kept.")
    return on_to(request, reverse("clients:file", args=[file.reference]))


@csrf_exempt
@form_page
def add_third_party_document(request: WorkerRequest, reference: str) -> HttpResponse:
    """Take in a document that somebody else gave, apart from the file (clause 3.2.1)."""
    purpose = "add_third_party_document"
    file = open_file(request.worker, reference, purpose=purpose, right="third_party")
    if "contribute" not in in_file(request.worker, file, "third_party")["rights"]:
        raise Refused(NO_WRITING, "file_refused", file=file.id)
    with receiving(request, field=FIELD, seal_id=ThirdPartyDocument.SEAL_ID) as reception:
        return _add_third_party_document(request, file, reception)


@csrf_protect
def _add_third_party_document(
    request: WorkerRequest, file: CaseFile, reception: Reception
) -> HttpResponse:
    people = people_in(file)
    form = AddThirdPartyDocumentForm(request.POST or None, request.FILES or None, people=people)
    if not form.is_valid():
        template = "documents/add_third_party_document.html"
        return _ask(request, file, form, template, "third_party")
    (upload, kind), key = form.taken(), form.record_id(request.worker)

    def write() -> ThirdPartyRecord:
        actions.add_third_party_document(
            file=file, by=request.worker, upload=upload, kind=kind, record_id=key, **form.said()
        )
        reception.keep()
        return ThirdPartyRecord.objects.get(id=key)

    written_once(ThirdPartyRecord, key, write)
    messages.success(request, "The document is kept, apart from the file.")
    return on_to(request, reverse("clients:third_party", args=[file.reference]))


def _ask(
    request: WorkerRequest, file: CaseFile, form: WithDocument, template: str, section: str
) -> HttpResponse:
    """Show the form, and record why a document was not taken in; the reason is a code."""
    if form.refusal:
        record("document_refused", file=file.id, reason=form.refusal, outcome="failed")
    context = {**in_file(request.worker, file, section), "form": form, "scanned": is_configured()}
    return render(request, template, context)


def on_to(request: WorkerRequest, address: str) -> HttpResponse:
    """Go on to a page; a script that has sent the form, to show how far it is, is told where."""
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


@form_page
def document(request: WorkerRequest, reference: str, document_id: UUID) -> HttpResponseBase:
    """Give a document; a sensitive one only to somebody who has said what for (clause 4.4.2)."""
    file = open_file(request.worker, reference, purpose="document")
    found = document_in(file, document_id)
    form = PurposeForm(request.POST or None)
    if found.entry.sensitive and not form.is_valid():
        context = {**in_file(request.worker, file, "timeline"), "document": found, "form": form}
        return render(request, "documents/document.html", context)
    open_document(
        found, purpose=form.cleaned_data["purpose"] if found.entry.sensitive else "reading"
    )
    back = reverse("clients:entry", args=[reference, found.entry_id])
    return serve(request, found, reference, back=back)


@GET_ONLY
def third_party_document(
    request: WorkerRequest, reference: str, document_id: UUID
) -> HttpResponseBase:
    """Give a document of a third-party record, to whoever holds the right to read it."""
    file = open_file(request.worker, reference, purpose="third_party_document", right="third_party")
    found = third_party_document_in(file, document_id)
    open_document(found, purpose="reading")
    return serve(request, found, reference, back=reverse("clients:third_party", args=[reference]))
