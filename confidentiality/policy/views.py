"""The policy page."""

from collections import Counter

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from confidentiality.access.http import WorkerRequest
from confidentiality.policy.registry import CLAUSES, State


@require_safe
def clauses(request: WorkerRequest) -> HttpResponse:
    """Show every clause with what the product does about it, to every signed-in worker."""
    counts = Counter(clause.state for clause in CLAUSES)
    context = {"clauses": CLAUSES, "counts": [(state, counts[state]) for state in State]}
    return render(request, "policy/clauses.html", context)
