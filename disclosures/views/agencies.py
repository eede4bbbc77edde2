"""The agency register."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.interface.filters import date_gb
from disclosures import access, actions
from disclosures.access import open_agency
from disclosures.forms import (
    AddContactForm,
    RecordAssuranceForm,
    RecordCopyForm,
    RegisterAgencyForm,
)
from disclosures.models import Agency, AgencyAssurance, AgencyCopy
from disclosures.signing import MANAGER_ROLES
from staff.induction.access import current


@require_safe
def agencies(request: WorkerRequest) -> HttpResponse:
    """List the register."""
    return render(request, "disclosures/agencies.html", {"agencies": access.agencies()})


@require_http_methods(["GET", "POST"])
def register_agency(request: WorkerRequest) -> HttpResponse:
    """Register an agency."""
    form = RegisterAgencyForm(request.POST or None)
    if not form.is_valid():
        return render(request, "disclosures/register_agency.html", {"form": form})
    agency = actions.register_agency(by=request.worker, **form.cleaned_data)
    return redirect("disclosures:agency", agency.id)


@require_safe
def agency(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Show an agency: who works there, and what assurance we have (clause 4.1.1)."""
    agency = open_agency(agency_id)
    seen = AgencyAssurance.objects.filter(agency=agency).select_related("seen_by")
    assurances = list(seen.order_by("-recorded_at")[:20])
    contacts = access.contacts_of(agency)
    context = {
        "agency": agency,
        "contacts": contacts,
        "contact_rows": [(c.name, ", ".join([*c.aliases, *c.phones])) for c in contacts],
        "assurances": assurances,
        "assurance_rows": [
            (date_gb(a.seen_on), a.seen_by.display_name, date_gb(a.review_on)) for a in assurances
        ],
        "copies": _copies_of(agency),
        "today": timezone.localdate(),
        "may_assure": request.worker.role in MANAGER_ROLES,
    }
    return render(request, "disclosures/agency.html", context)


def _copies_of(agency: Agency) -> list[AgencyCopy]:
    """Return the copies of our policy that an agency got, the latest first."""
    found = AgencyCopy.objects.filter(agency=agency).select_related("version", "recorded_by")
    return list(found.defer("version__text").order_by("-given_on", "-recorded_at")[:20])


@require_http_methods(["GET", "POST"])
def record_copy(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Record that the agency got a copy of our policy (clause 5.6)."""
    agency, version = open_agency(agency_id), current()
    if version is None:
        raise Refused("There is no policy in force.", "agency_copy_refused")
    form = RecordCopyForm(request.POST or None)
    if not form.is_valid():
        context = {"agency": agency, "form": form, "version": version}
        return render(request, "disclosures/record_copy.html", context)
    actions.record_copy(agency=agency, version=version, by=request.worker, **form.cleaned_data)
    messages.success(request, "It is on the register.")
    return redirect("disclosures:agency", agency.id)


@require_http_methods(["GET", "POST"])
def add_contact(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Add somebody at an agency."""
    agency, form = open_agency(agency_id), AddContactForm(request.POST or None)
    if not form.is_valid():
        return render(request, "disclosures/add_contact.html", {"agency": agency, "form": form})
    actions.add_contact(agency=agency, by=request.worker, **form.cleaned_data)
    messages.success(request, "The contact is on the register.")
    return redirect("disclosures:agency", agency.id)


@require_http_methods(["GET", "POST"])
def record_assurance(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Record that a line manager has seen how the agency keeps confidences."""
    agency = open_agency(agency_id)
    if request.worker.role not in MANAGER_ROLES:
        raise Refused("A line manager records an agency’s assurance.", "assurance_refused")
    form = RecordAssuranceForm(request.POST or None)
    if not form.is_valid():
        context = {"agency": agency, "form": form}
        return render(request, "disclosures/record_assurance.html", context)
    days = {name: form.cleaned_data[name] for name in ("seen_on", "review_on")}
    actions.record_assurance(agency=agency, by=request.worker, **days)
    messages.success(request, "The assurance is recorded. Older sign-offs have to be given again.")
    return redirect("disclosures:agency", agency.id)
