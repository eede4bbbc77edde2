"""Pages of decisions not to share: those on a file, recording one, and those not to warn that wait."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.access import roles_of
from staff.models import Worker

from . import access, actions, rules
from .forms import RefusalForm
from .models import Refusal


@require_safe
def refusals(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what of a file was not shared, and what is missing of each decision."""
    file = open_file(request.worker, reference, purpose="refusals")
    by, roles = request.worker.pk, roles_of(request.user)
    shown = [
        (each, rules.missing(decision), rules.may_confirm(decision, by, roles))
        for each in access.refusals_on(file)
        for decision in [access.decision_of(each)]
    ]
    context = {**in_file(request.worker, file, "disclosures"), "refusals": shown}
    return render(request, "refusals/refusals.html", context)


@require_http_methods(["GET", "POST"])
def record_refusal(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record that something was not shared, or somebody not warned."""
    file = open_file(request.worker, reference, purpose="record_refusal", right="contribute")
    by, colleagues = request.worker, list(Worker.objects.order_by("display_name"))
    form = RefusalForm(request.POST or None, colleagues=colleagues, by=by)
    if not form.is_valid():
        context = {**in_file(by, file, "disclosures"), "form": form}
        return render(request, "refusals/record_refusal.html", context)
    key = form.record_id(by)
    said = {name: value for name, value in form.cleaned_data.items() if name != "token"}
    said["endangers"] = not said.pop("client_may_know")
    written_once(
        Refusal, key, lambda: actions.record_refusal(refusal_id=key, file=file, by=by, **said)
    )
    messages.success(request, "The decision is on the file.")
    return redirect("refusals:refusals", reference)


@require_POST
def confirm(request: WorkerRequest, reference: str, refusal_id: UUID) -> HttpResponse:
    """Confirm, as a second person, that somebody is not warned."""
    file = open_file(request.worker, reference, purpose="confirm_refusal")
    try:
        actions.confirm(
            file=file, refusal_id=refusal_id, roles=roles_of(request.user), by=request.worker
        )
    except actions.CannotConfirm:
        not_taken(
            request,
            "It was confirmed meanwhile, or it is not yours to confirm: a line manager or senior"
            " practitioner does who neither decided nor recorded it (clause 3.3.2 c).",
            say=messages.error,
        )
    else:
        messages.success(request, "Confirmed. If things change, have it decided again.")
    return redirect("refusals:refusals", reference)


@require_safe
def waiting(request: WorkerRequest) -> HttpResponse:
    """List the decisions not to warn that wait for a second person."""
    if not access.confirms(request.worker):
        raise Hidden("refusals_hidden")
    context = {"refusals": access.waiting(request.worker)}
    return render(request, "refusals/waiting.html", context)
