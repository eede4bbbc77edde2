"""Pages of the records admin: what is due and what waits, sweeps, certificates."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from clients.once import written_once
from clients.paging import address_after, position
from clients.paper.access import left_of
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.sealing.epoch_register import epochs_in_use_at
from staff.step_up import step_up_required

from . import actions
from .access import (
    certificates_in,
    count_due,
    open_certificate,
    open_overview,
    open_retention,
    open_sweep,
    sweep_under_way,
)
from .forms import StartSweepForm
from .models import Sweep
from .registry import owned
from .rules import WORDS, Side, day_in_london, due_from


@require_safe
def overview(request: WorkerRequest) -> HttpResponse:
    """Show what is due, what waits and why, holds, what comes, the last sweeps and certificates."""
    today = day_in_london(timezone.now())
    shown = open_overview(request.worker, as_of=today)
    context = {"shown": shown, "today": today, "words": WORDS, "records_side": Side.RECORDS}
    return render(request, "retention/overview.html", context)


@require_http_methods(["GET", "POST"])
def start_sweep(request: WorkerRequest) -> HttpResponse:
    """Start a sweep now, with a fresh proof of who one is and confirmed by a tick (clause 5.2.7)."""
    open_retention(request.worker)
    return _start_sweep(request)


@step_up_required
def _start_sweep(request: WorkerRequest) -> HttpResponse:
    due = count_due(request.worker, as_of=day_in_london(timezone.now()))
    if (running := sweep_under_way(request.worker)) is not None:
        not_taken(request, "A sweep is under way already.")
        return redirect("retention:sweep", running.id)
    form = StartSweepForm(request.POST or None)
    if not due or not form.is_valid():
        return render(request, "retention/start_sweep.html", {"form": form, "due": due})
    sweep_id = form.record_id(request.worker)
    sweep = written_once(
        Sweep, sweep_id, lambda: actions.ask_for_sweep(sweep_id=sweep_id, by=request.worker)
    )
    return redirect("retention:sweep", sweep.id)


@require_safe
def sweep(request: WorkerRequest, sweep_id: UUID) -> HttpResponse:
    """Show a sweep while it runs, and what became of its files."""
    result = open_sweep(request.worker, sweep_id)
    return render(request, "retention/sweep.html", {"result": result, "words": WORDS})


@require_safe
def certificates(request: WorkerRequest) -> HttpResponse:
    """List the certificates, the newest first."""
    page = certificates_in(request.worker, after=position(request))
    context = {
        "certificates": page.certificates,
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
    }
    return render(request, "retention/certificates.html", context)


@require_safe
def certificate(request: WorkerRequest, certificate_id: UUID) -> HttpResponse:
    """Show one certificate, fit to be printed."""
    found = open_certificate(request.worker, certificate_id)
    names = {model._meta.db_table: str(model._meta.verbose_name) for model in owned()}
    erased = [(names.get(table, table), rows) for table, rows in sorted(found.erased.items())]
    context = {
        "certificate": found,
        "paper": left_of(found.file_id),
        "as_a_child": found.due_on > due_from(found.left_on, found.years),
        "erased": [(name.capitalize(), n) for name, n in erased],
        "epochs": epochs_in_use_at(found.destroyed_at),
    }
    return render(request, "retention/certificate.html", context)
