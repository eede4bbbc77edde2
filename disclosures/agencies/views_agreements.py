"""Management agreements: recording one with its document, and reading that (clause 5.8)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from clients.documents.forms import FIELD
from clients.documents.serving import serve
from confidentiality.access.http import WorkerRequest
from confidentiality.audit.record import record
from confidentiality.documents.receiving import Reception, receiving
from confidentiality.documents.scanner import is_configured
from disclosures.access import open_agency
from disclosures.models import Agency

from . import access, actions
from .forms import RecordAgreementForm
from .models import ManagementAgreement


# Exempt only until the door is open: what reads the body, and the token in it, is protected below.
@csrf_exempt
@require_http_methods(["GET", "POST"])
def record_agreement(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Record a management agreement: the door first, then what the browser sends."""
    agency = open_agency(agency_id)
    actions.only_managers(request.worker)
    with receiving(request, field=FIELD, seal_id=ManagementAgreement.SEAL_ID) as reception:
        return _record_agreement(request, agency, reception)


@csrf_protect
def _record_agreement(request: WorkerRequest, agency: Agency, reception: Reception) -> HttpResponse:
    form = RecordAgreementForm(request.POST or None, request.FILES or None)
    if not form.is_valid():
        if form.refusal:
            record("document_refused", ids=[agency.id], reason=form.refusal, outcome="failed")
        context = {"agency": agency, "form": form, "scanned": is_configured()}
        return render(request, "agencies/record_agreement.html", context)
    (upload, kind), by = form.taken(), request.worker
    said = {name: form.cleaned_data[name] for name in ("signed_on", "until", "has_breach_clause")}
    made = actions.record_agreement(agency=agency, upload=upload, kind=kind, by=by, **said)
    if made.id == upload.document:  # else it was recorded a moment ago, with a document of its own
        reception.keep()
    messages.success(request, "The agreement is recorded.")
    there = reverse("disclosures:agency", args=[agency.id])
    if request.htmx:
        return HttpResponse(status=204, headers={"HX-Redirect": there})
    return redirect(there)


@require_http_methods(["GET"])
def agreement(request: WorkerRequest, agency_id: UUID, agreement_id: UUID) -> HttpResponseBase:
    """Give the document of an agreement."""
    agency = open_agency(agency_id)
    found = access.open_agreement(agency, agreement_id)
    back = reverse("disclosures:agency", args=[agency.id])
    return serve(request, found, "agreement", back=back)
