"""Pages on which two workers say that two entries are one person, or are two after all."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.hearing import warned
from confidentiality.access.http import Hidden, Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import actions
from .access import Tied, merges_waiting, open_merge, open_person
from .forms import DecideForm, MergeForm, SplitForm, TakeBackForm
from .models import Merge
from .views import around

WAITS = (
    "A proposal about this entry waits already, or it was changed meanwhile. Nothing was proposed."
)
SAID = {
    "agreed": "Agreed. Both entries stay as they were written.",
    "refused": "Refused. Both entries stay as they are.",
    "withdrawn": "Taken back.",
    "lapsed": "It fits no more: one of the two was merged or taken apart meanwhile. Nothing was changed.",
    "own": "You proposed it: somebody else has to agree (clause 3.2.1).",
    "decided": "Somebody else has decided already.",
    "proposer_left": "Whoever proposed it may not write about them any more. Refuse it, and propose it yourself.",
}


@require_safe
def merges(request: WorkerRequest) -> HttpResponse:
    """List what waits for this worker: entries that somebody else says are one person."""
    return render(request, "people/merges.html", {"merges": merges_waiting(request.worker)})


@require_http_methods(["GET", "POST"])
def propose_merge(request: WorkerRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Propose that an entry is the same person as another one of the file."""
    file, frame = around(request, reference, "propose_merge", writes=True)
    found = open_person(file, person_id)
    if found.into is not None:
        raise Refused("This entry belongs to another one.", "file_refused", file=file.id)
    form = MergeForm(request.POST or None, others=found.others)
    if not form.is_valid():
        context = {**frame, "form": form, "somebody": found.who, "others": found.others}
        return render(request, "people/propose_merge.html", context)
    (kept,) = (each for each in found.others if each.id == form.cleaned_data["same_as"])
    key, why = form.record_id(request.worker), form.cleaned_data["reason"]
    return _propose(request, reference, Merge.Kind.MERGE, kept, found.who, why, key)


@require_http_methods(["GET", "POST"])
def propose_split(request: WorkerRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Propose that an entry that was merged into another is somebody else after all."""
    file, frame = around(request, reference, "propose_split", writes=True)
    found = open_person(file, person_id)
    if found.into is None:
        raise Refused("This entry stands by itself.", "file_refused", file=file.id)
    form = SplitForm(request.POST or None)
    if not form.is_valid():
        context = {**frame, "form": form, "somebody": found.who, "into": found.into}
        return render(request, "people/propose_split.html", context)
    key, why = form.record_id(request.worker), form.cleaned_data["reason"]
    return _propose(request, reference, Merge.Kind.SPLIT, found.into, found.who, why, key)


def _propose(
    request: WorkerRequest,
    reference: str,
    kind: str,
    kept: Tied,
    merged: Tied,
    why: str,
    key: UUID,
) -> HttpResponse:
    by = request.worker
    made = Merge.objects.filter(pk=key).first() or actions.propose_merge(
        kind=kind, kept=kept, merged=merged, by=by, reason=why, merge_id=key
    )
    if made is None:
        not_taken(request, WAITS)
        return redirect("people:person", reference, merged.id)
    messages.success(request, "Proposed. It is done when somebody else has agreed.")
    return redirect("people:merge", reference, key)


@require_http_methods(["GET", "POST"])
def merge(request: WorkerRequest, reference: str, merge_id: UUID) -> HttpResponse:
    """Show a proposal with both entries; whoever did not make it agrees or refuses, whoever did may take it back."""
    file, frame = around(request, reference, "merge", writes=request.method == "POST")
    found = open_merge(file, merge_id)
    own = found.merge.proposed_by_id == request.worker.pk
    form = (TakeBackForm if own else DecideForm)(request.POST or None)
    if form.is_valid():
        return _decide(
            request, reference, found.merge, form.cleaned_data.get("decision") == "agree"
        )
    context = {**frame, "found": found, "merge": found.merge, "own": own, "form": form}
    return render(request, "people/merge.html", context)


def _decide(request: WorkerRequest, reference: str, merge: Merge, agree: bool) -> HttpResponse:
    said = actions.decide_merge(merge=merge, agree=agree, by=request.worker, say=warned(request))
    if said == "hidden":
        raise Hidden("merge_hidden", file=merge.file_id)
    tell = messages.success if said in ("agreed", "refused", "withdrawn") else not_taken
    tell(request, SAID[said])
    if said == "agreed":
        return redirect("people:person", reference, merge.kept_id)
    return redirect("people:merge", reference, merge.pk)
