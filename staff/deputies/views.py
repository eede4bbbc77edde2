"""Pages of deputies: who stands in for whom, asking for one, ending it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest
from staff.accounts.actions import NotAsked
from staff.step_up import step_up_required

from . import access, actions
from .forms import DeputyForm, EndForm


@require_safe
def deputies(request: WorkerRequest) -> HttpResponse:
    """Show who stands in for whom, now and to come."""
    found = access.deputies(request.worker)
    context = {
        "deputies": [(each, access.may_end(request.worker, each)) for each in found],
        "may_ask": access.may_ask(request.worker),
    }
    return render(request, "deputies/deputies.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: WorkerRequest) -> HttpResponse:
    """Ask that somebody stands in for a line manager."""
    managers = access.managers(request.worker)
    people = access.who_can_stand_in(request.worker)
    form = DeputyForm(request.POST or None, managers=managers, people=people)
    if request.method == "POST" and form.is_valid():
        return _asked(request, form)
    return render(request, "deputies/ask.html", {"form": form, "people": people})


@step_up_required
def _asked(request: WorkerRequest, form: DeputyForm) -> HttpResponse:
    try:
        change = actions.ask_for_deputy(**form.asked(), by=request.worker)
    except NotAsked as refused:
        form.add_error(None, str(refused))
        return render(request, "deputies/ask.html", {"form": form, "people": form.people})
    messages.success(request, "Asked for. Somebody else has to agree to it.")
    return redirect("accounts:change", change.pk)


@require_http_methods(["GET", "POST"])
def end(request: WorkerRequest, deputyship_id: UUID) -> HttpResponse:
    """End a deputyship now, confirmed on a page of its own."""
    found = access.open_to_end(request.worker, deputyship_id)
    form = EndForm(request.POST or None)
    if not form.is_valid():
        return render(request, "deputies/end.html", {"deputyship": found, "form": form})
    actions.end_deputyship(deputyship=found, by=request.worker)
    messages.success(request, "It has ended.")
    return redirect("deputies:deputies")
