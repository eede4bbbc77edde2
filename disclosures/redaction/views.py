"""The workbench: entry by entry, what is withheld and what may leave, as whoever asks prepares it (clause 3.2.1)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from disclosures.access import open_own_draft
from disclosures.actions import machine
from disclosures.actions.lock import NotNow
from disclosures.models import DisclosureRequest
from disclosures.redaction import actions, forms
from disclosures.redaction.access import open_workbench
from disclosures.redaction.marks import Does, Place
from disclosures.redaction.pages import anchor, entry_page, permit_page, weigh_page, workbench_page

State = DisclosureRequest.State


def _shown(
    request: WorkerRequest, found: DisclosureRequest, entry_id: UUID, **more: Any
) -> HttpResponse:
    bench = open_workbench(found)
    frame = in_file(request.worker, found.file, "disclosures")
    context = {**frame, **entry_page(bench, bench.item_of(entry_id)), **more}
    return render(request, "redaction/entry.html", context)


def _then(
    request: WorkerRequest, act: Callable[[], object], to: HttpResponse, said: str = ""
) -> HttpResponse:
    """Act and go on; what stood in the way is said there instead."""
    try:
        act()
    except NotNow as refusal:
        not_taken(request, str(refusal), say=messages.warning)
        to["Location"] = to["Location"].partition("#")[0]  # to the top, where it is said
    else:
        if said:
            messages.success(request, said)
    return to


def _to_entry(request_id: UUID, entry_id: UUID, at: str = "") -> HttpResponse:
    """Go to an entry, and there to the place where whoever prepares was."""
    return redirect(reverse("redaction:entry", args=[request_id, entry_id]) + at)


def _to_list(request_id: UUID) -> HttpResponse:
    """Go to the list, there to what was done last, above what is to be decided next."""
    return redirect(reverse("redaction:workbench", args=[request_id]) + "#last")


@require_safe
def workbench(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Show every entry that was picked, how far it was gone through, and what the machine proposes."""
    found = open_own_draft(request.worker, request_id, purpose="prepare")
    page = workbench_page(open_workbench(found))
    context = {**in_file(request.worker, found.file, "disclosures"), **page}
    return render(request, "redaction/workbench.html", context)


@require_safe
def entry(request: WorkerRequest, request_id: UUID, entry_id: UUID) -> HttpResponse:
    """Show one entry beside what a reader would get of it."""
    return _shown(
        request, open_own_draft(request.worker, request_id, purpose="prepare_entry"), entry_id
    )


@require_POST
def withhold(request: WorkerRequest, request_id: UUID, entry_id: UUID) -> HttpResponse:
    """Withhold the words that were selected or typed."""
    found = open_own_draft(request.worker, request_id, purpose="withhold")
    form = forms.WithholdForm(request.POST)
    item = open_workbench(found).item_of(entry_id)
    places = form.places(item.prepared) if form.is_valid() else []
    if not places:
        return _shown(request, found, entry_id, withhold_form=form)
    return _step(request, found, entry_id, form, Does.WITHHOLD, places=places, at="#texts")


@require_POST
def withhold_whole(request: WorkerRequest, request_id: UUID, entry_id: UUID) -> HttpResponse:
    """Withhold an entry whole: a reader does not learn that it is there."""
    found = open_own_draft(request.worker, request_id, purpose="withhold_whole")
    form = forms.WithholdWholeForm(request.POST, auto_id=forms.OF_WHOLE)
    if not form.is_valid():
        return _shown(request, found, entry_id, whole_form=form)
    return _step(request, found, entry_id, form, Does.WITHHOLD)


@require_POST
def decide(request: WorkerRequest, request_id: UUID, entry_id: UUID) -> HttpResponse:
    """Withhold or leave one thing that the machine proposed."""
    found = open_own_draft(request.worker, request_id, purpose="decide")
    form = forms.DecideForm(request.POST)
    place = form.place() if form.is_valid() else None
    if place is None:
        return _shown(request, found, entry_id, decide_form=form)
    does = Does(form.cleaned_data["does"])
    at = f"#{anchor(place)}"
    return _step(request, found, entry_id, form, does, places=[place], at=at)


@require_http_methods(["GET", "POST"])
def weigh(
    request: WorkerRequest, request_id: UUID, entry_id: UUID, part: str, start: int, end: int
) -> HttpResponse:
    """Weigh, factor by factor, whether something protected may leave, and leave it in."""
    found = open_own_draft(request.worker, request_id, purpose="weigh")
    page = weigh_page(open_workbench(found), entry_id, part, start, end)
    if page["meant"].court:
        return _permission(request, found, page, places=[page["meant"].found.place])
    form = forms.WeighForm(request.POST or None, initial={"source": page["source"]})
    if not form.is_valid():
        frame = in_file(request.worker, found.file, "disclosures")
        return render(request, "redaction/weigh.html", {**frame, **page, "form": form})
    places, factors = [page["meant"].found.place], form.factors()
    return _step(request, found, entry_id, form, Does.LEAVE, places=places, factors=factors)


@require_http_methods(["GET", "POST"])
def permit(request: WorkerRequest, request_id: UUID, entry_id: UUID) -> HttpResponse:
    """Record the court's permission to share its paper, which an entry or its document is (E23)."""
    found = open_own_draft(request.worker, request_id, purpose="permit")
    return _permission(request, found, permit_page(open_workbench(found), entry_id))


def _permission(
    request: WorkerRequest,
    found: DisclosureRequest,
    page: Mapping[str, Any],
    places: Sequence[Place] = (),
) -> HttpResponse:
    entry = page["item"].row.entry
    marked = not places or bool(entry.court_paper)
    form = forms.PermissionForm(
        request.POST or None, marked=marked, initial={"source": page["source"]}
    )
    if not form.is_valid():
        frame = in_file(request.worker, found.file, "disclosures")
        return render(request, "redaction/weigh.html", {**frame, **page, "form": form})
    kept = form.factors()
    if form.permits:
        return _step(request, found, entry.id, form, Does.PERMITTED, factors=kept)
    return _step(request, found, entry.id, form, Does.LEAVE, places=places, factors=kept)


@require_POST
def looked(request: WorkerRequest, request_id: UUID, entry_id: UUID) -> HttpResponse:
    """Say that one has read an entry to its end, and go to the next."""
    found = open_own_draft(request.worker, request_id, purpose="looked")
    form = forms.LookedForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, entry_id)
    source, after = form.cleaned_data["source"], form.cleaned_data["after"]
    to = _to_entry(request_id, after) if after else redirect("redaction:workbench", request_id)
    return _then(
        request,
        lambda: actions.take_step(
            request=found, entry=entry_id, does=Does.LOOKED, source=source, by=request.worker
        ),
        to,
    )


@require_POST
def take_back(
    request: WorkerRequest, request_id: UUID, entry_id: UUID, step_id: UUID
) -> HttpResponse:
    """Take one step back."""
    found, to = (
        open_own_draft(request.worker, request_id, purpose="take_back"),
        _to_entry(request_id, entry_id, "#texts"),
    )
    by = request.worker
    return _then(request, lambda: actions.take_back(request=found, by=by, step=step_id), to)


@require_POST
def undo(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Take the newest step back, with all that were taken with it, and show the entry where it was."""
    found, form = (
        open_own_draft(request.worker, request_id, purpose="undo"),
        forms.UndoForm(request.POST),
    )
    step = form.cleaned_data["step"] if form.is_valid() else UUID(int=0)
    try:
        undone = actions.undo(request=found, by=request.worker, step=step)
    except NotNow as refusal:
        not_taken(request, str(refusal), say=messages.warning)
        return redirect("redaction:workbench", request_id)
    entries = {row.entry_id for row in undone}
    return (
        _to_entry(request_id, entries.pop(), "#texts")
        if len(entries) == 1
        else _to_list(request_id)
    )


@require_POST
def decide_everywhere(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Withhold or leave the same words in all entries where they are not decided."""
    found, form = (
        open_own_draft(request.worker, request_id, purpose="decide_everywhere"),
        forms.DecideForm(request.POST),
    )
    if not form.is_valid():
        not_taken(request, "Say why it is withheld.", say=messages.warning)
        return redirect("redaction:workbench", request_id)
    data, by = form.cleaned_data, request.worker
    return _then(
        request,
        lambda: actions.decide_group(
            request=found, key=data["key"], does=Does(data["does"]), why=data["why"], by=by
        ),
        _to_list(request_id),
    )


@require_POST
def let_machine_read(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Let the machine read what would leave as it is now."""
    found = open_own_draft(request.worker, request_id, purpose="let_machine_read")
    return _then(
        request,
        lambda: machine.let_machine_read(request=found, by=request.worker),
        redirect("disclosures:request", request_id),
        "The machine has read it. It never says that nothing is left: somebody else reviews it next.",
    )


def _step(
    request: WorkerRequest,
    found: DisclosureRequest,
    entry_id: UUID,
    form: forms.OnTexts,
    does: Does,
    *,
    places: Sequence[Place] = (),
    factors: Mapping[str, str] | None = None,
    at: str = "",
) -> HttpResponse:
    data = form.cleaned_data
    return _then(
        request,
        lambda: actions.take_step(
            request=found,
            entry=entry_id,
            does=does,
            source=data["source"],
            places=places,
            why=data.get("why", ""),
            factors=factors,
            by=request.worker,
        ),
        _to_entry(found.id, entry_id, at),
    )
