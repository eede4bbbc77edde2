"""Pages for importers: upload, dry run, order of dates, partners, start, undo, close."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.models import Team

from . import access, actions, showing
from .dates import Order
from .forms import (
    EndForm,
    OrderForm,
    PartnerForm,
    RowsFilter,
    StartForm,
    UploadForm,
    undo_label,
)
from .models import Import
from .packing import from_json
from .plan import OrderEvidence
from .sheet import COLUMNS, SheetError

form_page = require_http_methods(["GET", "POST"])


@require_safe
def imports(request: WorkerRequest) -> HttpResponse:
    """List the uploaded sheets to an importer."""
    found = access.imports_open_to(request.worker)
    return render(request, "imports/imports.html", {"imports": found})


@form_page
def upload(request: WorkerRequest) -> HttpResponse:
    """Take in a sheet and go on to its dry run."""
    access.open_importing(request.worker)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["sheet"].read()
        try:
            batch = actions.take_in_sheet(data=data, by=request.worker, today=timezone.localdate())
        except SheetError as error:
            form.add_error("sheet", error.says)
        else:
            return redirect("imports:dry_run", batch.id)
    return render(request, "imports/upload.html", {"form": form, "headings": COLUMNS.values()})


@require_safe
def dry_run(request: WorkerRequest, import_id: UUID) -> HttpResponse:
    """Show what becomes, or became, of every row and why."""
    batch = access.open_import(request.worker, import_id)
    narrowed = RowsFilter(request.GET)
    narrowed.is_valid()
    page = access.rows_open_to(
        batch,
        fate=narrowed.cleaned_data.get("fate", ""),
        reason=narrowed.cleaned_data.get("reason", ""),
        after=showing.place(request.GET.get("after", "")),
    )
    context = {
        "batch": batch,
        "filter": narrowed,
        "rows": showing.rows_of(page.rows, showing.partners_of(page.rows)),
        "next": showing.next_page(request.GET, page.after),
        "job": showing.job_of(batch),
        "states": showing.count_states(batch),
    }
    return render(request, "imports/dry_run.html", context)


@require_safe
def progress(request: WorkerRequest, import_id: UUID) -> HttpResponse:
    """Show how far an import or its undoing is."""
    batch = access.open_import(request.worker, import_id)
    context = {"batch": batch, "job": showing.job_of(batch)}
    return render(request, "imports/progress.html", context)


@require_safe
def row(request: WorkerRequest, import_id: UUID, number: int) -> HttpResponse:
    """Show one row as it was written and as it was understood."""
    batch = access.open_import(request.worker, import_id)
    found = access.open_row(batch, number)
    context = {
        "batch": batch,
        "row": found,
        "plan": found.plan,
        "cells": showing.cells_of(found, batch),
    }
    return render(request, "imports/row.html", context)


@form_page
def confirm_order(request: WorkerRequest, import_id: UUID) -> HttpResponse:
    """Ask once for the whole sheet which part of its dates is the day, with examples both ways."""
    batch = access.open_import(request.worker, import_id)
    if batch.state != Import.State.PLANNED:
        return redirect("imports:dry_run", batch.id)
    form = OrderForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        order, today = Order(form.cleaned_data["order"]), timezone.localdate()
        try:
            actions.confirm_order(batch=batch, order=order, by=request.worker, today=today)
        except actions.NotNow as error:
            not_taken(request, error.args[0])
        return redirect("imports:dry_run", batch.id)
    evidence = from_json(OrderEvidence, batch.evidence)
    context = {"batch": batch, "form": form, "evidence": evidence}
    return render(request, "imports/confirm_order.html", context)


@form_page
def start_import(request: WorkerRequest, import_id: UUID) -> HttpResponse:
    """Confirm that the dry run is to happen."""
    batch = access.open_import(request.worker, import_id)
    form = StartForm(request.POST or None, teams=list(Team.objects.order_by("name")))
    if request.method == "POST" and form.is_valid():
        teams = {"iss_team": form.team_of("iss"), "dvpp_team": form.team_of("dvpp")}
        try:
            actions.start_import(batch=batch, by=request.worker, **teams)
        except actions.NotNow as error:
            form.add_error(None, error.args[0])
        else:
            return redirect("imports:dry_run", batch.id)
    return render(request, "imports/start_import.html", {"batch": batch, "form": form})


@require_safe
def partner_questions(request: WorkerRequest, import_id: UUID) -> HttpResponse:
    """List the rows whose partner several people might be."""
    batch = access.open_import(request.worker, import_id)
    rows = access.partner_questions(request.worker, batch)
    context = {"batch": batch, "rows": showing.rows_of(rows, {})}
    return render(request, "imports/partner_questions.html", context)


@form_page
def choose_partner(request: WorkerRequest, row_id: UUID) -> HttpResponse:
    """Ask which of several people of one name is a row's partner."""
    asking, candidates = access.open_partner_question(request.worker, row_id)
    labels = {str(each.id): f"The person in row {each.row}" for each in candidates}
    form = PartnerForm(request.POST or None, candidates=labels)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["partner"]
        partner = next((each for each in candidates if str(each.id) == chosen), None)
        try:
            actions.choose_partner(row=asking, partner=partner, by=request.worker)
        except actions.NotNow as error:
            not_taken(request, error.args[0])
        return redirect("imports:partner_questions", asking.batch_id)
    context = {
        "row": asking,
        "plan": asking.plan,
        "candidates": showing.people(candidates),
        "form": form,
    }
    return render(request, "imports/choose_partner.html", context)


def _asked(request: WorkerRequest, batch: Import, end: Callable[..., None]) -> HttpResponse:
    try:
        end(batch=batch, by=request.worker)
        messages.success(request, "This has been asked for and will be done in a moment.")
    except actions.NotNow as error:
        not_taken(request, error.args[0])
    return redirect("imports:queue")


@form_page
def undo_import(request: WorkerRequest, import_id: UUID) -> HttpResponse:
    """Confirm that a whole import is undone, except what has been worked on since (E52)."""
    batch = access.open_import_to_end(request.worker, import_id)
    form = EndForm(request.POST or None, label=undo_label(batch))
    if request.method == "POST" and form.is_valid():
        return _asked(request, batch, actions.undo_import)
    untouched, worked_on = access.files_at_stake(batch)
    context = {
        "batch": batch,
        "form": form,
        "untouched": untouched,
        "worked_on": worked_on,
        "listed": access.worked_on_since(request.worker, batch) if worked_on else [],
    }
    return render(request, "imports/undo_import.html", context)


@form_page
def close_import(request: WorkerRequest, import_id: UUID) -> HttpResponse:
    """Confirm that the copy of a sheet that is done with is erased."""
    batch = access.open_import(request.worker, import_id)
    form = EndForm(request.POST or None, label="Erase the copy of this sheet")
    if request.method == "POST" and form.is_valid():
        return _asked(request, batch, actions.close_import)
    context = {"batch": batch, "form": form, "waits": actions.something_waits(batch)}
    return render(request, "imports/close_import.html", context)
