"""Pages of holds, from the file's side and from the records admin's, and the one review of imported files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.once import written_once
from clients.pages import in_file
from clients.paging import address_after, position
from clients.references import as_typed
from confidentiality.access.http import Hidden, WorkerRequest

from . import actions
from .access import (
    files_to_review,
    open_file_holds,
    open_for_hold,
    open_for_review,
    open_hold,
    schedule,
    side_of,
)
from .forms import LiftHoldForm, PlaceHoldForm, ReviewForm
from .models import Hold
from .rules import Side, due_from


@require_safe
def file_holds(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show how long a file is kept and its holds, to whoever decides about it (clause 5.2.7)."""
    file, holds = open_file_holds(request.worker, reference)
    years = schedule().years
    context = {
        **in_file(request.worker, file, "retention"),
        "holds": holds,
        "years": years,
        "earliest": due_from(file.left_on, years) if file.left_on else None,
    }
    return render(request, "retention/file_holds.html", context)


@require_http_methods(["GET", "POST"])
def place_hold(request: WorkerRequest) -> HttpResponse:
    """Place a hold on the case file with a typed reference; `?file=` fills it in (E35)."""
    side = side_of(request.worker)
    asked = as_typed(request.POST.get("reference") or request.GET.get("file", ""))
    if side == Side.FILE and asked is None:
        raise Hidden("hold_hidden")
    file = open_for_hold(request.worker, asked, side=side) if asked else None
    form = PlaceHoldForm(request.POST or None, side=side, initial={"reference": asked or ""})
    if form.is_valid() and file is None:
        form.add_error("reference", "There is no case file with this reference")
    if file is None or not form.is_valid():
        return render(
            request, "retention/place_hold.html", {"form": form, "side": side, "asked": asked}
        )
    data, hold_id = form.cleaned_data, form.record_id(request.worker)
    words = {"ground": data["ground"], "reason": data.get("reason", "")}
    written_once(
        Hold,
        hold_id,
        lambda: actions.place_hold(
            hold_id=hold_id, file=file, by=request.worker, side=side, **words
        ),
    )
    messages.success(request, "The hold is placed. No sweep destroys the file while it stands.")
    return _back(side, file.reference)


@require_http_methods(["GET", "POST"])
def lift_hold(request: WorkerRequest, hold_id: UUID) -> HttpResponse:
    """Lift one hold, confirmed by a tick; others on the same file go on (E36)."""
    hold = open_hold(request.worker, hold_id)
    side = Side(hold.side)
    form = LiftHoldForm(request.POST or None, side=side)
    if not form.is_valid():
        return render(
            request, "retention/lift_hold.html", {"form": form, "hold": hold, "side": side}
        )
    data = form.cleaned_data
    actions.lift_hold(
        hold=hold, by=request.worker, ground=data["ground"], reason=data.get("reason", "")
    )
    messages.success(request, "The hold is lifted.")
    return _back(side, hold.file.reference)


def _back(side: Side, reference: str) -> HttpResponse:
    if side == Side.RECORDS:
        return redirect("retention:overview")
    return redirect("retention:file_holds", reference)


@require_safe
def reviews(request: WorkerRequest) -> HttpResponse:
    """List the imported files that wait for their one review, to the line managers of their team."""
    page = files_to_review(request.worker, after=position(request))
    years = schedule().years
    context = {
        "files": [(file, due_from(file.left_on, years)) for file in page.files if file.left_on],
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
    }
    return render(request, "retention/reviews.html", context)


@require_http_methods(["GET", "POST"])
def review(request: WorkerRequest, reference: str) -> HttpResponse:
    """Say that an imported file was looked at before its first disposal, confirmed by a tick."""
    file = open_for_review(request.worker, reference)
    form = ReviewForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "retention"), "form": form}
        return render(request, "retention/review.html", context)
    actions.review_file(file=file, by=request.worker)
    messages.success(request, "The file is reviewed.")
    return redirect("retention:reviews")
