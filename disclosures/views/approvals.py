"""What waits for a manager, and deciding about it with everything on one page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Refused, WorkerRequest
from disclosures import actions
from disclosures.access import approvals_open_to, open_request, signs_as, to_look_at
from disclosures.clauses.bases import REPORTED
from disclosures.dossier import load_dossier
from disclosures.forms import DecideForm, TakeBackForm
from disclosures.models import DisclosureRequest, SignOff
from disclosures.pages import decision_page
from disclosures.signing import LOOKING_ROLES, deciding_on
from disclosures.views.requests import refused
from staff.access import roles_held
from staff.step_up import proof_first


@require_safe
def approvals(request: WorkerRequest) -> HttpResponse:
    """List the requests that wait for somebody like this worker."""
    context = {
        "requests": approvals_open_to(request.worker),
        "ahead": to_look_at(request.worker),
        "looks": bool(roles_held(request.worker) & LOOKING_ROLES),
        "now": timezone.now(),
    }
    return render(request, "disclosures/approvals.html", context)


@require_http_methods(["GET", "POST"])
def approval(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Decide about a request: sign off, refuse, or send back; never one's own (E12).

    Signing off takes a fresh passkey or code: at a screen that its manager left, whoever asked could do it themself.
    """
    found = open_request(request.worker, request_id, purpose="approval")
    if (
        not signs_as(request.worker, found.basis).roles & deciding_on(found.basis)
        or found.requester_id == request.worker.pk
    ):
        raise Refused("Somebody else has to decide about this.", "approval", file=found.file_id)
    draft = found.state == DisclosureRequest.State.DRAFT
    if draft and actions.may_take_back(load_dossier(found), request.worker):
        return _take_back(request, found)
    form = DecideForm(request.POST or None, reported=found.basis in REPORTED)
    if not form.is_valid():
        context = decision_page(request.worker, found, form)
        return render(request, "disclosures/approval.html", context)
    says = form.cleaned_data
    approves = says["decision"] == SignOff.Decision.APPROVE
    if approves and (proof := proof_first(request)) is not None:
        return proof
    try:
        given = actions.decide(
            request=found,
            decision=SignOff.Decision(says["decision"]),
            words=says["words"],
            content=says["content"],
            says_not_partner=says["says_not_partner"],
            by=request.worker,
        )
    except (actions.NotNow, actions.Obstructed) as refusal:
        return refused(request, found.id, refusal)
    messages.success(request, f"Recorded: {given.get_decision_display().lower()}.")
    return redirect("disclosures:approvals")


def _take_back(request: WorkerRequest, found: DisclosureRequest) -> HttpResponse:
    """Take back one's concern about a draft, which it sent there."""
    form = TakeBackForm(request.POST or None)
    if not form.is_valid():
        context = decision_page(request.worker, found, form)
        return render(request, "disclosures/approval.html", context)
    try:
        says = form.cleaned_data["words"]
        actions.take_concern_back(request=found, words=says, by=request.worker)
    except actions.NotNow as refusal:
        return refused(request, found.id, refusal)
    messages.success(request, "Your concern is taken back. It stays on record.")
    return redirect("disclosures:request", found.id)
