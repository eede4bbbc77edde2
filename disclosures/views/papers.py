"""The signed paper of a consent: chosen from the file's documents, or taken in there and then (clause 2.2)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from clients.documents.actions import add_document
from clients.documents.forms import FIELD
from clients.documents.models import Document
from clients.documents.views import on_to
from clients.models import Entry
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.audit.record import record
from confidentiality.documents.receiving import Reception, receiving
from confidentiality.documents.scanner import is_configured
from confidentiality.drafts.refusing import not_taken
from confidentiality.interface.filters import date_gb
from confidentiality.sealing.keys import load_keys
from disclosures import actions
from disclosures.access import open_consent
from disclosures.authorisations import entries_with_scans
from disclosures.forms import KeepPaperForm, ScanPaperForm, TakePaperOffForm
from disclosures.models import Consent

KEPT = "The paper lies with the consent."


@require_http_methods(["GET", "POST"])
def keep_paper(request: WorkerRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """Choose the signed paper from the file's documents."""
    consent = open_consent(request.worker, reference, consent_id, purpose="keep_paper")
    load_keys([consent.file.sealed_under(), consent.to_agency.sealed_under()])
    papers = entries_with_scans(consent.file)
    record("entries_listed", file=consent.file_id, ids=[p.id for p in papers], purpose="picking")
    form = KeepPaperForm(request.POST or None, papers=papers)
    if not form.is_valid():
        framed = in_file(request.worker, consent.file, "consents")
        context = {**framed, "form": form, "consent": consent, "papers": papers}
        return render(request, "disclosures/keep_paper.html", context)
    try:
        dated = form.cleaned_data["dated"]
        actions.keep_paper(consent=consent, paper=form.entry(), dated=dated, by=request.worker)
        messages.success(request, KEPT)
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:consents", reference)


# Exempt only until the door is open: what reads the body, and the token in it, is protected below.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def scan_paper(request: WorkerRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """Take the signed paper in as a document of the file, and put it with the consent."""
    consent = open_consent(request.worker, reference, consent_id, purpose="scan_paper")
    with receiving(request, field=FIELD, seal_id=Document.SEAL_ID) as reception:
        return _scan_paper(request, consent, reception)


@csrf_protect
def _scan_paper(request: WorkerRequest, consent: Consent, reception: Reception) -> HttpResponse:
    form = ScanPaperForm(request.POST or None, request.FILES or None)
    file, by = consent.file, request.worker
    if not form.is_valid():
        if form.refusal:
            record("document_refused", file=file.id, reason=form.refusal, outcome="failed")
        context = {**in_file(by, file, "consents"), "form": form, "consent": consent}
        return render(
            request, "disclosures/scan_paper.html", {**context, "scanned": is_configured()}
        )
    (upload, kind), key, dated = form.taken(), form.record_id(by), form.cleaned_data["dated"]
    about = f"Signed authorisation to share with {consent.to_agency.name}, of {date_gb(dated)}"
    words = {"nature": Entry.Nature.FACT, "body": about, "happened_on": dated, "court_paper": False}

    def write() -> Entry:
        sensitive = form.cleaned_data["sensitive_kind"]
        said = {**words, "sensitive_kind": sensitive}
        add_document(file=file, by=by, upload=upload, kind=kind, entry_id=key, **said)
        actions.keep_paper(consent=consent, paper=key, dated=dated, by=by)
        reception.keep()
        return Entry.objects.get(id=key)

    try:
        written_once(Entry, key, write)
        messages.success(request, KEPT)
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return on_to(request, reverse("disclosures:consents", args=[file.reference]))


@require_http_methods(["GET", "POST"])
def take_paper_off(request: WorkerRequest, reference: str, consent_id: UUID) -> HttpResponse:
    """Say that a paper is another's; the document stays on the file."""
    consent = open_consent(request.worker, reference, consent_id, purpose="take_paper_off")
    form = TakePaperOffForm(request.POST or None)
    if not form.is_valid():
        framed = in_file(request.worker, consent.file, "consents")
        context = {**framed, "form": form, "consent": consent}
        return render(request, "disclosures/take_paper_off.html", context)
    try:
        actions.take_paper_off(consent=consent)
        messages.success(request, "The paper is taken off. The document stays on the file.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:consents", reference)
