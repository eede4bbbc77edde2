"""Pages of what leavers left: the list, one draft to keep, and discarding it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.pages import in_file
from confidentiality.access.http import WorkerRequest

from . import actions
from .access import left_drafts as drafts_left_to
from .access import open_left_draft
from .forms import KeepForm
from .rules import as_text


@require_safe
def left_drafts(request: WorkerRequest) -> HttpResponse:
    """List what leavers had typed on the worker's files and not sent: where and since when, not the words."""
    return render(request, "leaving/left_drafts.html", {"drafts": drafts_left_to(request.worker)})


@require_http_methods(["GET", "POST"])
def left_draft(request: WorkerRequest, reference: str, draft_id: UUID) -> HttpResponse:
    """Show what a leaver had typed, and keep it as an entry of theirs."""
    file, left = open_left_draft(request.worker, reference, draft_id)
    form = KeepForm(request.POST or None, left=left) if left.can_be_kept else None
    if form is not None and form.is_valid():
        actions.keep_left_draft(file=file, left=left, by=request.worker, **form.words())
        messages.success(request, f"Kept as an entry of {left.writer.display_name}.")
        return redirect("clients:file", reference)
    context = {**in_file(request.worker, file, "timeline"), "left": left, "form": form}
    return render(request, "leaving/left_draft.html", {**context, "text": as_text(left.words)})


@require_http_methods(["GET", "POST"])
def discard_left_draft(request: WorkerRequest, reference: str, draft_id: UUID) -> HttpResponse:
    """Destroy what a leaver had typed, confirmed on a page of its own."""
    file, left = open_left_draft(request.worker, reference, draft_id)
    if request.method != "POST":
        context = {**in_file(request.worker, file, "timeline"), "left": left}
        return render(request, "leaving/discard_left_draft.html", context)
    actions.discard_left_draft(left=left, by=request.worker)
    messages.success(request, "The draft is discarded.")
    return redirect("leaving:left_drafts")
