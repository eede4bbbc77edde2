"""Pages of enquiries: what waits, taking one, reading it, writing on, closing it, making a file of it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.conflicts.access import everybody
from clients.contact import safe_contact
from clients.paging import address_after, position
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import actions
from .access import (
    check_opens_files,
    check_takes_calls,
    enquiries_in,
    idle_before,
    notes_of,
    open_enquiry,
    waiting,
)
from .actions import Gone
from .forms import BecomeFileForm, CloseEnquiryForm, TakeEnquiryForm, WriteOnForm, known_of
from .models import Enquiry

GONE = "That enquiry is not there any more: somebody has made a file of it, or its time was over."


@require_safe
def enquiries(request: WorkerRequest) -> HttpResponse:
    """List what waits and every open enquiry of the worker's service."""
    waits = waiting(request.worker)
    page = enquiries_in(request.worker, state=Enquiry.State.OPEN, after=position(request))
    context = {
        "waits": waits,
        "enquiries": page.enquiries,
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
        "today": timezone.localdate(),
        "idle_before": idle_before(),
    }
    return render(request, "enquiries/enquiries.html", context)


@require_safe
def closed(request: WorkerRequest) -> HttpResponse:
    """List the closed enquiries that are still there: somebody may ring again."""
    page = enquiries_in(request.worker, state=Enquiry.State.CLOSED, after=position(request))
    context = {
        "enquiries": page.enquiries,
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
    }
    return render(request, "enquiries/closed.html", context)


@require_http_methods(["GET", "POST"])
def take_enquiry(request: WorkerRequest) -> HttpResponse:
    """Write an enquiry down."""
    check_takes_calls(request.worker)
    form = TakeEnquiryForm(request.POST or None, by=request.worker)
    if not form.is_valid():
        return render(request, "enquiries/take_enquiry.html", {"form": form})
    data = form.cleaned_data
    taken = actions.take_enquiry(
        enquiry_id=form.record_id(request.worker),
        service=form.service_of(),
        told=form.told(),
        danger=data["danger"],
        ring_back_on=data["ring_back_on"],
        by=request.worker,
    )
    messages.success(request, "The enquiry is written down.")
    return redirect("enquiries:enquiry", taken.id)


@require_safe
def enquiry(request: WorkerRequest, enquiry_id: UUID) -> HttpResponse:
    """Show an enquiry; where somebody was in danger, what to do first."""
    opened = open_enquiry(request.worker, enquiry_id, purpose="reading")
    context = {**_about(opened), "notes": notes_of(opened)}
    return render(request, "enquiries/enquiry.html", context)


def _about(enquiry: Enquiry) -> dict[str, object]:
    return {"enquiry": enquiry, "safe_contact": safe_contact(enquiry.contact)}


@require_http_methods(["GET", "POST"])
def write_on(request: WorkerRequest, enquiry_id: UUID) -> HttpResponse:
    """Write what happened since."""
    opened = open_enquiry(request.worker, enquiry_id, purpose="write_on")
    form = WriteOnForm(request.POST or None)
    if not form.is_valid():
        return render(request, "enquiries/write_on.html", {**_about(opened), "form": form})
    data, by = form.cleaned_data, request.worker
    try:
        actions.write_on(
            enquiry=opened,
            note_id=form.record_id(by),
            body=data["body"],
            ring_back_on=data["ring_back_on"],
            by=by,
        )
    except Gone:
        return _gone(request)
    messages.success(request, "Written down.")
    return redirect("enquiries:enquiry", enquiry_id)


@require_http_methods(["GET", "POST"])
def close_enquiry(request: WorkerRequest, enquiry_id: UUID) -> HttpResponse:
    """Close an enquiry; a year after it was touched last it is destroyed."""
    opened = open_enquiry(request.worker, enquiry_id, purpose="close_enquiry")
    form = CloseEnquiryForm(request.POST or None)
    if not form.is_valid():
        return render(request, "enquiries/close_enquiry.html", {**_about(opened), "form": form})
    outcome = Enquiry.Outcome(form.cleaned_data["outcome"])
    try:
        done = actions.close_enquiry(enquiry=opened, outcome=outcome, by=request.worker)
    except Gone:
        return _gone(request)
    messages.success(request, "The enquiry is closed." if done else "It was closed already.")
    return redirect("enquiries:enquiries")


@require_http_methods(["GET", "POST"])
def become_file(request: WorkerRequest, enquiry_id: UUID) -> HttpResponse:
    """Open a new file with what the enquiry knows; the enquiry itself is destroyed."""
    opened = open_enquiry(request.worker, enquiry_id, purpose="become_file")
    check_opens_files(request.worker, opened)
    form = BecomeFileForm(
        request.POST or None, initial=known_of(opened), people=everybody(), by=request.worker
    )
    if not form.is_valid():
        return render(request, "enquiries/become_file.html", {**_about(opened), "form": form})
    try:
        file = actions.become_file(
            enquiry=opened,
            notes=notes_of(opened),
            particulars=form.particulars(),
            opened_on=form.cleaned_data["opened_on"],
            sensitive_kind=form.marked(),
            walled_off=form.cleaned_data["colleagues"],
            by=request.worker,
        )
    except Gone:
        return _gone(request)
    messages.success(request, "The file is open. The enquiry’s own copy is destroyed.")
    return redirect("clients:file", file.reference)


def _gone(request: WorkerRequest) -> HttpResponse:
    """Say that the enquiry is gone, and keep what was typed."""
    not_taken(request, GONE)
    return redirect("enquiries:enquiries")
