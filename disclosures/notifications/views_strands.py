"""Pages of strands: how a partner without a file may be reached, whose it is, and whether it is still needed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions
from .forms import GiveForm, PreferenceForm
from .views import note


@require_http_methods(["GET", "POST"])
def strand(request: WorkerRequest, strand_id: UUID) -> HttpResponse:
    """Show a strand with what came for her; its managers give it to somebody."""
    found = access.open_strand(request.worker, strand_id)
    manages = access.manages(found)
    people = access.who_can_take(found) if manages else []
    initial = {"whom": str(found.given_to_id or "managers")}
    form = GiveForm(request.POST or None, people=people, initial=initial)
    if request.method == "POST" and not manages:
        raise Hidden("strand_hidden")
    if form.is_valid():
        actions.give_strand(strand=found, whom=form.worker(), by=request.worker)
        messages.success(request, "Noted.")
        return redirect("notifications:waiting")
    shown = access.notifications_of(found)
    context = {
        "strand": found,
        "notifications": shown,
        "attempts": access.attempts_of(*shown),
        "preference": access.preference_of(found),
        "form": form if manages else None,
    }
    return render(request, "notifications/strand.html", context)


@require_http_methods(["GET", "POST"])
def preference(request: WorkerRequest, strand_id: UUID) -> HttpResponse:
    """Note what she wants to be told."""
    found = access.open_strand(request.worker, strand_id)
    form = PreferenceForm(request.POST or None)
    if not form.is_valid():
        context = {"strand": found, "form": form}
        return render(request, "notifications/strand_wants.html", context)
    note(form, request, of=found)
    messages.success(request, "Noted. It counts from the next telling.")
    return redirect("notifications:strand", strand_id)


@require_POST
def review(request: WorkerRequest, strand_id: UUID) -> HttpResponse:
    """Say that a strand is still needed, or close it."""
    found = access.open_strand(request.worker, strand_id)
    if actions.review_strand(strand=found, keep="keep" in request.POST, by=request.worker):
        messages.success(request, "Noted.")
    else:
        not_taken(
            request, "Nothing was changed: something waits on it, or it is not yours to close."
        )
    return redirect("notifications:waiting")
