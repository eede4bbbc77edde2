"""Pages of contacts made: before ringing or writing, by duty too, and what waits for whoever leads a file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.duty.door import open_on_duty
from clients.models import Entry
from clients.once import written_once
from clients.pages import in_file
from clients.views_duty import on_duty
from confidentiality.access.http import WorkerRequest
from staff.once import written_unseen

from . import access, actions
from .forms import asked_anew
from .forms_made import MakeContactForm
from .models import ContactMade
from .profile import Profile, read


@require_http_methods(["GET", "POST"])
def make(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show how the client may be reached, and take down how she was."""
    file = open_file(request.worker, reference, purpose="make_contact", right="contribute")
    told = read(file.contact)
    form = MakeContactForm(request.POST or None, told=told, ask_by=access.asked_again(file))
    if not _is_right(form, told):
        context = {**in_file(request.worker, file, "contact"), "form": form, "told": told}
        return render(request, "contacting/make.html", context)
    key, made = form.record_id(request.worker), form.made()
    written_once(
        ContactMade,
        key,
        lambda: actions.make_contact(
            file=file, made=made, seen=told.version, by=request.worker, contact_id=key
        ),
    )
    messages.success(request, _said(form))
    return redirect("contacting:profile", reference)


@require_http_methods(["GET", "POST"])
def make_on_duty(request: WorkerRequest, search_id: UUID) -> HttpResponse:
    """Show and take down the same on duty, into a file that whoever is on duty cannot read."""
    opened = open_on_duty(request.worker, search_id, purpose="make_contact")
    told = read(opened.file.contact)
    form = MakeContactForm(request.POST or None, told=told, ask_by=access.asked_again(opened.file))
    if not _is_right(form, told):
        context = {**on_duty(opened), "form": form, "told": told}
        return render(request, "contacting/make_on_duty.html", context)
    key = form.record_id(request.worker)
    written_unseen(
        Entry,
        lambda: actions.make_contact(
            file=opened.file, made=form.made(), seen=told.version, by=request.worker,
            contact_id=key, holds_file=False,
        ),
    )  # fmt: skip
    messages.success(request, _said(form))
    return redirect("clients:duty", search_id)


def _is_right(form: MakeContactForm, told: Profile) -> bool:
    """Say whether a form can be taken down: it is whole, and rests on what stands now."""
    valid = form.is_valid()
    if form.is_bound and form.cleaned_data.get("seen") != told.version:
        asked_anew(form, seen=told.version)
        return False
    return valid


def _said(form: MakeContactForm) -> str:
    if form.remarks:
        return "Written down as it happened, against safe contact. Whoever leads the file is told."
    return "Written down."


@require_safe
def waiting(request: WorkerRequest) -> HttpResponse:
    """List the clients who are to be asked again, and the contacts that did not keep to what is safe."""
    return render(
        request, "contacting/waiting.html", {"waiting": access.waiting_for(request.worker)}
    )


@require_POST
def seen(request: WorkerRequest, contact_id: UUID) -> HttpResponse:
    """Note that whoever leads the file knows of a contact that did not keep to what is safe."""
    found = access.open_contact(request.worker, contact_id)
    actions.see_contact(contact_id=found.pk, by=request.worker)
    messages.success(request, "Noted.")
    return redirect("contacting:waiting")
