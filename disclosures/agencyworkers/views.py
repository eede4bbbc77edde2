"""Staff's pages about workers of partner agencies: who there is, inviting, deciding, ending."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from disclosures.protocols.access import open_protocol
from staff.access import has_role
from staff.models import Role
from staff.step_up import step_up_required

from . import access, actions
from .forms import DecideForm, EndForm, InviteForm
from .models import AgencyWorker

form_page = require_http_methods(["GET", "POST"])
ALREADY = "They are invited already, or somebody has asked for it."
FOR_OTHERS = "A line manager ends it, or whoever asked for it."
SAID = {
    "own": "You asked for it, so another manager decides.",
    "decided": "Somebody has decided about it already.",
    "no_protocol": "The protocol is not in force, or does not name them any more.",
    "no_codes": "The codes are lost. Withdraw it, and ask anew.",
    "ended": "It had ended already.",
    "done": "It is noted.",
}


@require_safe
def workers(request: WorkerRequest) -> HttpResponse:
    """List who of partner agencies may sign in, or was asked for."""
    found = [(each, *access.state_in_words(each)) for each in access.agency_workers()]
    return render(request, "agencyworkers/workers.html", {"found": found})


@form_page
@step_up_required
def invite(request: WorkerRequest, protocol_id: UUID, contact_id: UUID) -> HttpResponse:
    """Ask that somebody who is named in a protocol may sign in; their name and one code are shown once."""
    protocol = open_protocol(protocol_id)
    contact = access.open_reader(protocol, contact_id)
    form, by = InviteForm(request.POST or None, last=protocol.until), request.worker
    context = {"protocol": protocol, "contact": contact, "form": form}
    if protocol.outcome != "agreed" or protocol.ended_at is not None:
        not_taken(request, SAID["no_protocol"])
        return redirect("protocols:protocol", protocol.id)
    if not form.is_valid():
        return render(request, "agencyworkers/invite.html", context)
    key, until = form.record_id(by), form.cleaned_data["until"]
    try:
        asked, code = actions.invite(
            protocol=protocol, contact=contact, until=until, worker_id=key, by=by
        )
    except actions.InvitedAlready:
        not_taken(request, ALREADY)
        return redirect("agencyworkers:workers")
    return render(request, "agencyworkers/told.html", {**context, "asked": asked, "code": code})


@require_safe
def worker(request: WorkerRequest, worker_id: UUID) -> HttpResponse:
    """Show one of them, and what can be done."""
    asked, by = access.open_agency_worker(worker_id), request.worker
    manages, own = has_role(by, Role.LINE_MANAGER), asked.asked_by_id == by.pk
    state, kind = access.state_in_words(asked)
    context = {"asked": asked, "contact": asked.contact, "state": state, "kind": kind, "own": own}
    context["decides"] = manages and not own and asked.outcome == AgencyWorker.Outcome.WAITS
    context["ends"] = own or (manages and asked.outcome == AgencyWorker.Outcome.AGREED)
    return render(request, "agencyworkers/worker.html", context)


@form_page
@step_up_required
def decide(request: WorkerRequest, worker_id: UUID) -> HttpResponse:
    """Decide, as a line manager who did not ask; whoever agrees is shown the other code once."""
    asked, by = access.open_agency_worker(worker_id), request.worker
    if not has_role(by, Role.LINE_MANAGER):
        raise Refused("A line manager decides about it.", "agency_worker_decide_refused")
    form = DecideForm(request.POST or None)
    context = {"asked": asked, "contact": asked.contact, "form": form}
    if not form.is_valid():
        return render(request, "agencyworkers/decide.html", context)
    said, code = actions.decide(asked=asked, agree=form.cleaned_data["decision"] == "agree", by=by)
    if code:
        return render(request, "agencyworkers/told.html", {**context, "code": code})
    messages.info(request, SAID[said])
    return redirect("agencyworkers:worker", asked.id)


@form_page
def end(request: WorkerRequest, worker_id: UUID) -> HttpResponse:
    """End that somebody may sign in, or withdraw what one asked for."""
    asked, by = access.open_agency_worker(worker_id), request.worker
    if asked.asked_by_id != by.pk and not has_role(by, Role.LINE_MANAGER):
        raise Refused(FOR_OTHERS, "agency_worker_end_refused")
    form = EndForm(request.POST or None)
    if not form.is_valid():
        context = {"asked": asked, "contact": asked.contact, "form": form}
        return render(request, "agencyworkers/end.html", context)
    messages.info(request, SAID.get(actions.end(asked=asked, by=by), FOR_OTHERS))
    return redirect("agencyworkers:worker", asked.id)
