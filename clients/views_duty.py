"""Pages of the duty search: search, what it opens, write a call down, and its lead's 'I have seen this'."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import WorkerRequest

from .contact import safe_contact
from .contacting.access import asked_again, is_to_be_asked
from .contacting.profile import read
from .duty.actions import record_call
from .duty.door import OnDuty, check_on_duty, open_on_duty, search_on_duty, see_duty_search
from .duty.forms import DutySearchForm, RecordCallForm


@require_http_methods(["GET", "POST"])
def duty_search(request: WorkerRequest) -> HttpResponse:
    """Search the worker's own service by two exact identifiers."""
    check_on_duty(request.worker)
    form = DutySearchForm(request.POST or None)
    if not form.is_valid():
        return render(request, "clients/duty_search.html", {"form": form})
    data = form.cleaned_data
    found = search_on_duty(
        name=data["first_name"], born=data["born"], phone=data["phone"], by=request.worker
    )
    if found is None:
        return render(request, "clients/duty_search.html", {"form": form, "nothing": True})
    return redirect("clients:duty", found)


@require_safe
def duty(request: WorkerRequest, search_id: UUID) -> HttpResponse:
    """Show what a duty search opens: lead and safe contact."""
    opened = open_on_duty(request.worker, search_id, purpose="duty")
    return render(request, "clients/duty.html", on_duty(opened))


@require_http_methods(["GET", "POST"])
def duty_call(request: WorkerRequest, search_id: UUID) -> HttpResponse:
    """Write a call down, into a file that the worker cannot read."""
    opened = open_on_duty(request.worker, search_id, purpose="record_call")
    told = read(opened.file.contact)
    form = RecordCallForm(request.POST or None, told=told, ask_by=asked_again(opened.file))
    if not form.is_right() or form.look_again():
        return render(request, "clients/duty_call.html", {**on_duty(opened), "form": form})
    key = form.record_id(request.worker)
    said = {**form.words(), "made": form.made(), "seen": told.version}
    record_call(duty=opened, by=request.worker, entry_id=key, **said)
    messages.success(request, "The call is written down. Whoever holds the file can read it.")
    return redirect("clients:duty", search_id)


@require_POST
def duty_seen(request: WorkerRequest, search_id: UUID) -> HttpResponse:
    """Take note, as the file's lead, that a duty search opened it."""
    see_duty_search(search_id=search_id, by=request.worker)
    messages.success(request, "Noted.")
    return redirect("clients:my_files")


def on_duty(opened: OnDuty) -> dict[str, object]:
    """Return what every page of an opened duty search shows."""
    return {
        "duty": opened,
        "file": opened.file,
        "safe_contact": safe_contact(opened.file.contact, stale=is_to_be_asked(opened.file)),
    }
