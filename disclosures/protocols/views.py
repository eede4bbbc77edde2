"""Pages of sharing protocols: the list, proposing one, one with its decision, its end, copies and named files."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from disclosures.access import contacts
from staff.access import has_role
from staff.models import Role
from staff.once import written_once

from . import access, actions
from .forms import CopyForm, DecideForm, EndForm, NameFileForm, ProposeForm
from .models import Protocol

form_page = require_http_methods(["GET", "POST"])
SAID = {
    "done": "It is noted.",
    "own": "You proposed it, so another manager decides.",
    "decided": "Somebody has decided about it already.",
    "over": "Its last day is over. Have it proposed anew.",
    "changed": "It is not as you saw it. Look at it once more.",
    "ended": "It had ended already.",
}
FOR_OTHERS = "A line manager ends a protocol, or whoever proposed it."


@require_safe
def protocols(request: WorkerRequest) -> HttpResponse:
    """List the protocols."""
    context = {"protocols": access.protocols(), "today": timezone.localdate()}
    return render(request, "protocols/protocols.html", context)


@form_page
def propose(request: WorkerRequest) -> HttpResponse:
    """Propose a protocol."""
    form = ProposeForm(request.POST or None, people=contacts())
    if not form.is_valid():
        return render(request, "protocols/propose.html", {"form": form})
    key, by = form.record_id(request.worker), request.worker
    made = written_once(
        Protocol, key, lambda: actions.propose(terms=form.terms(), protocol_id=key, by=by)
    )
    messages.success(request, "It is proposed. A line manager who is somebody else agrees to it.")
    return redirect("protocols:protocol", made.id)


@require_safe
def protocol(request: WorkerRequest, protocol_id: UUID) -> HttpResponse:
    """Show a protocol with all that belongs to it."""
    found, worker = access.open_protocol(protocol_id), request.worker
    manages, own = has_role(worker, Role.LINE_MANAGER), found.proposed_by_id == worker.pk
    context = {"protocol": found, "own": own, "today": timezone.localdate()}
    context.update(
        parties=access.parties_of(found),
        readers=access.readers_of(found),
        files=access.files_of(found) if found.clients == Protocol.Clients.NAMED else [],
        decides=manages and not own and found.outcome == Protocol.Outcome.WAITS,
        ends=own or (manages and found.outcome == Protocol.Outcome.AGREED),
    )
    return render(request, "protocols/protocol.html", context)


@form_page
def decide(request: WorkerRequest, protocol_id: UUID) -> HttpResponse:
    """Agree to a protocol or refuse it, as a line manager who did not propose it."""
    found, worker = access.open_protocol(protocol_id), request.worker
    if not has_role(worker, Role.LINE_MANAGER):
        raise Refused("A line manager decides about it.", "protocol_decide_refused")
    form = DecideForm(request.POST or None, initial={"seen": actions.print_of_parties(found)})
    if not form.is_valid():
        readers = access.readers_of(found)
        context = {"protocol": found, "form": form, "readers": readers}
        return render(request, "protocols/decide.html", context)
    agree, seen = form.cleaned_data["decision"] == "agree", form.cleaned_data["seen"]
    said = actions.decide(protocol=found, agree=agree, seen=seen, by=worker)
    messages.info(request, SAID[said])
    return redirect("protocols:protocol", found.id)


@form_page
def end(request: WorkerRequest, protocol_id: UUID) -> HttpResponse:
    """End a protocol, or withdraw one's proposal."""
    found, worker = access.open_protocol(protocol_id), request.worker
    if found.proposed_by_id != worker.pk and not has_role(worker, Role.LINE_MANAGER):
        raise Refused(FOR_OTHERS, "protocol_end_refused")
    form = EndForm(request.POST or None)
    if not form.is_valid():
        return render(request, "protocols/end.html", {"protocol": found, "form": form})
    said = actions.end(protocol=found, by=worker)
    messages.info(request, SAID.get(said, FOR_OTHERS))
    return redirect("protocols:protocol", found.id)


@form_page
def record_copy(request: WorkerRequest, protocol_id: UUID, party_id: UUID) -> HttpResponse:
    """Record that an agency got its copy (clause 5.5)."""
    found = access.open_protocol(protocol_id)
    party = access.open_party(found, party_id)
    form = CopyForm(request.POST or None)
    if not form.is_valid():
        context = {"protocol": found, "party": party, "form": form}
        return render(request, "protocols/record_copy.html", context)
    actions.record_copy(party=party, given_on=form.cleaned_data["given_on"], by=request.worker)
    messages.success(request, "It is recorded.")
    return redirect("protocols:protocol", found.id)


@form_page
def name_file(request: WorkerRequest, protocol_id: UUID) -> HttpResponse:
    """Name a case file in a protocol for named files, through the file's own door."""
    found = access.open_protocol(protocol_id)
    if found.clients != Protocol.Clients.NAMED:
        not_taken(request, "This protocol is not for named files.")
        return redirect("protocols:protocol", found.id)
    form = NameFileForm(request.POST or None)
    if not form.is_valid():
        return render(request, "protocols/name_file.html", {"protocol": found, "form": form})
    reference = form.cleaned_data["reference"]
    file = open_file(request.worker, reference, purpose="name_in_protocol", right="contribute")
    actions.name_file(protocol=found, file=file, by=request.worker)
    messages.success(request, "The file is named in it.")
    return redirect("protocols:protocol", found.id)


@require_POST
def take_file_off(request: WorkerRequest, protocol_id: UUID, named_id: UUID) -> HttpResponse:
    """Take a file off a protocol."""
    named = access.open_named_file(protocol_id, named_id)
    by, reference = request.worker, named.file.reference
    named.file = open_file(by, reference, purpose="name_in_protocol", right="contribute")
    actions.take_file_off(named=named, by=by)
    messages.success(request, "The file is not named in it any more.")
    return redirect("protocols:protocol", protocol_id)
