"""The page on which a manager of both services takes a turn, and ends it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from staff.step_up import step_up_required

from . import actions
from .access import check_turns, own
from .actions import Answer
from .fence_sql import MOST_ASKS
from .forms import TurnForm
from .models import LASTS, Turn

WHY_NOT = {
    Answer.NOTHING: "Nothing was opened. Look at the reference again: it has to be one half of a couple, of a team that"
    " you manage. A file that opens to you anyway needs no turn.",
    Answer.STANDS: "Nothing was opened: you have a turn already. End it first.",
    Answer.WAIT: "Nothing was opened yet. A page with another file of yours may still be on its way: close what you"
    " have open, and ask again in two minutes (edge E1).",
    Answer.LIMITED: f"Nothing was opened: you have asked {MOST_ASKS} times within an hour. Wait until it is over.",
}


@require_http_methods(["GET", "POST"])
def turn(request: WorkerRequest) -> HttpResponse:
    """Show the turn that runs, or take one: never a page with two references."""
    check_turns(request.worker)
    running = own(request.worker)
    form = TurnForm(request.POST or None) if running is None else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _begin(request)
    context = {"form": form, "turn": running, "minutes": int(LASTS.total_seconds()) // 60}
    if running:
        context["left"] = running.minutes_left(timezone.now())
    return render(request, "turns/turn.html", context)


@step_up_required
def _begin(request: WorkerRequest) -> HttpResponse:
    form = TurnForm(request.POST)
    if not form.is_valid():  # one runs, and what was typed beside it is not shown
        not_taken(request, WHY_NOT[Answer.STANDS], say=messages.warning)
        return redirect("turns:turn")
    answer = actions.begin(
        turn_id=form.record_id(request.worker),
        reference=form.cleaned_data["reference"],
        purpose=Turn.Purpose(form.cleaned_data["purpose"]),
    )
    if answer == Answer.OPENED:
        return redirect("clients:file", form.cleaned_data["reference"])
    not_taken(request, WHY_NOT[answer], say=messages.warning)
    return redirect("turns:turn")


@require_POST
def end(request: WorkerRequest, turn_id: UUID) -> HttpResponse:
    """End one's own turn now."""
    actions.end(turn_id=turn_id)
    messages.success(request, "Your turn has ended. Close the pages of that file.")
    return redirect("turns:turn")
