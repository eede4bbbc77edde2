"""Pages of holds, from the file's side and from the records admin's, and the one review of imported files."""

from datetime import date
from uuid import UUID, uuid5

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from clients.paging import address_after, position
from clients.references import as_typed
from confidentiality.access.http import WorkerRequest

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
from .rules import Side, counts_from, day_in_london, due_from


@require_safe
def file_holds(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show how long a file is kept and its holds, to whoever decides about it (clause 5.2.7)."""
    file, holds = open_file_holds(request.worker, reference)
    years = schedule().years
    context = {
        **in_file(request.worker, file, "retention"),
        "holds": holds,
        "years": years,
        "earliest": _earliest(file, years) if file.left_on else None,
        "today": day_in_london(timezone.now()),
    }
    return render(request, "retention/file_holds.html", context)


def _earliest(file: CaseFile, years: int) -> date | None:
    return due_from(counts_from(file.left_on, file.of_age_in), years) if file.left_on else None


@require_http_methods(["GET", "POST"])
def place_hold(request: WorkerRequest) -> HttpResponse:
    """Place a hold on the case file `?file=`, or with the reference that the records admin types (E35)."""
    worker, side = request.worker, side_of(request.worker)
    asked = as_typed(request.GET.get("file") or request.POST.get("reference", ""))
    file = open_for_hold(worker, asked, side=side)
    form = PlaceHoldForm(request.POST or None, side=side, initial={"reference": asked or ""})
    if form.is_valid() and file is None:
        form.add_error("reference", "There is no case file with this reference")
    if file is None or not form.is_valid():
        return _show(request, "place_hold", side, file, form=form)
    # a token sent again for another file is another hold
    hold_id, words = uuid5(file.id, form.record_id(worker).hex), form.words()
    written_once(
        Hold,
        hold_id,
        lambda: actions.place_hold(hold_id=hold_id, file=file, by=worker, side=side, **words),
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
        return _show(request, "lift_hold", side, hold.file, form=form, hold=hold)
    actions.lift_hold(hold=hold, by=request.worker, **form.words())
    messages.success(request, "The hold is lifted.")
    return _back(side, hold.file.reference)


def _show(
    request: WorkerRequest, name: str, side: Side, file: CaseFile | None, **context: object
) -> HttpResponse:
    """Show a form of holds: within the file to whoever has it open, else among the records admin's pages."""
    if side == Side.RECORDS or file is None:
        return render(request, f"retention/{name}.html", context)
    around = in_file(request.worker, file, "retention")
    return render(request, f"retention/{name}_on_file.html", {**around, **context})


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
        "files": [(file, _earliest(file, years)) for file in page.files if file.left_on],
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
