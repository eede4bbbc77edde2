"""Pages of what stands of groups on one case file: its client's sessions, and what they signed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Hidden, WorkerRequest
from staff.models import Service, Worker

from . import access, actions
from .forms import YES, AttendedOnFileForm, KeepingForm
from .models import KeepingAgreement
from .rules import KIND_OF, WORDINGS, lacks, wording_of


def _words(file: CaseFile) -> tuple[str, ...]:
    return WORDINGS[wording_of(KIND_OF[file.service])]


@require_safe
def on_file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show at which sessions this client was, what was discussed with them, and what they signed."""
    file = open_file(request.worker, reference, purpose="groups")
    was = access.sessions_on(file)
    standing = [each for each in was if each.taken_back_at is None]
    context = {
        **in_file(request.worker, file, "groups"),
        "was": was,
        "lacking": lacks(standing, signed=access.has_signed(file)),
        "agreements": access.agreements_on(file),
    }
    return render(request, "groups/on_file.html", context)


@require_http_methods(["GET", "POST"])
def attended(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record at which session this client was, and whether confidentiality was discussed with them (clause 4.4.1)."""
    file = open_file(request.worker, reference, purpose="record_attendance", right="contribute")
    form = AttendedOnFileForm(request.POST or None, sessions=access.latest_sessions(file.service))
    if not form.is_valid():
        context = {**in_file(request.worker, file, "groups"), "form": form, "words": _words(file)}
        return render(request, "groups/attended.html", context)
    discussed = form.cleaned_data["discussed"] == YES
    actions.record_attendance(
        session=form.chosen(), file=file, discussed=discussed, by=request.worker
    )
    messages.success(request, "It is on the file.")
    return redirect("groups:on_file", reference)


@require_http_methods(["GET", "POST"])
def record_signed(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what a client of the support service signs for groups, to be read and printed, and record it (5.2.6)."""
    file = open_file(request.worker, reference, purpose="record_keeping", right="contribute")
    if file.service != Service.ISS:
        raise Hidden("keeping_hidden", file=file.id)  # a man signs it with the form of clause 1
    colleagues = list(Worker.objects.order_by("display_name"))
    form = KeepingForm(request.POST or None, colleagues=colleagues, by=request.worker)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "groups"), "form": form, "words": _words(file)}
        return render(request, "groups/record_signed.html", context)
    key = form.record_id(request.worker)
    said = {name: form.cleaned_data[name] for name in ("signed_on", "witnessed_by")}
    written_once(
        KeepingAgreement,
        key,
        lambda: actions.sign_keeping(file=file, by=request.worker, agreement_id=key, **said),
    )
    messages.success(request, "It is on the file.")
    return redirect("groups:on_file", reference)


@require_POST
def take_back(request: WorkerRequest, reference: str, attendance_id: UUID) -> HttpResponse:
    """Say that an attendance was recorded by mistake: it stays, and a further entry says so."""
    file = open_file(request.worker, reference, purpose="take_back_attendance", right="contribute")
    attendance = access.open_attendance(file, attendance_id)
    actions.take_back(attendance=attendance, file=file, by=request.worker)
    messages.success(request, "It is marked as recorded by mistake.")
    return redirect("groups:on_file", reference)
