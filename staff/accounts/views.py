"""Pages about who works here: the list, a person, asking for a change, deciding it."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.models import Worker
from staff.step_up import step_up_required

from . import actions
from .access import (
    asks_for_everybody,
    history_of,
    may_ask,
    may_decide,
    open_change,
    open_person,
    person_to_change,
    waiting_changes,
)
from .access import people as people_of
from .dormant import unused_accounts
from .forms import DecideForm, LendForm, PlaceForm, StartForm, SureForm, TeamForm, WhyForm
from .models import Change
from .showing import as_place, differences, managed_by, offered

Kind = Change.Kind
WHY_NOT = {
    "decided": "Somebody else has decided about it meanwhile.",
    "lapsed": "It waited for longer than 14 days and has lapsed. It can be asked for again.",
    "own": "You asked for it, so somebody else decides.",
    "asker_left": "Whoever asked for it may not ask for it any more. It can be refused.",
    "too_few": "Too few people would be left to decide about accounts: there have to be two in post.",
    "unfit": "They can’t stand in any more, or the time is over. Refuse it, and ask for somebody else.",
    "name_taken": "The sign-in name or the team’s name is taken. Refuse it, and ask for it with another name.",
}


@require_safe
def people(request: WorkerRequest) -> HttpResponse:
    """List who works here and the changes that wait."""
    context = {
        "people": people_of(request.worker),
        "waiting": waiting_changes(request.worker),
        "may_ask": may_ask(request.worker),
        "asks_for_everybody": asks_for_everybody(request.worker),
    }
    return render(request, "accounts/people.html", context)


@require_safe
def person(request: WorkerRequest, person_id: UUID) -> HttpResponse:
    """Show one person as they stand, what was asked about them, and what may be asked."""
    found = open_person(request.worker, person_id)
    context = {
        "person": found,
        "rows": as_place(found),
        "history": history_of(found, request.worker),
        "offered": offered(found, request.worker),
    }
    return render(request, "accounts/person.html", context)


@require_safe
def unused(request: WorkerRequest) -> HttpResponse:
    """List accounts that nobody uses, each with what can be asked about it."""
    context = {
        "found": unused_accounts(request.worker),
        "listed_days": settings.DORMANT_LISTED_DAYS,
        "suspended_days": settings.DORMANT_SUSPENDED_DAYS,
    }
    return render(request, "accounts/unused.html", context)


@require_http_methods(["GET", "POST"])
def start(request: WorkerRequest) -> HttpResponse:
    """Ask for an account for somebody new."""
    if not may_ask(request.worker):
        raise Hidden("account_start_hidden")
    initial = {} if asks_for_everybody(request.worker) else {"line_manager": request.worker.pk}
    form = StartForm(request.POST or None, kind=Kind.START, initial=initial)
    return _ask(request, form, Kind.START, None)


@require_http_methods(["GET", "POST"])
def team(request: WorkerRequest) -> HttpResponse:
    """Ask for a new team."""
    if not asks_for_everybody(request.worker):
        raise Hidden("account_team_hidden")
    return _ask(request, TeamForm(request.POST or None, kind=Kind.TEAM), Kind.TEAM, None)


@require_http_methods(["GET", "POST"])
def ask(request: WorkerRequest, person_id: UUID, kind: str) -> HttpResponse:
    """Ask for one of the changes to somebody's account."""
    found = person_to_change(request.worker, person_id)
    if kind not in offered(found, request.worker):
        raise Hidden("account_change_not_offered")
    return _ask(request, _form(request, kind, found), Kind(kind), found)


def _form(request: WorkerRequest, kind: str, about: Worker) -> forms.Form:
    data = request.POST or None
    if kind == Kind.MOVE:
        initial = {
            "name": about.display_name,
            "role": about.role,
            "service": about.service,
            "team": about.team_id,
            "line_manager": about.line_manager_id,
            "manages": [team.pk for team in managed_by(about)],
        }
        return PlaceForm(data, kind=kind, about=about, initial=initial)
    if kind == Kind.LEND:
        return LendForm(data, kind=kind)
    return (SureForm if kind in (Kind.SUSPEND, Kind.LEAVE) else WhyForm)(data, kind=kind)


def _ask(
    request: WorkerRequest, form: forms.Form, kind: Kind, about: Worker | None
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        return _asked(request, form, kind, about)
    return render(request, "accounts/ask.html", {"form": form, "kind": kind, "person": about})


@step_up_required
def _asked(
    request: WorkerRequest, form: forms.Form, kind: Kind, about: Worker | None
) -> HttpResponse:
    said = form.cleaned_data
    place = form.place() if isinstance(form, PlaceForm) else None
    if kind in (Kind.TEAM, Kind.LEND):
        place = actions.Place(
            name=said.get("name", ""), role=said.get("role", ""), service=said.get("service", "")
        )
    whom = about.pk if about else (actions.new_person() if kind == Kind.START else None)
    try:
        change, code = actions.ask(
            kind=kind,
            why=said["why"],
            person=whom,
            by=request.worker,
            place=place,
            sign_in_name=said.get("sign_in_name", ""),
            until=said.get("until"),
        )
    except actions.NotAsked as refused:
        form.add_error(None, str(refused))
        return render(request, "accounts/ask.html", {"form": form, "kind": kind, "person": about})
    if code:
        return render(
            request, "accounts/code.html", {"change": change, "code": code, "asked": True}
        )
    messages.success(request, "Asked for. Somebody else has to agree to it.")
    return redirect("accounts:change", change.pk)


@require_http_methods(["GET", "POST"])
def change(request: WorkerRequest, change_id: UUID) -> HttpResponse:
    """Show what a change would do; somebody who did not ask for it decides."""
    found = open_change(request.worker, change_id)
    form = DecideForm(request.POST or None)
    decides = may_decide(request.worker) and found.asked_by_id != request.worker.pk
    if request.method == "POST" and not decides:
        raise Hidden("account_change_not_decided")
    if form.is_valid():
        return _decide(request, found, agree=form.cleaned_data["decision"] == "agree")
    context: dict[str, Any] = {"change": found, "form": form, "decides": decides}
    context |= {"rows": differences(found), "own": found.asked_by_id == request.worker.pk}
    return render(request, "accounts/change.html", context)


@step_up_required
def _decide(request: WorkerRequest, found: Change, *, agree: bool) -> HttpResponse:
    answer, code = actions.decide(change=found, agree=agree, by=request.worker)
    if answer == "hidden":
        raise Hidden("account_change_not_decided")
    if answer != "done":
        not_taken(request, WHY_NOT[answer], say=messages.warning)
        return redirect("accounts:change", found.pk)
    if code:
        return render(
            request, "accounts/code.html", {"change": found, "code": code, "asked": False}
        )
    messages.success(request, "Agreed, and done." if agree else "Refused. Nothing has changed.")
    return redirect("accounts:people")


@require_POST
def withdraw(request: WorkerRequest, change_id: UUID) -> HttpResponse:
    """Take back what one has asked for."""
    found = open_change(request.worker, change_id)
    if found.asked_by_id != request.worker.pk:
        raise Hidden("account_change_not_own")
    if actions.withdraw(change=found, by=request.worker):
        messages.success(request, "Withdrawn.")
    else:
        not_taken(request, WHY_NOT["decided"])
    return redirect("accounts:people")
