"""The client's register, and a request from asking to submission."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures import actions
from disclosures.access import (
    colleagues_for_second_opinion,
    consents_on,
    contacts,
    entries_to_pick,
    open_own_draft,
    open_request,
    releases_on,
    requests_on,
)
from disclosures.clauses.bases import BASES, TO_OTHERS, bases_for
from disclosures.forms import (
    AskForm,
    NoteDiscussionForm,
    RelevanceForm,
    ToldForm,
    WithdrawRequestForm,
)
from disclosures.models import DisclosureRequest, RequestItem
from disclosures.own_requests import MOST, REFUSED_DAYS, stands
from disclosures.own_requests import own_requests as asked_by
from disclosures.pages import initial_of, request_page
from disclosures.picture import Basis

State = DisclosureRequest.State


@require_safe
def register(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show everything that was released from a file, and what is under way (clause 1.2)."""
    file = open_file(request.worker, reference, purpose="disclosures")
    context = {
        **in_file(request.worker, file, "disclosures"),
        "releases": releases_on(file),
        "requests": requests_on(file),
        "today": timezone.localdate(),
    }
    return render(request, "disclosures/register.html", context)


@require_safe
def own_requests(request: WorkerRequest) -> HttpResponse:
    """List what the worker asked to disclose: what they have to go on with first, then what they wait for."""
    asked = [(each, *stands(each)) for each in asked_by(request.worker)]
    context = {"asked": asked, "most": MOST, "refused_days": REFUSED_DAYS}
    return render(request, "disclosures/own_requests.html", context)


def _ask_form(
    file: CaseFile,
    data: Any,
    basis: Basis,
    changed: DisclosureRequest | None = None,
    chosen: dict[str, str] | None = None,
) -> AskForm:
    people = contacts(beside=file)  # first: it opens all that the others show with one query
    start = {**initial_of(changed), **(chosen or {})} if changed else None
    return AskForm(
        data,
        basis=basis,
        initial=start,
        entries=entries_to_pick(file),
        contacts=people,
        consents=consents_on(file),
        corrects=changed is not None and changed.corrects,  # type: ignore[attr-defined]
    )


@require_safe
def choose_basis(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show on what grounds something may leave, each with its clause and when it is the right one."""
    file = open_file(request.worker, reference, purpose="ask_to_disclose", right="contribute")
    context = {**in_file(request.worker, file, "disclosures"), "bases": bases_for(file.service)}
    return render(request, "disclosures/choose_basis.html", context)


@require_http_methods(["GET", "POST"])
def ask_to_disclose(request: WorkerRequest, reference: str, basis: Basis) -> HttpResponse:
    """Begin a request on one basis: to whom, which entries or words, on what ground."""
    file = open_file(request.worker, reference, purpose="ask_to_disclose", right="contribute")
    form, by = _ask_form(file, request.POST or None, basis), request.worker
    if not form.is_valid():
        context = {**in_file(by, file, "disclosures"), "form": form, "named": BASES[basis]}
        return render(request, "disclosures/ask_to_disclose.html", context)
    key = form.record_id(by)
    written_once(
        DisclosureRequest,
        key,
        lambda: actions.ask_to_disclose(file=file, says=form.says(key), by=by),
    )
    return redirect("disclosures:request", key)


@require_safe
def request(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Show a request: what is missing clause by clause, and what can be done next."""
    found = open_request(request.worker, request_id, purpose="disclosure")
    return render(request, "disclosures/request.html", request_page(request.worker, found))


@require_http_methods(["GET", "POST"])
def change_request(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Change one's own draft; `consent` names one just recorded for it, which stands chosen."""
    found = open_own_draft(request.worker, request_id, purpose="change_request")
    if found.basis not in TO_OTHERS:
        raise Http404  # what a client asked to see is not another's to choose
    chosen = {name: said for name in ("consent",) if (said := request.GET.get(name))}
    form = _ask_form(found.file, request.POST or None, Basis(found.basis), found, chosen)
    if form.is_valid() and (stands := actions.bound_to_another(found, form.says(found.id))):
        form.add_error(*stands)
    if not form.is_valid():
        shown = {**in_file(request.worker, found.file, "disclosures"), "request_id": found.id}
        shown["named"] = BASES[form.basis]
        return render(request, "disclosures/change_request.html", {**shown, "form": form})
    says = form.says(found.id)
    return _done(
        request, found, lambda: actions.change_request(request=found, says=says, by=request.worker)
    )


@require_http_methods(["GET", "POST"])
def note_discussion(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Record the discussion that raised risk asks for (clause 3.3.2 c)."""
    found = open_own_draft(request.worker, request_id, purpose="note_discussion")
    colleagues = colleagues_for_second_opinion(request.worker, found.file.service)
    form = NoteDiscussionForm(request.POST or None, colleagues=colleagues)
    if not form.is_valid():
        context = {**in_file(request.worker, found.file, "disclosures"), "form": form}
        return render(
            request, "disclosures/note_discussion.html", {**context, "request_id": found.id}
        )
    says = {"on": form.cleaned_data["on"], "words": form.cleaned_data["words"]}
    return _done(
        request,
        found,
        lambda: actions.note_discussion(
            request=found, with_whom=form.colleague(), by=request.worker, **says
        ),
    )


@require_http_methods(["GET", "POST"])
def say_relevance(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Say of each entry what it has to do with ending his abuse (clause 4.3.1)."""
    found = open_own_draft(request.worker, request_id, purpose="say_relevance")
    load_keys([KeyRef("file", found.file_id), *found.recipient_keys()])
    items = list(RequestItem.objects.filter(request=found).select_related("entry"))
    form = RelevanceForm(request.POST or None, items=items)
    if not form.is_valid():
        context = {**in_file(request.worker, found.file, "disclosures"), "form": form}
        shown = {**context, "request_id": found.id}
        return render(request, "disclosures/say_relevance.html", shown)
    said, by = form.relevance(), request.worker
    return _done(
        request, found, lambda: actions.say_relevance(request=found, relevance=said, by=by)
    )


@require_http_methods(["GET", "POST"])
def record_told(request: WorkerRequest, reference: str, basis: Basis) -> HttpResponse:
    """Record what was told by word of mouth already; nothing stands in the way of that."""
    file = open_file(request.worker, reference, purpose="record_told", right="contribute")
    people = contacts(beside=file)
    by, consents = request.worker, consents_on(file)
    form = ToldForm(request.POST or None, basis=basis, contacts=people, consents=consents)
    if not form.is_valid():
        context = {**in_file(by, file, "disclosures"), "form": form, "named": BASES[basis]}
        return render(request, "disclosures/record_told.html", context)
    key, spoken = form.record_id(by), form.spoken()
    written_once(
        DisclosureRequest,
        key,
        lambda: (
            actions.record_told(
                file=file,
                says=form.says(key),
                spoken=spoken,
                by=by,
                may_go=form.cleaned_data["may_go"],
            ).request
        ),
    )
    messages.success(request, "It is recorded. Somebody else looks at it within a day.")
    return redirect("disclosures:register", reference)


@require_POST
def submit(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Put a request before the managers; what is missing is said instead."""
    found = open_request(request.worker, request_id, purpose="submit", right="contribute")
    if found.requester_id != request.worker.pk:
        raise Refused("Only the one who asks can do this.", "submit", file=found.file_id)
    return _done(
        request,
        found,
        lambda: actions.submit(request=found, by=request.worker),
        "It waits for a manager to sign it off.",
    )


@require_http_methods(["GET", "POST"])
def withdraw_request(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """End one's own request before it leaves."""
    found = open_request(request.worker, request_id, purpose="withdraw", right="contribute")
    if found.requester_id != request.worker.pk:
        raise Refused("Only the one who asks can do this.", "withdraw", file=found.file_id)
    form = WithdrawRequestForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(request.worker, found.file, "disclosures"), "form": form}
        return render(
            request, "disclosures/withdraw_request.html", {**context, "request_id": found.id}
        )
    return _done(
        request,
        found,
        lambda: actions.withdraw_request(request=found, by=request.worker),
        "The request is withdrawn.",
    )


def _done(
    request: WorkerRequest, found: DisclosureRequest, act: Callable[[], object], said: str = ""
) -> HttpResponse:
    """Act, and go back to the request; a refusal is shown on its page with the reasons."""
    try:
        act()
    except (actions.NotNow, actions.Obstructed) as refusal:
        return refused(request, found.id, refusal)
    if said:
        messages.success(request, said)
    return redirect("disclosures:request", found.id)


def refused(
    request: WorkerRequest, request_id: UUID, refusal: actions.NotNow | actions.Obstructed
) -> HttpResponse:
    """Show a request as it is now with what stood in the way."""
    now = open_request(request.worker, request_id, purpose="disclosure")
    context = {**request_page(request.worker, now), "refusal": refusal}
    return render(request, "disclosures/request.html", context, status=409)
