"""Pages of one's own declaration: whom one knows, one more, a correction, taking one back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from confidentiality.access.http import WorkerRequest
from confidentiality.interface.filters import date_gb
from staff.once import written_once

from . import access, actions
from .forms import DeclareForm, EndForm, StateForm
from .models import Declared

SAME_ANSWER = "It is kept. Whether any of them is a client is told to nobody by this page."


@require_http_methods(["GET", "POST"])
def mine(request: WorkerRequest) -> HttpResponse:
    """Show whom one has declared, and take the word that it is everybody."""
    declared = access.my_declared(request.worker)
    form = StateForm(request.POST or None, nobody=not declared)
    if form.is_valid():
        actions.state(by=request.worker)
        again = timezone.localdate() + access.renewal()
        messages.success(request, f"Thank you. You are asked again on {date_gb(again)}.")
        return redirect("declarations:mine")
    context = {
        "declared": declared,
        "form": form,
        "stated_on": access.stated_on(request.user),
        "due_on": access.due_of(request.user),
        "owes": access.owes(request.user),
        "relations": dict(Declared.Relation.choices),
    }
    return render(request, "declarations/mine.html", context)


@require_http_methods(["GET", "POST"])
def declare(request: WorkerRequest) -> HttpResponse:
    """Declare somebody; the answer is the same whether there is a file or not (E2)."""
    form = DeclareForm(request.POST or None)
    if not form.is_valid():
        return render(request, "declarations/declare.html", {"form": form, "declared": None})
    key = form.record_id(request.worker)
    written_once(
        Declared,
        key,
        lambda: actions.declare(declared_id=key, said=form.said(), by=request.worker),
    )
    messages.success(request, SAME_ANSWER)
    return redirect("declarations:mine")


@require_http_methods(["GET", "POST"])
def correct(request: WorkerRequest, declared_id: UUID) -> HttpResponse:
    """Correct what one has declared of somebody."""
    declared = access.open_declared(request.worker, declared_id)
    form = DeclareForm(request.POST or None, initial=_as_typed(declared))
    if not form.is_valid():
        return render(request, "declarations/declare.html", {"form": form, "declared": declared})
    actions.correct(declared=declared, said=form.said(), by=request.worker)
    messages.success(request, SAME_ANSWER)
    return redirect("declarations:mine")


def _as_typed(declared: Declared) -> dict[str, Any]:
    return {
        "relation": declared.relation,
        "given_name": declared.given_name,
        "family_name": declared.family_name,
        "other_names": "\n".join(declared.other_names),
        "date_of_birth": declared.born,
        "phone": declared.phone,
    }


@require_http_methods(["GET", "POST"])
def end(request: WorkerRequest, declared_id: UUID) -> HttpResponse:
    """Take back what one has declared of somebody, after a tick."""
    declared = access.open_declared(request.worker, declared_id)
    form = EndForm(request.POST or None)
    if not form.is_valid():
        return render(request, "declarations/end.html", {"form": form, "declared": declared})
    actions.end(declared=declared, by=request.worker)
    messages.success(request, "It is taken back.")
    return redirect("declarations:mine")
