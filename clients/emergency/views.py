"""Pages of whoever uses emergency access: asking, the file's safety page, ending; and what a file's lead sees."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from staff.models import Worker
from staff.rota.access import on_call
from staff.step_up import step_up_required

from . import actions
from .access import may_ask, on_file, own, own_searches, safety_critical_in
from .actions import Answer
from .forms import AskForm, DescribeForm
from .models import LASTS

FOR_TEAMS = "Emergency access is for the teams of the two services. Ring a line manager."


def _refuse_others(worker: Worker) -> None:
    if not may_ask(worker):
        raise Refused(FOR_TEAMS, "emergency_refused")


@require_http_methods(["GET", "POST"])
@step_up_required
def ask(request: WorkerRequest) -> HttpResponse:
    """Open one file for an hour in an emergency; what cannot be opened answers like what is not there."""
    by = request.worker
    _refuse_others(by)
    form, answer = AskForm(request.POST or None), None
    if form.is_valid():
        asked = {name: form.cleaned_data[name] for name in ("reference", "reason", "at_risk")}
        answer, _ = actions.start(access_id=form.record_id(by), by=by, **asked)
        if answer == Answer.OPENED:
            return redirect("emergency:safety", asked["reference"])
    context = {
        "form": form,
        "answer": answer,
        "own": own(by),
        "searches": own_searches(by),
        "now": timezone.now(),
        "on_call": on_call(by),
        "minutes": int(LASTS.total_seconds()) // 60,
    }
    return render(request, "emergency/ask.html", context)


@require_http_methods(["GET", "POST"])
def ask_by_description(request: WorkerRequest) -> HttpResponse:
    """Ask a manager on duty to look for somebody whose reference is not known."""
    _refuse_others(request.worker)
    form, by = DescribeForm(request.POST or None), request.worker
    if not form.is_valid():
        return render(request, "emergency/ask_by_description.html", {"form": form})
    words, at_risk = form.cleaned_data["words"], form.cleaned_data["at_risk"]
    actions.ask_by_description(search_id=form.record_id(by), words=words, at_risk=at_risk, by=by)
    messages.success(request, "The managers of your service see it now. Ring one of them as well.")
    return redirect("emergency:ask")


@require_POST
def end(request: WorkerRequest, access_id: UUID) -> HttpResponse:
    """End an emergency access now: whoever uses it, reviews it or leads the file."""
    found = actions.end(access_id=access_id, by=request.worker)
    messages.success(request, f"Emergency access to {found.reference} has ended.")
    if found.worker_id == request.worker.pk:
        return redirect("clients:my_files")
    return redirect("emergency:reviews")


@require_safe
def safety(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what keeps people safe on a file in emergency, what others said among it."""
    file = open_file(request.worker, reference, purpose="safety")
    context = in_file(request.worker, file, "safety")
    if context["emergency"] is None:
        raise Refused("This page is for emergency access.", "safety_refused", file=file.id)
    return render(
        request, "emergency/safety.html", {**context, "records": safety_critical_in(file)}
    )


@require_safe
def past(request: WorkerRequest, reference: str) -> HttpResponse:
    """List the emergency accesses to a file for whoever leads it."""
    file = open_file(request.worker, reference, purpose="emergency_access", right="lead")
    context = {**in_file(request.worker, file, "timeline"), "accesses": on_file(file)}
    context["now"] = timezone.now()
    return render(request, "emergency/past.html", context)
