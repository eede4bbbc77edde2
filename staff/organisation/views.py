"""The list of what there is to set up, for whoever sets the organisation up."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from confidentiality.access.http import WorkerRequest

from . import rules
from .access import open_picture
from .changes import may_change


@require_safe
def overview(request: WorkerRequest) -> HttpResponse:
    """Show what there is to do before the first real file, what is unsafe, and which separations are given up."""
    picture = open_picture(request.worker)
    steps = rules.steps(picture)
    context = {
        "steps": steps,
        "left": sum(not step.done for step in steps),
        "standings": rules.standings(picture),
        "changes_details": may_change(request.worker),
        "unsafe": rules.unsafe(picture),
        "given_up": rules.given_up(picture),
        # before it is acknowledged nothing but the policy and this list is open to them
        "policy_first": request.user.policy == "owed",
    }
    return render(request, "organisation/setup.html", context)
