"""Pages of a case file's paper: its folders, adding one, taking one out, its label."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions
from .forms import AddFolderForm, TakeOutForm
from .models import Folder
from .rules import is_overdue


@require_safe
def folders(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show a file's paper: labels, where each stands, who has it out (clause 5.2.3)."""
    file = open_file(request.worker, reference, purpose="paper")
    found = access.folders_of(file)
    context = {
        **in_file(request.worker, file, "paper"),
        "folders": [(each, is_overdue(each.due_on, timezone.localdate())) for each in found],
    }
    return render(request, "paper/folders.html", context)


@require_http_methods(["GET", "POST"])
def add_folder(request: WorkerRequest, reference: str) -> HttpResponse:
    """Put a paper folder on the register; its label is drawn and has to be stuck on it."""
    file = open_file(request.worker, reference, purpose="add_folder", right="contribute")
    places = access.places()
    form = AddFolderForm(request.POST or None, places=places)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "paper"), "form": form, "places": places}
        return render(request, "paper/add_folder.html", context)
    key, place = form.record_id(request.worker), form.cleaned_data["place"]
    written_once(
        Folder,
        key,
        lambda: actions.add_folder(file=file, place=place, by=request.worker, folder_id=key),
    )
    return redirect("paper:label", reference, key)


@require_http_methods(["GET", "POST"])
def take_out(request: WorkerRequest, reference: str, folder: UUID) -> HttpResponse:
    """Take a folder out, to be brought back after use (clauses 4.6.6, 5.2.3)."""
    file = open_file(request.worker, reference, purpose="take_out_paper")
    found, form = access.folder_of(file, folder), TakeOutForm(request.POST or None)
    if found.out_to is not None:
        not_taken(request, f"{found.out_to.display_name} has it out.")
        return redirect("paper:folders", reference)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "paper"), "folder": found, "form": form}
        return render(request, "paper/take_out.html", context)
    try:
        actions.take_out(folder=found, file=file, by=request.worker, **form.cleaned_data)
    except actions.NotThere:
        not_taken(request, "Somebody else has just taken it out.", say=messages.warning)
    else:
        messages.success(
            request, "You have it out. It stands on your page ‘Paper’ until it is back."
        )
    return redirect("paper:folders", reference)


@require_safe
def label(request: WorkerRequest, reference: str, folder: UUID) -> HttpResponse:
    """Show a folder's label, fit to be printed: nothing on it says whose it is."""
    file = open_file(request.worker, reference, purpose="paper_label")
    context = {"reference": reference, "folder": access.folder_of(file, folder)}
    return render(request, "paper/label.html", context)
