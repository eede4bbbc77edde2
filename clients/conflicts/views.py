"""Pages of conflicts: the notices that wait for a line manager, one of them, and what is said at a file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file
from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions
from .forms import NameColleaguesForm, SettleForm, StepBackForm

OVERTAKEN = "Somebody else has decided about it meanwhile."


@require_safe
def notices(request: WorkerRequest) -> HttpResponse:
    """List who is walled off from a file and waits to be confirmed, and whose wall stands confirmed."""
    waiting, standing = access.notices(request.worker)
    context = {"waiting": waiting, "standing": standing}
    return render(request, "conflicts/notices.html", context)


@require_http_methods(["GET", "POST"])
def notice(request: WorkerRequest, notice_id: UUID) -> HttpResponse:
    """Confirm that somebody is kept from a file, or lift the wall; never one's own."""
    found = access.open_notice(request.worker, notice_id)
    form = SettleForm(request.POST or None, waits=found.settled_at is None)
    if not form.is_valid():
        context = {"notice": found, "grounds": access.grounds_of(found), "form": form}
        return render(request, "conflicts/notice.html", context)
    if actions.settle(notice=found, lift=form.lifts(), by=request.worker):
        messages.success(request, "The wall is lifted." if form.lifts() else "The wall stands.")
    else:
        not_taken(request, OVERTAKEN)
    return redirect("conflicts:notices")


@require_http_methods(["GET", "POST"])
def name_colleagues(request: WorkerRequest, reference: str) -> HttpResponse:
    """Name colleagues whom the client knows: from then on they do not see the file (E3)."""
    file = open_file(request.worker, reference, purpose="name_colleagues", right="lead")
    form = NameColleaguesForm(request.POST or None, people=access.everybody(), by=request.worker)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "cover"), "form": form}
        return render(request, "conflicts/name_colleagues.html", context)
    actions.name_colleagues(
        file=file, colleagues=form.cleaned_data["colleagues"], by=request.worker
    )
    messages.success(request, "They do not see this file any more, and learn nothing of it.")
    return redirect("clients:file", reference)


@require_http_methods(["GET", "POST"])
def step_back(request: WorkerRequest, reference: str) -> HttpResponse:
    """Say that one knows the client, and be rid of the file (E2)."""
    file = open_file(request.worker, reference, purpose="step_back")
    form = StepBackForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "timeline"), "form": form}
        return render(request, "conflicts/step_back.html", context)
    actions.step_back(file=file, by=request.worker)
    messages.success(request, "You do not see that file any more. Your line managers do the rest.")
    return redirect("clients:my_files")
