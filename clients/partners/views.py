"""Pages of ties: what waits for a manager, one of them, and saying at a file whose partner its client is."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file
from clients.pages import in_file
from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions
from .forms import DecideForm, TieForm

OVERTAKEN = "Somebody else has decided about it meanwhile."
SAID = (
    "Noted. If there is such a file and all of it fits, the two are kept apart from now on; where it is for managers of"
    " the other service to know, it waits for them."
)


@require_safe
def ties(request: WorkerRequest) -> HttpResponse:
    """List which files may belong together, and which do."""
    waiting, standing = access.ties(request.worker)
    context = {
        "waiting": waiting,
        "standing": standing,
        "many": access.who_wrote_many(),
    }
    return render(request, "partners/ties.html", context)


@require_http_methods(["GET", "POST"])
def tie(request: WorkerRequest, tie_id: UUID) -> HttpResponse:
    """Say whether two files belong together, or end what was said, with a reason."""
    shown = access.open_tie(request.worker, tie_id)
    form = DecideForm(request.POST or None, tie=shown.tie)
    if not form.is_valid():
        context = {"shown": shown, "grounds": access.grounds_of(shown.tie), "form": form}
        return render(request, "partners/tie.html", context)
    done = actions.decide(tie=shown.tie, tied=form.tied(), why=form.why(), by=request.worker)
    if done:
        messages.success(request, "They are tied." if form.tied() else "They are not tied.")
    else:
        not_taken(request, OVERTAKEN)
    return redirect("partners:ties")


@require_http_methods(["GET", "POST"])
def say(request: WorkerRequest, reference: str) -> HttpResponse:
    """Say whose partner a file's client is; the answer is the same whether there is such a file (E6)."""
    if not access.may_decide_any(request.worker):
        raise Hidden("tie_hidden")
    file = open_file(request.worker, reference, purpose="tie_partner", right="lead")
    form = TieForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "cover"), "form": form}
        return render(request, "partners/say.html", context)
    said = form.cleaned_data
    actions.tie_by_hand(
        file=file,
        reference=said["reference"],
        name=said["first_name"],
        born=said["born"],
        phone=said["phone"],
        by=request.worker,
    )
    messages.success(request, SAID)
    return redirect("partners:ties")
