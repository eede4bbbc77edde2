"""Pages of one file: whose work it is, who covers it, and allocating it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from clients.access import open_file
from clients.models import CaseFile
from clients.pages import in_file
from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.models import Worker

from . import actions
from .access import (
    covers_of,
    is_manager,
    last_handover,
    may_allocate,
    open_counts,
    open_to_allocate,
    people_of,
    who_can_take,
)
from .actions import Handing, Outcome
from .forms import NOT_AVAILABLE, AllocateForm, CoverForm, EndCoverForm

CLOSED = "This file is closed: nobody has to lead it."
OVERTAKEN = "Somebody else has allocated or closed it meanwhile. Look whose it is now."


@require_http_methods(["GET", "POST"])
def allocate(request: WorkerRequest, reference: str) -> HttpResponse:
    """Say who leads a file, as a line manager of its team; who cannot take it is not available, and no more (E1)."""
    file = open_to_allocate(request.worker, reference)
    if file.status == CaseFile.Status.CLOSED:
        not_taken(request, CLOSED)
        return redirect("clients:file", reference)
    form, others = _allocate_form(request, file)
    if form.is_valid():
        to = form.taker()
        handing = Handing(file, to, form.cleaned_data["was"], form.cleaned_data["note"])
        outcome = actions.hand_over(handings=[handing], by=request.worker)[file.id]
        if outcome != Outcome.NOT_AVAILABLE:
            return _allocated(request, reference, to, outcome)
        form.add_error("to", NOT_AVAILABLE)
    context = {"form": form, "others": others, "handover": last_handover(file)}
    framed = in_file(request.worker, file, "cover")
    return render(request, "allocation/allocate.html", {**framed, **context})


def _allocate_form(request: WorkerRequest, file: CaseFile) -> tuple[AllocateForm, list[Worker]]:
    """Return the form, and who is not available."""
    people, others = _team(file, as_lead=True)
    form = AllocateForm(
        request.POST or None,
        people=people,
        hints=_hints(file, people),
        changes_hands=file.lead is not None,
        initial={"was": file.lead_id},
    )
    return form, others


def _allocated(
    request: WorkerRequest, reference: str, to: Worker, outcome: Outcome
) -> HttpResponse:
    if outcome == Outcome.OVERTAKEN:
        not_taken(request, OVERTAKEN)
        return redirect("allocation:cover", reference)
    messages.success(request, f"{to.display_name} leads {reference} now.")
    return redirect("allocation:queue")


def _team(file: CaseFile, *, as_lead: bool) -> tuple[list[Worker], list[Worker]]:
    """Return who of the team can take the file, and who is not available; who leads it is among neither."""
    can = who_can_take([file], as_lead=as_lead)[file.id]
    people = people_of(can.keys() - {file.lead_id})
    return (
        [each for each in people if can[each.pk]],
        [each for each in people if not can[each.pk]],
    )


def _hints(file: CaseFile, people: list[Worker]) -> dict[str, str]:
    """Return beside each name the role, and how many open files they lead of those that I may view."""
    counts = open_counts([file.team])
    return {
        str(each.pk): f"{each.get_role_display()}, leads {counts.get(each.pk, 0)}"
        for each in people
    }


@require_http_methods(["GET", "POST"])
def cover(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show whose work a file is, and let a colleague cover it to a day."""
    file = open_file(request.worker, reference, purpose="cover", right="lead")
    people, others = _team(file, as_lead=False)
    roles = {str(each.pk): each.get_role_display() for each in people}
    form = CoverForm(request.POST or None, people=people, hints=roles)
    if form.is_valid():
        if _give_cover(form, file, request.worker):
            messages.success(request, f"{form.taker().display_name} covers {reference}.")
            return redirect("allocation:cover", reference)
        form.add_error("to", NOT_AVAILABLE)
    context = {
        "form": form,
        "others": others,
        "covers": covers_of(file),
        "handover": last_handover(file),
        "may_allocate": is_manager(request.worker) and may_allocate(file),
    }
    framed = in_file(request.worker, file, "cover")
    return render(request, "allocation/cover.html", {**framed, **context})


def _give_cover(form: CoverForm, file: CaseFile, by: Worker) -> bool:
    data = form.cleaned_data
    return actions.give_cover(
        file=file,
        to=form.taker(),
        last_day=data["last_day"],
        third_party=data["third_party"],
        by=by,
    )


@require_POST
def end_cover(request: WorkerRequest, reference: str) -> HttpResponse:
    """End somebody's cover of a file now."""
    file = open_file(request.worker, reference, purpose="cover", right="lead")
    form = EndCoverForm(request.POST)
    if not form.is_valid():
        raise Hidden("cover_hidden", file=file.id)
    actions.end_cover(file=file, worker_id=form.cleaned_data["worker"], by=request.worker)
    messages.success(request, "The cover has ended.")
    return redirect("allocation:cover", reference)
