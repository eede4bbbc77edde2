"""Pages of what was explained to a client: the list, and recording it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from staff.induction.access import current
from staff.models import Worker

from . import actions
from .forms import ExplainedForm
from .models import Explanation


@require_safe
def explanations(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show when the policy was explained to the client, by whom, how, and which copies were given."""
    file = open_file(request.worker, reference, purpose="policy")
    found = Explanation.objects.filter(file=file).select_related("version", "explained_by")
    shown = list(found.defer("version__text").order_by("-explained_on", "-recorded_at")[:50])
    context = {**in_file(request.worker, file, "policy"), "explanations": shown}
    return render(request, "explaining/explanations.html", context)


@require_http_methods(["GET", "POST"])
def record_explanation(request: WorkerRequest, reference: str) -> HttpResponse:
    """Record that the policy was explained, and which copy was given (clauses 1, 5.2.1)."""
    file = open_file(request.worker, reference, purpose="record_explanation", right="contribute")
    version = current()
    if version is None:
        raise Refused("There is no policy in force.", "policy_explain_refused", file=file.id)
    colleagues = list(Worker.objects.order_by("display_name"))
    form = ExplainedForm(request.POST or None, colleagues=colleagues, by=request.worker)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "policy"), "form": form, "version": version}
        return render(request, "explaining/record_explanation.html", context)
    key = form.record_id(request.worker)
    words = {name: said for name, said in form.cleaned_data.items() if name != "token"}
    written_once(
        Explanation,
        key,
        lambda: actions.record_explanation(
            file=file, version=version, by=request.worker, explanation_id=key, **words
        ),
    )
    messages.success(request, "It is on the file.")
    return redirect("explaining:explanations", reference)
