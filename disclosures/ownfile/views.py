"""Pages of requests for one's own file: taking one down, what is said of it, preparing, arranging, ending."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.contacting.profile import read
from clients.models import CaseFile, Entry
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Hidden, Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from disclosures.actions.lock import NotNow
from disclosures.held import what_holds
from staff.access import roles_of

from . import access, actions, arranging, due, for_clients, rules
from .forms import ArrangeForm, AskForm, EndForm, ExplainForm
from .lines import in_words
from .models import Arrangement, FileRequest, Step
from .steps import PICKS, STEPS
from .withheld import withheld_from

NOT_YOURS = (
    "You can see this file, but this is for whoever writes in it, or a manager or lead who decides."
)


def open_for(request: WorkerRequest, reference: str, purpose: str) -> CaseFile:
    """Open a file for whoever writes in it, or sees it and decides about requests; raises Hidden or Refused."""
    file = open_file(request.worker, reference, purpose=purpose)
    writes = "contribute" in (file.rights_at_door or ())
    if not writes and roles_of(request.user).isdisjoint(rules.DECIDES):
        raise Refused(NOT_YOURS, "file_request_refused", file=file.id)
    return file


def page(request: WorkerRequest, file: CaseFile, name: str, **more: Any) -> HttpResponse:
    """Return a page of this room inside its file; `status` tells that something stood in the way."""
    status = more.pop("status", 200)
    context = {**in_file(request.worker, file, "own_file"), **more}
    return render(request, f"ownfile/{name}.html", context, status=status)


@require_safe
def requests(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what the client asked for of their own file, complains of, and disputes."""
    file = open_file(request.worker, reference, purpose="own_file")
    return page(request, file, "requests", found=access.all_on(file), today=timezone.localdate())


@require_http_methods(["GET", "POST"])
def record_request(request: WorkerRequest, reference: str) -> HttpResponse:
    """Take down that somebody asked for the file; it is judged afterwards."""
    file = open_for(request, reference, "own_file")
    form, by = AskForm(request.POST or None, opened_on=file.opened_on), request.worker
    if not form.is_valid():
        return page(request, file, "record_request", form=form)
    key, says = form.record_id(by), form.asked()
    written_once(
        FileRequest, key, lambda: actions.record_request(file=file, says=says, key=key, by=by)
    )
    messages.success(request, "It is taken down. Confirm nothing to anybody before the next step.")
    return redirect("ownfile:request", reference, key)


@require_safe
def show_request(request: WorkerRequest, reference: str, request_id: UUID) -> HttpResponse:
    """Show a request: what is missing, what was said of it, what can be done."""
    file = open_file(request.worker, reference, purpose="own_file")
    opened = access.open_request(file, request_id)
    writes = "contribute" in (file.rights_at_door or ())
    acts = writes or not roles_of(request.user).isdisjoint(rules.DECIDES)
    ways = opened.ways(request.worker, roles_of(request.user)) if acts else ()
    package = access.package_of(opened)
    return page(
        request,
        file,
        "request",
        opened=opened,
        asked=opened.request,
        confirming=rules.against_confirming(opened.standing),
        unspoken=rules.is_unspoken(opened.standing),
        stays_here=rules.stays_here(opened.standing),
        ways=[STEPS[kind] for kind in ways],
        acts=acts and opened.is_open,
        said=[(each, in_words(each)) for each in reversed(opened.steps)],
        today=timezone.localdate(),
        package=package,
        holds=what_holds(opened.request.disclosure_id) if package and opened.is_open else [],
        arrangements=access.arrangements_of(opened),
        paper=access.paper_of(opened),
        lacks=_lacks(request, opened),
        takes_in=opened.takes_in(request.worker),
    )


def _lacks(request: WorkerRequest, opened: access.OpenRequest) -> str:
    """Return what is to be done about what was prepared and lacks something, "" where it lacks nothing."""
    if not opened.lacking:
        return ""
    if opened.takes_in(request.worker):
        return actions.LACKS
    return actions.NOT_YOUR_DRAFT if opened.is_draft else actions.TAKE_BACK


@require_http_methods(["GET", "POST"])
def say(request: WorkerRequest, reference: str, request_id: UUID, step: str) -> HttpResponse:
    """Note what was done about a request."""
    file = open_for(request, reference, "own_file")
    opened = access.open_request(file, request_id)
    if step not in set(rules.Kind) or rules.Kind(step) not in STEPS:
        raise Hidden("file_request_hidden", file=file.id)
    way = STEPS[rules.Kind(step)]
    by = request.worker
    if way.kind not in opened.ways(by, roles_of(request.user)):
        raise Refused(_whose(way.kind), "file_request_refused", file=file.id)
    rows = Entry.objects.filter(file=file).exclude(kind=Entry.Kind.HELD).order_by("-written_at")
    entries = list(rows) if way.kind in PICKS else []
    form = way.form(request.POST or None, opened=opened, entries=entries)
    if not form.is_valid():
        return page(request, file, "say", form=form, way=way, asked=opened.request)
    key, details, on = form.record_id(by), form.details(), form.cleaned_data["on"]
    says = {"request_id": request_id, "kind": way.kind, "on": on, "details": details}
    try:
        written_once(Step, key, lambda: actions.say(file=file, key=key, by=by, **says))
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return page(request, file, "say", form=form, way=way, asked=opened.request, status=409)
    messages.success(request, "It is noted.")
    return redirect("ownfile:request", reference, request_id)


def _whose(kind: rules.Kind) -> str:
    names = {"line_manager": "a line manager", "safeguarding_lead": "the safeguarding lead"}
    names["data_protection_lead"] = "the data protection lead"
    who = " or ".join(names[role] for role in sorted(rules.SAYS.get(kind, ())))
    if not who:
        return "This does not fit the request as it stands now."
    apart = " who did not take the request" if kind in rules.NOT_THE_RECORDER else ""
    return f"This is for {who}{apart}, while the request is open (clause {STEPS[kind].clause})."


@require_POST
def prepare(request: WorkerRequest, reference: str, request_id: UUID) -> HttpResponse:
    """Begin to prepare what was asked for, on the redaction workbench."""
    file = open_file(request.worker, reference, purpose="own_file", right="contribute")
    try:
        made = actions.prepare(file=file, request_id=request_id, by=request.worker)
    except NotNow as refusal:
        not_taken(request, str(refusal))
        return redirect("ownfile:request", reference, request_id)
    messages.success(
        request, "All that the file held is in it. Go through it for what others said."
    )
    return redirect("disclosures:request", made.id)


@require_http_methods(["GET", "POST"])
def arrange(request: WorkerRequest, reference: str, request_id: UUID) -> HttpResponse:
    """Arrange when the client reads their file: not before the notice, by safe contact alone."""
    file = open_file(request.worker, reference, purpose="own_file", right="contribute")
    opened, by = access.open_request(file, request_id), request.worker
    stays = rules.stays_here(opened.standing)
    ways = arranging.safe_ways(read(file.contact), by_email=not stays)
    form = ArrangeForm(request.POST or None, by=by, file=file, ways=ways)
    shown = {"form": form, "asked": opened.request, "opened": opened, "ways": ways}
    if not form.is_valid() or form.asks_of_blocked(file):
        return page(request, file, "arrange", **shown)
    key, says = form.record_id(by), form.arranging()
    try:
        written_once(
            Arrangement,
            key,
            lambda: arranging.arrange_viewing(
                file=file, request_id=request_id, says=says, key=key, by=by
            ),
        )
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return page(request, file, "arrange", status=409, **shown)
    messages.success(request, "It is arranged, and stands in the diary.")
    return redirect("ownfile:request", reference, request_id)


@require_http_methods(["GET", "POST"])
def explain(request: WorkerRequest, reference: str, request_id: UUID) -> HttpResponse:
    """Record what was explained after they read it, which ends the request."""
    file = open_file(request.worker, reference, purpose="own_file", right="contribute")
    opened, by = access.open_request(file, request_id), request.worker
    form = ExplainForm(request.POST or None)
    if not form.is_valid():
        return page(request, file, "explain", form=form, asked=opened.request)
    said = form.cleaned_data
    key, words = form.record_id(by), {name: said[name] for name in ("explained", "where", "asked")}
    try:
        written_once(
            Step,
            key,
            lambda: actions.explain(
                file=file, request_id=request_id, outcome=said["outcome"], on=said["on"],
                details=words, key=key, by=by,
            ),
        )  # fmt: skip
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return page(request, file, "explain", form=form, asked=opened.request, status=409)
    messages.success(request, "It is noted, and the request is closed.")
    return redirect("ownfile:request", reference, request_id)


@require_http_methods(["GET", "POST"])
def end(request: WorkerRequest, reference: str, request_id: UUID) -> HttpResponse:
    """End a request that was not read."""
    file = open_for(request, reference, "own_file")
    opened = access.open_request(file, request_id)
    form, asks = EndForm(request.POST or None), rules.Kind.PASSED_ON
    asks_lead = asks in opened.ways(request.worker, roles_of(request.user))
    shown = {"form": form, "asked": opened.request, "asks_lead": asks_lead}
    if not form.is_valid():
        return page(request, file, "end", **shown)
    try:
        actions.end(file=file, request_id=request_id, by=request.worker, **form.cleaned_data)
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return page(request, file, "end", **shown, status=409)
    messages.success(request, "The request is closed. Its file is no longer kept for it.")
    return redirect("ownfile:request", reference, request_id)


@require_safe
def withheld(request: WorkerRequest, reference: str, request_id: UUID) -> HttpResponse:
    """Show staff what was withheld from the client, and why; never shown to the client."""
    file = open_file(request.worker, reference, purpose="withheld", right="contribute")
    opened = access.open_request(file, request_id)
    found = withheld_from(opened)
    return page(request, file, "withheld", asked=opened.request, found=found)


@require_safe
def waiting(request: WorkerRequest) -> HttpResponse:
    """List what clients asked for on the files that the worker decides about, the first due first."""
    context = {"due": due.due_for(request.worker), "days": settings.OWN_FILE_WARN_DAYS}
    return render(request, "ownfile/waiting.html", context)


@require_safe
def tell_clients(request: WorkerRequest) -> HttpResponse:
    """Show what every client is told of reading their file, to be read with them or printed; it is of nobody's."""
    heading, words = for_clients.told()
    return render(request, "ownfile/for_clients.html", {"heading": heading, "words": words})
