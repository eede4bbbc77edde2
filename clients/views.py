"""Pages of case files: my files, open a new one, the file, close it."""

from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.drafts.access import count_my_drafts
from confidentiality.drafts.refusing import not_taken

from . import actions, born, closing, names
from .access import EntryPage, entries_in, files_open_to, may_open_files, open_file
from .conflicts.access import everybody
from .duty.door import may_search_on_duty, unseen_by_lead
from .enquiries.access import how_many_to_ring_back
from .forms import BornForm, CloseFileForm, NamesForm, OpenNewFileForm, SearchForm
from .models import CaseFile, Entry
from .once import written_once
from .pages import in_file, states_of
from .paging import address_after, position
from .turns.access import may_take_turns


@require_safe
def my_files(request: WorkerRequest) -> HttpResponse:
    """List the files open to the worker."""
    page = files_open_to(request.worker, after=position(request))
    context = {
        "find": SearchForm(),
        "files": [grant.file for grant in page.grants],
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
        "may_open_files": may_open_files(request.worker),
        "may_take_turns": may_take_turns(request.worker),
        "may_search_on_duty": may_search_on_duty(request.worker),
        "duty_searches": unseen_by_lead(request.worker),
        "drafts": count_my_drafts(),
        "to_ring_back": how_many_to_ring_back(request.worker),
        "now": timezone.now(),
    }
    return render(request, "clients/my_files.html", context)


@require_http_methods(["GET", "POST"])
def open_new_file(request: WorkerRequest) -> HttpResponse:
    """Open a file in the worker's own service and team."""
    worker = request.worker
    if not may_open_files(worker):
        raise Refused("New files are opened by the teams of the two services.", "file_open_refused")
    form = OpenNewFileForm(request.POST or None, people=everybody(), by=worker)
    if not form.is_valid():
        return render(request, "clients/open_new_file.html", {"form": form})
    file_id = form.record_id(worker)
    file = written_once(
        CaseFile,
        file_id,
        lambda: actions.open_new_file(
            service=worker.service,
            particulars=form.particulars(),
            by=worker,
            opened_on=form.cleaned_data["opened_on"],
            file_id=file_id,
            walled_off=form.cleaned_data["colleagues"],
        ),
    )
    return redirect("clients:file", file.reference)


@require_safe
def file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show a file: who it is about, how to reach them safely, and its timeline."""
    file = open_file(request.worker, reference, purpose="timeline")
    return shown(request, file, entries_in(file, after=position(request)))


def shown(request: WorkerRequest, file: CaseFile, page: EntryPage) -> HttpResponse:
    """Answer with an opened file and some of its entries."""
    context = {
        **in_file(request.worker, file, "timeline"),
        "entries": page.entries,
        "states": states_of(page.entries, request.worker),
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
        "may_change_born": born.may_change(file, by=request.worker),
    }
    return render(request, "clients/file.html", context)


@require_http_methods(["GET", "POST"])
def close_file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Close a file on the day the person left, confirmed by a tick (clause 5.2.7)."""
    file = open_file(request.worker, reference, purpose="close_file", right="lead")
    if file.status == CaseFile.Status.CLOSED:
        not_taken(request, "This file is closed already.")
        return redirect("clients:file", reference)
    form = CloseFileForm(request.POST or None, file=file, by=request.worker)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "timeline"), "form": form}
        return render(request, "clients/close_file.html", context)
    closing.close_file(file=file, by=request.worker, left_on=form.cleaned_data["left_on"])
    messages.success(request, "The file is closed.")
    return redirect("clients:file", reference)


@require_http_methods(["GET", "POST"])
def change_born(request: WorkerRequest, reference: str) -> HttpResponse:
    """Write down when the client was born, or correct it; what stood before stays in an entry (E7)."""
    file = open_file(request.worker, reference, purpose="change_born", right="lead")
    form = BornForm(request.POST or None, file=file, initial={"date_of_birth": born.born_of(file)})
    key = form.record_id(request.worker) if form.is_valid() else None
    if key is None or not Entry.objects.filter(id=key).exists():
        born.check_may_change(file, by=request.worker)
    if key is None:
        context = {**in_file(request.worker, file, "timeline"), "form": form}
        return render(request, "clients/change_born.html", context)
    said = {"born": form.cleaned_data["date_of_birth"], "how": form.cleaned_data["how"]}
    change = partial(born.change_born, file=file, by=request.worker, entry_id=key, **said)
    written_once(Entry, key, change)
    messages.success(request, "The date of birth is changed, and an entry says so.")
    return redirect("clients:file", reference)


@require_http_methods(["GET", "POST"])
def change_names(request: WorkerRequest, reference: str) -> HttpResponse:
    """Change the client's own names; what stood before stays in an entry (clause 5.2.2)."""
    file = open_file(request.worker, reference, purpose="change_names", right="lead")
    seen = names.as_they_stand(file)
    stand = {"name": file.name, "known_as": "\n".join(file.known_as), "seen": seen}
    form = NamesForm(request.POST or None, initial=stand)
    if form.is_valid():
        key, said = form.record_id(request.worker), form.names()
        change = partial(names.change_names, file=file, by=request.worker, entry_id=key, **said)
        try:
            written_once(Entry, key, change)
        except names.Changed:
            form.ask_again(seen=seen)
        else:
            messages.success(request, "The names are changed, and an entry says so.")
            return redirect("clients:file", reference)
    context = {**in_file(request.worker, file, "timeline"), "form": form}
    return render(request, "clients/change_names.html", context)
