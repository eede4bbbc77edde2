"""Pages of whoever reviews emergency access: the queue, one review, and searches by description."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import actions
from .access import (
    due,
    looked_at,
    may_review_any,
    not_justified,
    open_review,
    open_search,
    overdue,
    searches_to_answer,
    waiting_for,
    wall_alerts,
)
from .forms import AnsweredForm, ReviewForm
from .models import EmergencyAccess
from .words import in_words


@require_safe
def reviews(request: WorkerRequest) -> HttpResponse:
    """List what runs and what waits for this worker's review, and who is looked for."""
    if not may_review_any(request.worker):
        raise Hidden("emergency_reviews_hidden")
    accesses = waiting_for(request.worker)
    context = {
        "accesses": [(access, due(access), overdue(access)) for access in accesses],
        "searches": searches_to_answer(request.worker),
        "wall_alerts": wall_alerts(request.worker),
        "not_justified": not_justified(),
        "now": timezone.now(),
    }
    return render(request, "emergency/reviews.html", context)


@require_http_methods(["GET", "POST"])
def review(request: WorkerRequest, access_id: UUID) -> HttpResponse:
    """Review one emergency access: who, when, why, what was looked at; once, after its end."""
    access = open_review(request.worker, access_id)
    runs = access.until > timezone.now()
    if request.method == "POST" and access.reviewed_at is not None:
        return _overtaken(request)
    form = ReviewForm(request.POST or None if not runs else None)
    if not form.is_valid():
        events, more = looked_at(access)
        looked = [(each, in_words(each.action)) for each in events]
        context = {"access": access, "runs": runs, "form": form, "looked": looked, "more": more}
        context |= {"due": due(access), "overdue": overdue(access)}
        return render(request, "emergency/review.html", context)
    outcome = EmergencyAccess.Outcome(form.cleaned_data["outcome"])
    finding = form.cleaned_data["finding"]
    if not actions.review(access=access, outcome=outcome, finding=finding, by=request.worker):
        return _overtaken(request)
    messages.success(request, f"Reviewed: {outcome.label.lower()}.")
    return redirect("emergency:reviews")


def _overtaken(request: WorkerRequest) -> HttpResponse:
    """Say that another's review stands, and keep the words of this one: they may hold what the other does not know."""
    not_taken(request, "Somebody else has reviewed it meanwhile.")
    return redirect("emergency:reviews")


@require_POST
def wall_alert_seen(request: WorkerRequest, alert_id: UUID) -> HttpResponse:
    """Take note, as a manager, that somebody tried to reach a file from behind a wall."""
    actions.see_wall_alert(alert_id=alert_id, by=request.worker)
    messages.success(request, "Noted. A further try stands here again.")
    return redirect("emergency:reviews")


@require_http_methods(["GET", "POST"])
def answer_search(request: WorkerRequest, search_id: UUID) -> HttpResponse:
    """Show who is looked for, and note that whoever asked was told by word of mouth; the words are gone then."""
    search = open_search(request.worker, search_id)
    form = AnsweredForm(request.POST or None)
    if search.answered_at is None and not form.is_valid():
        return render(request, "emergency/answer_search.html", {"search": search, "form": form})
    if form.is_valid() and actions.answer_search(search_id=search_id, by=request.worker):
        messages.success(request, "Noted. What was described is gone.")
    else:
        not_taken(request, "It is answered already, and what was described is gone.")
    return redirect("emergency:reviews")
