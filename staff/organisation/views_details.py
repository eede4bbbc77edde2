"""Pages of the organisation's details: what is in force, asking for a change, deciding it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.access.origin import address_of
from confidentiality.drafts.refusing import not_taken
from staff.accounts.forms import DecideForm
from staff.step_up import step_up_required

from . import changes
from .details import is_within, too_wide
from .fence_sql import NOTICE_DAYS
from .forms import DetailForm, form_for
from .in_force import details as in_force
from .in_force import overridden
from .models import DetailChange, Kind
from .showing import as_words, differences, title

ASKED_HERE = (Kind.LETTERS, Kind.NETWORKS, Kind.EMAIL, Kind.TURNS)
WHY_NOT = {
    "decided": "Somebody else has decided about it meanwhile.",
    "lapsed": "It waited for longer than 14 days and has lapsed. It can be asked for again.",
    "own": "You asked for it, so somebody else decides.",
    "asker_left": "Whoever asked for it may not ask for it any more. It can be refused.",
    "overtaken": "What it would change has changed meanwhile. Refuse it, and ask again.",
}


@require_safe
def overview(request: WorkerRequest) -> HttpResponse:
    """Show what is in force, what waits for a second person, and what was asked before."""
    waiting = changes.waiting_changes(request.worker)
    agreed = in_force()
    networks = agreed.get(Kind.NETWORKS, {}).get("networks", [])
    here = address_of(request)
    context = {
        "shown": [(kind, as_words(kind, agreed.get(kind, {}))) for kind in ASKED_HERE],
        "waiting": [(each, title(each)) for each in waiting],
        "history": [(each, title(each)) for each in changes.history(request.worker)],
        "overridden": overridden(),
        "email_set": Kind.EMAIL in agreed,
        "too_wide": too_wide(networks),
        "here": here,
        "in_office": is_within(here, networks),
        "networks": networks,
    }
    return render(request, "organisation/details.html", context)


@require_http_methods(["GET", "POST"])
def ask(request: WorkerRequest, kind: str) -> HttpResponse:
    """Ask for another name, other networks, or another mail server."""
    changes.open_details(request.worker)
    form = form_for(kind, request.POST or None, in_force().get(kind, {}))
    if form.is_valid():
        return _asked(request, form, Kind(kind))
    return _form_page(request, form, kind)


def _form_page(request: WorkerRequest, form: DetailForm, kind: str) -> HttpResponse:
    context = {"form": form, "kind": kind, "heading": Kind(kind).label}
    return render(request, "organisation/ask.html", context)


@step_up_required
def _asked(request: WorkerRequest, form: DetailForm, kind: Kind) -> HttpResponse:
    after = form.after()
    if typed := form.cleaned_data.get("password"):
        after["password"] = str(changes.keep_password(words=typed, by=request.worker))
    try:
        change = changes.ask(kind=kind, after=after, by=request.worker)
    except changes.NotAsked as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, kind)
    messages.success(request, "Asked for. Somebody else has to agree to it.")
    return redirect("organisation:change", change.pk)


@require_http_methods(["GET", "POST"])
def change(request: WorkerRequest, change_id: UUID) -> HttpResponse:
    """Show what a change would do; somebody who did not ask for it decides."""
    found = changes.open_change(request.worker, change_id)
    own = found.asked_by_id == request.worker.pk
    form = DecideForm(request.POST or None)
    if request.method == "POST" and own:
        raise Hidden("detail_change_own")
    if form.is_valid():
        return _decide(request, found, agree=form.cleaned_data["decision"] == "agree")
    shorter = found.kind == Kind.PERIOD and found.after["years"] < found.before["years"]
    context = {"change": found, "form": form, "own": own, "title": title(found)}
    context |= {"rows": differences(found), "shorter": shorter, "notice": NOTICE_DAYS}
    context["too_wide"] = too_wide(found.after.get("networks", []))
    return render(request, "organisation/change.html", context)


@step_up_required
def _decide(request: WorkerRequest, found: DetailChange, *, agree: bool) -> HttpResponse:
    answer = changes.decide(change=found, agree=agree)
    if answer == "hidden":
        raise Hidden("detail_change_not_decided")
    if answer != "done":
        not_taken(request, WHY_NOT[answer], say=messages.warning)
        return redirect("organisation:change", found.pk)
    messages.success(request, "Agreed, and done." if agree else "Refused. Nothing has changed.")
    return redirect("organisation:details")


@require_POST
def withdraw(request: WorkerRequest, change_id: UUID) -> HttpResponse:
    """Take back what one has asked for."""
    found = changes.open_change(request.worker, change_id)
    if found.asked_by_id != request.worker.pk:
        raise Hidden("detail_change_not_own")
    if changes.withdraw(change=found):
        messages.success(request, "Withdrawn.")
    else:
        not_taken(request, WHY_NOT["decided"])
    return redirect("organisation:details")
