"""Pages on which two workers say that two entries of a file tell the same."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import entry_in, open_file
from clients.hearing import heard
from clients.models import CaseFile, Entry
from clients.pages import in_file
from confidentiality.access.http import Hidden, Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import actions
from .access import about, duplicates_waiting, may_tell_the_same, open_duplicate
from .forms import DecideForm, DuplicateForm, TakeBackForm
from .models import Duplicate

NOT_PROPOSED = (
    "Nothing was proposed: one of the two is handed on to another file, or a proposal about it waits already; or the"
    " one that would go is marked as sensitive and the other is not (clause 4.4.2). Let the one that is marked stay."
)
SAID = {
    "agreed": "Agreed. The one that stays shows the other below it.",
    "refused": "Refused. Both entries stay as they are.",
    "withdrawn": "Taken back.",
    "lapsed": "It fits no more: one of the two was handed on, or told twice elsewhere, meanwhile. Nothing was changed.",
    "own": "You proposed it: somebody else has to agree.",
    "decided": "Somebody else has decided already.",
    "changed": "One of the two was changed at this moment. Look at both again.",
    "proposer_left": "Whoever proposed it may not write in this file any more. Refuse it, and propose it yourself.",
}


@require_safe
def waiting(request: WorkerRequest) -> HttpResponse:
    """List what waits for this worker: entries that somebody else says tell the same."""
    found = duplicates_waiting(request.worker)
    return render(request, "duplicates/waiting.html", {"duplicates": found})


@require_http_methods(["GET", "POST"])
def propose(request: WorkerRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Propose that an entry tells the same as another one of the file, and which stays."""
    file = open_file(request.worker, reference, purpose="propose_duplicate", right="contribute")
    entry = entry_in(file, entry_id)
    if entry.corrects is not None:
        raise Refused("This entry stands below another one.", "file_refused", file=file.id)
    frame = in_file(request.worker, file, "timeline")
    others = may_tell_the_same(entry)
    form = DuplicateForm(request.POST or None, entry=entry, others=others)
    if form.is_valid():
        return _propose(request, reference, entry_id, form, *form.pair(entry))
    context = {**frame, "entry": entry, "form": form, "others": others, "waits": about(entry)}
    return render(request, "duplicates/propose.html", context)


def _propose(
    request: WorkerRequest,
    reference: str,
    entry_id: UUID,
    form: DuplicateForm,
    kept: Entry,
    gone: Entry,
) -> HttpResponse:
    key = form.record_id(request.worker)
    made = Duplicate.objects.filter(pk=key).first() or actions.propose_duplicate(
        kept=kept,
        gone=gone,
        by=request.worker,
        reason=form.cleaned_data["reason"],
        duplicate_id=key,
    )
    if made is None:
        not_taken(request, NOT_PROPOSED)
        return redirect("duplicates:propose", reference, entry_id)
    messages.success(request, "Proposed. It is done when somebody else has agreed.")
    return redirect("duplicates:duplicate", reference, key)


@require_http_methods(["GET", "POST"])
def duplicate(request: WorkerRequest, reference: str, duplicate_id: UUID) -> HttpResponse:
    """Show a proposal with both entries; whoever did not make it agrees or refuses, whoever did may take it back."""
    right = "contribute" if request.method == "POST" else "view"
    file = open_file(request.worker, reference, purpose="duplicate", right=right)
    frame = in_file(request.worker, file, "timeline")
    found = open_duplicate(file, duplicate_id)
    own = found.duplicate.proposed_by_id == request.worker.pk
    shape = TakeBackForm if own else DecideForm
    form = shape(request.POST or None, initial={"seen": found.seen})
    if form.is_valid():
        return _decide(request, file, found.duplicate, form)
    context = {**frame, "found": found, "duplicate": found.duplicate, "own": own, "form": form}
    return render(request, "duplicates/duplicate.html", context)


def _decide(
    request: WorkerRequest, file: CaseFile, duplicate: Duplicate, form: DecideForm | TakeBackForm
) -> HttpResponse:
    agree = form.cleaned_data.get("decision") == "agree"
    said = actions.decide_duplicate(
        duplicate=duplicate, agree=agree, seen=form.cleaned_data["seen"]
    )
    if said == "hidden":
        raise Hidden("duplicate_hidden", file=duplicate.file_id)
    tell = messages.success if said in ("agreed", "refused", "withdrawn") else not_taken
    tell(request, SAID[said])
    if said == "agreed":
        heard(request, file)
        return redirect("clients:entry", file.reference, duplicate.kept_id)
    return redirect("duplicates:duplicate", file.reference, duplicate.pk)
