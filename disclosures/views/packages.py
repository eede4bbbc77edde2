"""Reading what would leave, releasing it, and what was released."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.audit.record import record
from disclosures import actions
from disclosures.access import open_package, open_request
from disclosures.forms import ReadPackageForm, ReleaseForm
from disclosures.package import Contents
from disclosures.pages import preview_page, release_page
from disclosures.views.requests import refused
from staff.step_up import step_up_required


@require_http_methods(["GET", "POST"])
def read_package(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Show word by word what would leave, and take the word of whoever has read it all."""
    found = open_request(request.worker, request_id, purpose="read_package", right="contribute")
    form = ReadPackageForm(request.POST or None)
    if not form.is_valid():
        context = preview_page(request.worker, found, form)
        return render(request, "disclosures/read_package.html", context)
    try:
        content = form.cleaned_data["content"]
        actions.read_package(request=found, content=content, by=request.worker)
    except actions.NotNow as refusal:
        return refused(request, found.id, refusal)
    messages.success(request, "Your reading is on record.")
    return redirect("disclosures:request", found.id)


@require_http_methods(["GET", "POST"])
@step_up_required
def release(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Release: every rule again on locked rows, then package and letter, or the reasons why not."""
    found = open_request(request.worker, request_id, purpose="release", right="contribute")
    context = release_page(request.worker, found)
    form = ReleaseForm(request.POST or None, own_words=context["own_words"])
    if not form.is_valid():
        return render(request, "disclosures/release.html", {**context, "form": form})
    confirms = {"knows_policy": True, "keeps_words": context["own_words"]}  # the form takes no less
    try:
        made = actions.release(request=found, by=request.worker, **confirms)
    except (actions.NotNow, actions.Obstructed) as refusal:
        return refused(request, found.id, refusal)
    messages.success(request, f"Released as {made.reference}.")
    return redirect("disclosures:package", made.package.id)


@require_safe
def package(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Show a released package as it left."""
    found = open_package(request.worker, package_id, purpose="package")
    context = in_file(request.worker, found.file, "disclosures")
    contents = Contents.from_stored(found.contents)
    record("package_opened", file=found.file_id, ids=[found.id], purpose="package")
    context.update(package=found, release=found.release, contents=contents)
    return render(request, "disclosures/package.html", context)


@require_safe
def letter(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Give a package's letter as an attachment, under its reference and no name."""
    found = open_package(request.worker, package_id, purpose="letter")
    record("letter_downloaded", file=found.file_id, ids=[found.id], purpose="letter")
    headers = {
        "Content-Disposition": f'attachment; filename="disclosure-{found.release.reference}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(found.letter, content_type="application/pdf", headers=headers)
