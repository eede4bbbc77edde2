"""The policy page."""

from collections import Counter

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from confidentiality.access.http import WorkerRequest
from confidentiality.interface.context import roles_of
from confidentiality.policy.evidence import commit_here, read_evidence
from confidentiality.policy.places import places_of
from confidentiality.policy.registry import CLAUSES, State


@require_safe
def clauses(request: WorkerRequest) -> HttpResponse:
    """Show every clause, what the product does about it and whether tests proved it here, to every worker."""
    counts = Counter(clause.state for clause in CLAUSES)
    roles = roles_of(request)
    evidence = read_evidence(settings.EVIDENCE, commit_here(settings.BASE_DIR))
    context = {
        "clauses": CLAUSES,
        "counts": [(state, counts[state]) for state in State],
        "places": {clause.number: places_of(clause.number, roles) for clause in CLAUSES},
        "evidence": evidence,
        "outcomes": evidence.clauses if evidence else {},
    }
    return render(request, "policy/clauses.html", context)
