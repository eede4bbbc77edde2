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
from confidentiality.access.http import WorkerRequest

from . import access, actions
from .forms import EventForm
from .models import ProgrammeEvent
from .rules import state_of


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
    }
    return render(request, "programme/programme.html", context)


@require_http_methods(["GET", "POST"])
def record_event(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record what happened, on its day (clause 4.2.1 i)."""
    found = open_file(request.worker, reference, purpose="record_event", right="contribute")
    file = access.on_programme(found)
    form = EventForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "programme"), "form": form}
        return render(request, "programme/record_event.html", context)
    return _write(request, file, form, None)


@require_http_methods(["GET", "POST"])
def correct_event(request: WorkerRequest, reference: str, event_id: UUID) -> HttpResponse:
    """Correct what was recorded by mistake; it stays on record (E16)."""
    found = open_file(request.worker, reference, purpose="correct_event", right="contribute")
    file = access.on_programme(found)
    event = access.open_event(file, event_id)
    form = EventForm(request.POST or None, corrects=True)
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
