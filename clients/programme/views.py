"""Pages of a man's way through the programme: what happened, recording more, correcting what was wrong."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.audit.record import record
from staff.induction.access import current
from staff.induction.models import PolicyVersion
from staff.induction.text import as_page, sections
from staff.models import Worker

from . import access, actions
from .forms import EventForm, SignedFormForm
from .models import ProgrammeEvent, SignedForm
from .rules import sets_out, state_of


@require_safe
def programme(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what happened to a man on the programme, and where he stands."""
    file = access.on_programme(open_file(request.worker, reference, purpose="programme"))
    events = access.events_of(file)
    context = {
        **in_file(request.worker, file, "programme"),
        "events": events,
        "state": state_of(events),
        "corrected": {each.corrects_id: each for each in events if each.corrects_id},
        "said": {each.id: each.said for each in events},
        "forms": access.forms_signed(file),
    }
    return render(request, "programme/programme.html", context)


@require_http_methods(["GET", "POST"])
def record_event(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record what happened, on its day (clause 4.2.1 i)."""
    found = open_file(request.worker, reference, purpose="record_event", right="contribute")
    file = access.on_programme(found)
    form = EventForm(request.POST or None, signed=access.has_signed(file))
    if not form.is_valid():
        context = {**in_file(request.worker, file, "programme"), "form": form}
        context["signed"] = form.signed
        return render(request, "programme/record_event.html", context)
    return _write(request, file, form, None)


@require_http_methods(["GET", "POST"])
def correct_event(request: WorkerRequest, reference: str, event_id: UUID) -> HttpResponse:
    """Correct what was recorded by mistake; it stays on record (E16)."""
    found = open_file(request.worker, reference, purpose="correct_event", right="contribute")
    file = access.on_programme(found)
    event = access.open_event(file, event_id)
    form = EventForm(request.POST or None, corrects=True, signed=access.has_signed(file))
    if not form.is_valid():
        context = {**in_file(request.worker, file, "programme"), "form": form, "event": event}
        return render(request, "programme/correct_event.html", context)
    return _write(request, file, form, event)


def _write(
    request: WorkerRequest, file: CaseFile, form: EventForm, corrects: ProgrammeEvent | None
) -> HttpResponse:
    key, happened = form.record_id(request.worker), form.happened()
    written_once(
        ProgrammeEvent,
        key,
        lambda: actions.record_event(
            file=file, happened=happened, by=request.worker, event_id=key, corrects=corrects
        ),
    )
    messages.success(request, "It is on the file.")
    return redirect("programme:programme", file.reference)


def _in_force(file: CaseFile) -> PolicyVersion:
    version = current()
    if version is None:
        raise Refused("There is no policy in force.", "programme_form_refused", file=file.id)
    return version


def _limits_in(text: str) -> str:
    found = (each for each in sections(text) if sets_out(each.heading))
    return "\n\n".join(f"# {each.heading}\n\n{each.body}" for each in found)


@require_safe
def form_to_sign(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show the form that he signs, to be read with him and printed: the limits as the policy in force has them."""
    file = access.on_programme(open_file(request.worker, reference, purpose="programme_form"))
    version = _in_force(file)
    record("programme_form_shown", file=file.id, ids=[version.id])
    context = {
        **in_file(request.worker, file, "programme"),
        "version": version,
        "limits": as_page(_limits_in(version.text)),
    }
    return render(request, "programme/form_to_sign.html", context)


@require_http_methods(["GET", "POST"])
def record_signed(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record that he signed the form, and before whom (clause 1)."""
    found = open_file(request.worker, reference, purpose="record_signed", right="contribute")
    file = access.on_programme(found)
    version, colleagues = _in_force(file), list(Worker.objects.order_by("display_name"))
    form = SignedFormForm(request.POST or None, colleagues=colleagues, by=request.worker)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "programme"), "form": form, "version": version}
        return render(request, "programme/record_signed.html", context)
    key = form.record_id(request.worker)
    said = {name: form.cleaned_data[name] for name in ("signed_on", "witnessed_by")}
    written_once(
        SignedForm,
        key,
        lambda: actions.record_signed(
            file=file, version=version, by=request.worker, form_id=key, **said
        ),
    )
    messages.success(request, "It is on the file.")
    return redirect("programme:programme", reference)
