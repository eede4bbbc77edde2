"""Pages of the queue: what could not be placed waits here for a line manager of its service."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions, showing
from .forms import PlaceForm, QueueFilter, SetAsideForm


@require_safe
def queue(request: WorkerRequest) -> HttpResponse:
    """List by number and initials what waits for this worker."""
    narrowed = QueueFilter(request.GET)
    narrowed.is_valid()
    page = access.waiting_rows_open_to(
        request.worker,
        reason=narrowed.cleaned_data.get("reason", ""),
        after=showing.place(request.GET.get("after", "")),
    )
    context = {
        "filter": narrowed,
        "rows": showing.rows_of(page.rows, {}),
        "next": showing.next_page(request.GET, page.after),
        "recent": access.imports_to_end(request.worker),
    }
    return render(request, "imports/queue.html", context)


@require_http_methods(["GET", "POST"])
def waiting_row(request: WorkerRequest, row_id: UUID) -> HttpResponse:
    """Show one waiting row; put right, it becomes a case file."""
    row = access.open_waiting_row(request.worker, row_id)
    form = PlaceForm(request.POST or None, row=row, today=timezone.localdate())
    if request.method == "POST" and form.is_valid():
        try:
            wrong = actions.place_row(row=row, said=form.correction(), by=request.worker)
        except actions.NotNow as error:
            not_taken(request, error.args[0])
            return redirect("imports:queue")
        for reason in wrong:
            form.add_error(reason.field if reason.field in form.fields else None, reason.says)
        if not wrong:
            messages.success(
                request, f"Row {row.row} is being placed: its file is there in a moment."
            )
            return redirect("imports:queue")
    plan, cells = row.plan, showing.cells_of(row, row.batch)
    earlier = access.file_of_row(row.batch, plan.duplicate_of) if plan.duplicate_of else None
    context = {"row": row, "plan": plan, "cells": cells, "form": form, "earlier": earlier}
    return render(request, "imports/waiting_row.html", context)


@require_http_methods(["GET", "POST"])
def set_aside(request: WorkerRequest, row_id: UUID) -> HttpResponse:
    """Set a waiting row aside with a reason: no file is made of it."""
    row = access.open_waiting_row(request.worker, row_id)
    form = SetAsideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_aside(row=row, why=form.cleaned_data["why"], by=request.worker)
            messages.success(request, f"Row {row.row} was set aside.")
        except actions.NotNow as error:
            not_taken(request, error.args[0])
        return redirect("imports:queue")
    return render(request, "imports/set_aside.html", {"row": row, "form": form})
