"""Pages of requests about one of us: recording one, what is about oneself, what one handles, and its steps."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Hidden, WorkerRequest
from staff.once import written_once

from . import access, actions, rules
from .forms import RecordAskingForm, StepForm
from .models import Asking
from .pages import STAGES, facts, noted_in_words, recorded_facts
from .steps import STEPS


@require_safe
def home(request: WorkerRequest) -> HttpResponse:
    """List what was asked about the worker, what they handle, and what they recorded (clause 4.5.1)."""
    handled = access.handled_by(request.worker)
    context = {
        "about": access.about(request.worker),
        "open": [each for each in handled if each.stage != rules.Stage.CLOSED],
        "closed": [each for each in handled if each.stage == rules.Stage.CLOSED],
        "own": access.own_records(request.worker),
        "stages": STAGES,
    }
    return render(request, "askings/home.html", context)


@require_http_methods(["GET", "POST"])
def record_asking(request: WorkerRequest) -> HttpResponse:
    """Record that somebody asked for something about one of us; the answer is the same for all."""
    form = RecordAskingForm(request.POST or None)
    if not form.is_valid():
        context = {"form": form, "answer": settings.CALLER_ANSWER}
        return render(request, "askings/record_asking.html", context)
    key = form.record_id(request.worker)
    said = {name: value for name, value in form.cleaned_data.items() if name != "token"}
    written_once(
        Asking, key, lambda: actions.record_asking(asking_id=key, by=request.worker, **said)
    )
    messages.success(request, "It is recorded, and goes to their line manager.")
    return redirect("askings:record", key)


@require_safe
def record(request: WorkerRequest, asking_id: UUID) -> HttpResponse:
    """Show what the worker recorded; nothing of what is done about it."""
    asking = access.open_record(request.worker, asking_id)
    return render(request, "askings/record.html", {"rows": recorded_facts(asking)})


@require_safe
def asking(request: WorkerRequest, asking_id: UUID) -> HttpResponse:
    """Show a request to whoever handles it, or to whom it is about: what was said, noted, and can be done."""
    opened, now, by = (
        access.open_asking(request.worker, asking_id),
        timezone.now(),
        request.worker.pk,
    )
    case = opened.case
    context = {
        "asking": opened.asking,
        "rows": facts(opened.asking),
        "stage": STAGES[rules.stage(case)],
        "mine": case.subject == by,
        "withheld": rules.withheld(case, now),
        "noted": [noted_in_words(each) for each in reversed(opened.notes)],
        "ways": [step for step in STEPS.values() if access.allowed_now(opened, step.kind, by, now)],
    }
    return render(request, "askings/asking.html", context)


@require_http_methods(["GET", "POST"])
def note(request: WorkerRequest, asking_id: UUID, step: str) -> HttpResponse:
    """Take one step; a rule that stands against it is said with its clause, and the words are kept."""
    opened = access.open_asking(request.worker, asking_id)
    if step not in STEPS:
        raise Hidden("asking_step_hidden")
    asked = STEPS[step]
    form = StepForm(request.POST or None, step=asked, case=opened.case)
    if form.is_valid() and _noted(form, asking_id, request):
        messages.success(request, f"Noted: {asked.heading[:1].lower()}{asked.heading[1:]}.")
        return redirect("askings:asking", asking_id)
    context = {"asking": opened.asking, "step": asked, "form": form, "rows": facts(opened.asking)}
    return render(request, "askings/note.html", context)


def _noted(form: StepForm, asking_id: UUID, request: WorkerRequest) -> bool:
    by = request.worker
    try:
        actions.note(
            note_id=form.record_id(by),
            asking_id=asking_id,
            kind=form.step.kind,
            by=by,
            **form.note(),
        )
    except actions.CannotNote as error:
        form.add_error(None, f"{error.refusal.sentence} (clause {error.refusal.clause})")
        return False
    return True
