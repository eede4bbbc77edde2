"""Pages of callers: what to say, recording who asked, looking at it, and the file that it belongs to."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import HiddenFile, open_file
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from clients.paging import address_after, position
from confidentiality.access.http import Hidden, WorkerRequest

from . import access, actions
from .forms import LookForm, OnFileForm, RecordCallForm
from .models import Call, CallLook

NO_FILE = "You may view no file with this reference"


@require_safe
def home(request: WorkerRequest) -> HttpResponse:
    """Show what to say to whoever asks about anybody, and what the worker has recorded (clause 3.3.1)."""
    context = {
        "answer": settings.CALLER_ANSWER,
        "own": access.own_calls(request.worker),
        "looks": access.may_look(request.worker),
    }
    return render(request, "callers/home.html", context)


@require_http_methods(["GET", "POST"])
def record_call(request: WorkerRequest) -> HttpResponse:
    """Record who asked whether somebody is a client; whom they asked about is looked up nowhere."""
    form = RecordCallForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "answer": settings.CALLER_ANSWER}
        return render(request, "callers/record_call.html", context)
    key = form.record_id(request.worker)
    said = {name: value for name, value in form.cleaned_data.items() if name != "token"}
    written_once(Call, key, lambda: actions.record_call(call_id=key, by=request.worker, **said))
    messages.success(request, "It is recorded, and managers look at it.")
    return redirect("callers:call", key)


@require_safe
def call(request: WorkerRequest, call_id: UUID) -> HttpResponse:
    """Show a call: what was recorded; for whoever looks at calls, what was made of it and its files."""
    found, looks = (
        access.open_call(request.worker, call_id, purpose="reading"),
        access.may_look(request.worker),
    )
    context = {
        "call": found,
        "looks": looks,
        "noted": access.looks_at(found) if looks else [],
        "links": access.links_of(found) if looks else [],
    }
    return render(request, "callers/call.html", context)


@require_safe
def waiting(request: WorkerRequest) -> HttpResponse:
    """List the calls that nobody has looked at, and then those that somebody has."""
    first = "after" not in request.GET
    waits = access.waiting_calls(request.worker) if first else []
    page = access.looked_at_calls(request.worker, after=position(request))
    context = {
        "waits": waits,
        "calls": page.calls,
        "first_page": first,
        "older": address_after(request, page.after),
    }
    return render(request, "callers/waiting.html", context)


@require_http_methods(["GET", "POST"])
def look(request: WorkerRequest, call_id: UUID) -> HttpResponse:
    """Say what a call means."""
    found, by = (
        access.open_call_to_look(request.worker, call_id, purpose="look"),
        request.worker,
    )
    form = LookForm(request.POST or None)
    if not form.is_valid():
        return render(request, "callers/look.html", {"call": found, "form": form})
    key = form.record_id(by)
    meaning, words = form.cleaned_data["meaning"], form.cleaned_data["words"]
    written_once(
        CallLook,
        key,
        lambda: actions.look_at_call(look_id=key, call=found, meaning=meaning, words=words, by=by),
    )
    messages.success(request, "Noted.")
    return redirect("callers:call", call_id)


@require_http_methods(["GET", "POST"])
def put_on_file(request: WorkerRequest, call_id: UUID) -> HttpResponse:
    """Say to which file a call belongs, of those that the manager may view."""
    found = access.open_call_to_look(request.worker, call_id, purpose="put_on_file")
    form = OnFileForm(request.POST or None)
    file = _file_of(form, request) if form.is_valid() else None
    if file is None:
        return render(request, "callers/put_on_file.html", {"call": found, "form": form})
    put = actions.put_on_file(call=found, file=file, by=request.worker)
    messages.success(request, "It is on the file." if put else "It was on the file already.")
    return redirect("callers:call", call_id)


def _file_of(form: OnFileForm, request: WorkerRequest) -> CaseFile | None:
    """Return the file that was named; None, with the same complaint, for every one that may not be viewed."""
    reference = form.cleaned_data["of_file"].strip().upper()
    try:
        return open_file(request.worker, reference, purpose="put_on_file")
    except HiddenFile as hidden:
        hidden.write_down()
    form.add_error("of_file", NO_FILE)
    return None


@require_POST
def take_off_file(request: WorkerRequest, call_id: UUID, link_id: UUID) -> HttpResponse:
    """Say that a call does not belong to a file."""
    found = access.open_call_to_look(request.worker, call_id, purpose="take_off_file")
    link = next((each for each in access.links_of(found) if each.id == link_id), None)
    if link is None:
        raise Hidden("call_link_hidden")
    actions.take_off_file(link=link, by=request.worker)
    messages.success(request, "It is off the file.")
    return redirect("callers:call", call_id)


@require_safe
def on_file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show who asked about the client of a file, as far as managers said that it was about her."""
    file = open_file(request.worker, reference, purpose="callers")
    context = {
        **in_file(request.worker, file, "callers"),
        "calls": access.calls_on(file),
    }
    return render(request, "callers/on_file.html", context)
