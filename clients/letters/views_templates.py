"""Pages of the organisation's templates of letters, for whoever keeps them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import WorkerRequest

from . import access, actions
from .forms import WordingForm
from .models import Template, Wording
from .rules import says_what_we_do

FASTER = "Somebody else changed this template while you wrote. What it says now is shown below"


@require_safe
def templates(request: WorkerRequest) -> HttpResponse:
    """List the templates, those out of use last, and say which say what we do."""
    access.check_editor(request.worker)
    found = [
        (each, each.wordings.all()[0], bool(says_what_we_do(each.wordings.all()[0].body)))
        for each in access.templates(retired=True)
    ]
    return render(request, "letters/templates.html", {"templates": found})


@require_http_methods(["GET", "POST"])
def add_template(request: WorkerRequest) -> HttpResponse:
    """Write a template."""
    access.check_editor(request.worker)
    return _keep(request, None, [], WordingForm(request.POST or None))


@require_http_methods(["GET", "POST"])
def change_template(request: WorkerRequest, template: UUID) -> HttpResponse:
    """Word a template anew; what it said before is kept, and so is each letter made from it."""
    access.check_editor(request.worker)
    found, wordings = access.open_template(template, retired=True)
    newest = wordings[0]
    initial = {"name": newest.name, "body": newest.body, "seen": newest.number}
    return _keep(request, found, wordings, WordingForm(request.POST or None, initial=initial))


def _keep(
    request: WorkerRequest, template: Template | None, wordings: list[Wording], form: WordingForm
) -> HttpResponse:
    if form.is_valid():
        data, key = form.cleaned_data, form.record_id(request.worker)
        seen = data["seen"] or 0
        if Wording.objects.filter(pk=key).exists() or actions.keep_wording(
            template=template, name=data["name"], body=data["body"], seen=seen, by=request.worker,
            wording_id=key,
        ):  # fmt: skip
            messages.success(request, "The template is kept.")
            return redirect("letters:templates")
        typed = form.data.copy()  # type: ignore[attr-defined]
        typed["seen"] = str(wordings[0].number if wordings else 0)
        form.data = typed
        form.add_error(None, FASTER)
    context = {"form": form, "template": template, "wordings": wordings}
    return render(request, "letters/template.html", context)


@require_POST
def retire_template(request: WorkerRequest, template: UUID) -> HttpResponse:
    """Take a template out of use, or put it back."""
    access.check_editor(request.worker)
    found, _ = access.open_template(template, retired=True)
    actions.retire(template=found, again=found.retired_at is not None)
    messages.success(request, "Noted.")
    return redirect("letters:templates")
