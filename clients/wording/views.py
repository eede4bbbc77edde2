"""The writing aid while somebody writes, its list, and its figures."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import WorkerRequest

from . import access, actions
from .forms import ChangeTermForm, TermForm, look_at
from .models import WordingTerm

TWICE = "This is on the list already"


@require_POST
def look(request: WorkerRequest) -> HttpResponse:
    """Show which words of a form under way are worth a second look; nothing of it is kept or counted."""
    return render(request, "wording/look.html", {"found": look_at(request.POST)})


@require_safe
def terms(request: WorkerRequest) -> HttpResponse:
    """Show the list and how often its words were shown, kept and changed."""
    context = {"listed": access.listed(request.worker), "figures": access.figures(request.worker)}
    return render(request, "wording/terms.html", context)


@require_http_methods(["GET", "POST"])
def add_term(request: WorkerRequest) -> HttpResponse:
    """Put a term on the list."""
    access.check_editor(request.worker)
    return _keep(request, WordingTerm(), TermForm(request.POST or None))


@require_http_methods(["GET", "POST"])
def change_term(request: WorkerRequest, term: UUID) -> HttpResponse:
    """Change a term, or take it off the list."""
    found = access.open_term(request.worker, term)
    initial = {"words": found.words, "kind": found.kind}
    form = ChangeTermForm(request.POST or None, initial=initial)
    if form.is_valid() and form.cleaned_data["remove"]:
        actions.remove_term(term=found)
        messages.success(request, "It is off the list.")
        return redirect("wording:terms")
    return _keep(request, found, form)


def _keep(request: WorkerRequest, term: WordingTerm, form: TermForm) -> HttpResponse:
    if form.is_valid():
        words, kind = form.cleaned_data["words"], form.cleaned_data["kind"]
        try:
            actions.keep_term(term=term, words=words, kind=kind, by=request.worker)
        except actions.Twice:
            form.add_error("words", TWICE)
        else:
            messages.success(request, "The list is changed.")
            return redirect("wording:terms")
    return render(request, "wording/term.html", {"form": form})
