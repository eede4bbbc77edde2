"""The agency register: the list, one agency with all that is known of it, and what is recorded there."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Refused, WorkerRequest
from disclosures.access import open_agency
from disclosures.actions import agencies as recording
from disclosures.paging import moment
from disclosures.protocols.access import protocols
from staff.access import has_role
from staff.induction.access import current
from staff.models import Role

from . import access, actions
from .forms import (
    AddContactForm,
    AgencyForm,
    ChangeContactForm,
    FilterForm,
    RecordAssuranceForm,
    RecordCopyForm,
    SureForm,
)

form_page = require_http_methods(["GET", "POST"])


@require_safe
def agencies(request: WorkerRequest) -> HttpResponse:
    """List the register, narrowed if asked."""
    form = FilterForm(request.GET)
    narrowing = form.narrowing()
    context = {"lines": access.lines(**narrowing), "form": form}
    return render(
        request, "agencies/agencies.html", {**context, "narrowed": any(narrowing.values())}
    )


@form_page
def register_agency(request: WorkerRequest) -> HttpResponse:
    """Register an agency."""
    form = AgencyForm(request.POST or None, names_duty=has_role(request.worker, Role.LINE_MANAGER))
    if not form.is_valid():
        return render(request, "disclosures/register_agency.html", {"form": form})
    agency = recording.register_agency(by=request.worker, **form.cleaned_data)
    return redirect("disclosures:agency", agency.id)


@require_safe
def agency(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Show an agency: its assurance, agreements, copies of our policy, and who works there."""
    line = access.line_of(agency_id)
    there, were = access.people_of(line.agency)
    context = {
        "agency": line.agency,
        "line": line,
        "there": there,
        "were": were,
        "assurances": access.assurances_of(line.agency),
        "copies": access.copies_of(line.agency),
        "agreements": access.agreements_of(line.agency),
        "protocols": protocols(line.agency),
        "today": timezone.localdate(),
        "manages": has_role(request.worker, Role.LINE_MANAGER),
    }
    return render(request, "agencies/agency.html", context)


@require_safe
def register(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Show what was released to an agency, from files that the worker may see."""
    agency = open_agency(agency_id)
    released, older = access.released_to(agency, moment(request.GET.get("before", "")))
    context = {"agency": agency, "released": released}
    context["older"] = older.isoformat() if older else None
    return render(request, "agencies/register.html", context)


@form_page
def change_agency(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Change what an agency is called, is, or under which duty it acts."""
    agency = open_agency(agency_id)
    actions.only_managers(request.worker)
    told = {name: getattr(agency, name) for name in ("name", "kind", "statutory_duty")}
    form = AgencyForm(request.POST or None, initial=told, names_duty=True)
    if not form.is_valid():
        return render(request, "agencies/change_agency.html", {"agency": agency, "form": form})
    actions.change_agency(agency=agency, by=request.worker, **form.cleaned_data)
    messages.success(request, "It is changed.")
    return redirect("disclosures:agency", agency.id)


@form_page
def end_agency(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Say that we work with an agency no longer."""
    agency = open_agency(agency_id)
    actions.only_managers(request.worker)
    form = SureForm(request.POST or None)
    if not form.is_valid():
        return render(request, "agencies/end_agency.html", {"agency": agency, "form": form})
    actions.end_agency(agency=agency, by=request.worker)
    messages.success(request, "It is noted. What was released to them stays on the register.")
    return redirect("disclosures:agency", agency.id)


@form_page
def record_copy(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Record that the agency got a copy of our policy (clause 5.6)."""
    agency, version = open_agency(agency_id), current()
    if version is None:
        raise Refused("There is no policy in force.", "agency_copy_refused")
    form = RecordCopyForm(request.POST or None)
    if not form.is_valid():
        context = {"agency": agency, "form": form, "version": version}
        return render(request, "disclosures/record_copy.html", context)
    recording.record_copy(agency=agency, version=version, by=request.worker, **form.cleaned_data)
    messages.success(request, "It is on the register.")
    return redirect("disclosures:agency", agency.id)


@form_page
def record_assurance(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Record that a line manager has seen how the agency keeps confidences."""
    agency = open_agency(agency_id)
    if not has_role(request.worker, Role.LINE_MANAGER):
        raise Refused("A line manager records an agency’s assurance.", "assurance_refused")
    form = RecordAssuranceForm(request.POST or None)
    if not form.is_valid():
        context = {"agency": agency, "form": form}
        return render(request, "disclosures/record_assurance.html", context)
    said = {name: form.cleaned_data[name] for name in ("seen_on", "review_on", "keeps_ours")}
    recording.record_assurance(agency=agency, by=request.worker, **said)
    messages.success(request, "The assurance is recorded. Older sign-offs have to be given again.")
    return redirect("disclosures:agency", agency.id)


@form_page
def add_contact(request: WorkerRequest, agency_id: UUID) -> HttpResponse:
    """Add somebody at an agency."""
    agency, form = open_agency(agency_id), AddContactForm(request.POST or None)
    if not form.is_valid():
        return render(request, "disclosures/add_contact.html", {"agency": agency, "form": form})
    recording.add_contact(agency=agency, by=request.worker, **form.cleaned_data)
    messages.success(request, "The contact is on the register.")
    return redirect("disclosures:agency", agency.id)


@form_page
def change_contact(request: WorkerRequest, agency_id: UUID, contact_id: UUID) -> HttpResponse:
    """Change what is known of somebody at an agency."""
    agency = open_agency(agency_id)
    contact = access.open_contact(agency, contact_id)
    actions.only_managers(request.worker)
    told = {"name": contact.name, "post": contact.post or "", "email": contact.email or ""}
    form = ChangeContactForm(request.POST or None, initial=told)
    if not form.is_valid():
        context = {"agency": agency, "contact": contact, "form": form}
        return render(request, "agencies/change_contact.html", context)
    actions.change_contact(contact=contact, by=request.worker, **form.cleaned_data)
    messages.success(request, "It is changed. Earlier names stay, to be compared with partners’.")
    return redirect("disclosures:agency", agency.id)


@form_page
def contact_left(request: WorkerRequest, agency_id: UUID, contact_id: UUID) -> HttpResponse:
    """Say that somebody works at an agency no longer."""
    agency = open_agency(agency_id)
    contact = access.open_contact(agency, contact_id)
    actions.only_managers(request.worker)
    form = SureForm(request.POST or None)
    if not form.is_valid():
        context = {"agency": agency, "contact": contact, "form": form}
        return render(request, "agencies/contact_left.html", context)
    actions.contact_left(contact=contact, by=request.worker)
    messages.success(request, "It is noted that they work there no longer.")
    return redirect("disclosures:agency", agency.id)
