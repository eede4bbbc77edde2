"""Pages of the breach register: reporting, what one reported, handling, proceedings and figures."""

import re
from functools import partial
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Hidden, WorkerRequest
from staff.access import roles_of
from staff.models import Role
from staff.once import written_once
from staff.rota.access import on_call

from . import access, actions, rules
from .forms import ReportForm, StepForm
from .models import Breach, Event
from .pages import STAGES, clock_in_words, noted_in_words, reported_in_words, tasks, told_to_hr
from .rules import Stage
from .steps import STEPS, ways

REFERENCES = re.compile(r"[0-9A-Z-]{4,12}(, [0-9A-Z-]{4,12}){0,3}")


@require_safe
def home(request: WorkerRequest) -> HttpResponse:
    """List what the worker reported and, for who handles breaches, what they handle: what waits first."""
    roles, year = roles_of(request.user), _year(request)
    handles, now = access.may_handle(roles), timezone.now()
    handled = access.handled_by(request.worker, year) if handles else []
    listed = [(each, clock_in_words(each.clock, each.due, now)) for each in handled]
    context = {
        "handles": handles,
        "open": [row for row in listed if row[0].stage != Stage.CLOSED],
        "closed": [row for row in listed if row[0].stage == Stage.CLOSED],
        "full": len(listed) >= access.MOST_HANDLED,
        "year": year,
        "this_year": timezone.localdate().year,
        "own": access.own_reports(request.worker),
        "stages": STAGES,
        "sees_figures": access.may_see_figures(roles),
        "sees_proceedings": Role.HR in roles,
    }
    return render(request, "breaches/home.html", context)


def _year(request: HttpRequest) -> int:
    """Return the year whose closed breaches are asked for; this year's where none is, or it is no year."""
    asked = request.GET.get("year", "")
    this = timezone.localdate().year
    return (
        int(asked)
        if asked.isascii() and asked.isdigit() and 2000 <= int(asked[:5]) <= this
        else this
    )


@require_http_methods(["GET", "POST"])
def report_breach(request: WorkerRequest) -> HttpResponse:
    """Report a breach or near miss: everybody who works here (clause 1.1); whom to ring stands first."""
    form, by = ReportForm(request.POST or None, initial=_named_in(request)), request.worker
    if not form.is_valid():
        context = {"form": form, "leads": access.leads(), "ring": settings.SAFETY_CALL}
        context["on_call"] = on_call(by)
        return render(request, "breaches/report_breach.html", context)
    breach_id = form.record_id(by)
    write = partial(actions.report, breach_id=breach_id, by=by, **form.report())
    written_once(Breach, breach_id, write)
    messages.success(
        request, "Thank you. It is reported, and those who handle breaches see it now."
    )
    return redirect("breaches:own_report", breach_id)


def _named_in(request: HttpRequest) -> dict[str, str]:
    """Return what a page that leads here named: references alone, such as a case file's and a package's."""
    named = request.GET.get("about", "")
    return {"named": named} if REFERENCES.fullmatch(named) else {}


@require_safe
def own_report(request: WorkerRequest, breach_id: UUID) -> HttpResponse:
    """Show what the worker reported, and whether it is in hand or closed; nothing of the handling."""
    breach, turns = access.open_report(request.worker, breach_id)
    stage = rules.stage(access.case_of(breach, turns))
    context = {
        "breach": breach,
        "rows": reported_in_words(breach),
        "turns": turns,
        "stage": STAGES[stage],
        "is_before_somebody": access.is_before_somebody(breach),
        "rings": breach.danger != Breach.Danger.NO and stage == Stage.REPORTED,
        "leads": access.leads(),
        "ring": settings.SAFETY_CALL,
    }
    return render(request, "breaches/own_report.html", context)


@require_safe
def breach(request: WorkerRequest, breach_id: UUID) -> HttpResponse:
    """Show a breach to whoever handles it: what was reported, what is missing, what was noted."""
    found, events = access.open_breach(request.worker, breach_id)
    case, now = access.case_of(found, events), timezone.now()
    due = rules.due_at(case, access.within())
    context = {
        "breach": found,
        "case": case,
        "rows": reported_in_words(found),
        "clock": clock_in_words(rules.clock(case, now, access.within()), due, now),
        "aware": rules.aware_at(case),
        "due": due,
        "stage": STAGES[rules.stage(case)],
        "is_closed": rules.stage(case) == Stage.CLOSED,
        "call_owed": rules.call_owed(case),
        "tasks": tasks(case, request.worker.pk, partial(_address, breach_id)),
        "ways": ways(case, request.worker.pk),
        "noted": [noted_in_words(each) for each in reversed(events)],
    }
    return render(request, "breaches/breach.html", context)


def _address(breach_id: UUID, kind: rules.Kind) -> str:
    return reverse("breaches:record_step", args=[breach_id, kind.replace("_", "-")])


@require_http_methods(["GET", "POST"])
def record_step(request: WorkerRequest, breach_id: UUID, step: str) -> HttpResponse:
    """Note one thing on a breach; a rule that stands against it is said with its clause, and the words are kept."""
    found, events = access.open_breach(request.worker, breach_id)
    if step not in STEPS:
        raise Hidden("breach_step_hidden")
    asked, by, case = STEPS[step], request.worker, access.case_of(found, events)
    form = StepForm(request.POST or None, step=asked, by=by, shown=len(events))
    if form.is_valid() and _noted(form, found, asked.kind, request):
        messages.success(request, f"Noted: {asked.heading[:1].lower()}{asked.heading[1:]}.")
        mine = asked.kind != rules.Kind.CONCERNED or form.cleaned_data["worker"] != by
        return redirect("breaches:breach", breach_id) if mine else redirect("breaches:home")
    context = {
        "breach": found,
        "step": asked,
        "form": form,
        "refusal": rules.refusal(case, asked.kind, by.pk) if not form.is_bound else None,
        "decision": _decision(case, events, asked.kind),
    }
    return render(request, "breaches/record_step.html", context)


def _noted(form: StepForm, found: Breach, kind: rules.Kind, request: WorkerRequest) -> bool:
    by = request.worker
    try:
        shown = form.cleaned_data["shown"]
        event_id = form.record_id(by)
        actions.note(event_id=event_id, breach=found, kind=kind, by=by, shown=shown, **form.note())
    except actions.CannotNote as error:
        form.add_error(None, f"{error.refusal.sentence} (clause {error.refusal.clause})")
        return False
    return True


def _decision(case: rules.Case, events: list[Event], kind: rules.Kind) -> Event | None:
    """Return the decision that is to be confirmed, for the page on which it is."""
    if kind != rules.Kind.CONFIRMED or rules.undecided(case) is None:
        return None
    return next(each for each in reversed(events) if each.kind == rules.Kind.NOT_REPORTED)


@require_safe
def proceedings(request: WorkerRequest) -> HttpResponse:
    """Show HR what it is told of disciplinary proceedings after breaches (clause 5.1.8)."""
    told = [told_to_hr(each) for each in access.proceedings(roles_of(request.user))]
    return render(request, "breaches/proceedings.html", {"told": told})


@require_safe
def figures(request: WorkerRequest) -> HttpResponse:
    """Show how many breaches and near misses there were, by month and level: numbers only."""
    months = access.figures(roles_of(request.user))
    return render(
        request, "breaches/figures.html", {"months": months, "levels": Event.Level.choices}
    )
