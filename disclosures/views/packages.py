"""Reading what would leave, releasing it, and what was released."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.pages import in_file
from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.audit.record import in_one_insert, record
from disclosures import actions
from disclosures.access import open_letter, open_package, open_request
from disclosures.clauses.bases import TO_OTHERS
from disclosures.explaining import from_stored
from disclosures.forms import ReadPackageForm, ReleaseForm
from disclosures.grounds import spoken_from
from disclosures.package import Contents
from disclosures.pages import preview_page, release_page
from disclosures.since import in_words, stands_against
from disclosures.views.looks import said_beside
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
    context = release_page(request.worker, found, sent=request.method == "POST")
    asks = {name: context[name] for name in ("own_words", "spoken", "ahead", "own_file")}
    asks.update(pointed=bool(context["pointed"]), more=context["more"])
    form = ReleaseForm(request.POST or None, initial={"content": context["content"]}, **asks)
    if not form.is_valid():
        return render(request, "disclosures/release.html", {**context, "form": form})
    confirms = {
        "knows_policy": not context["own_file"],
        "keeps_words": context["own_words"],
    }  # the form takes no less
    said = form.cleaned_data
    confirms.update(content=said.get("content", ""), spoken=form.spoken())
    confirms.update(may_go=said.get("may_go", ""))
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
    context["spoken"] = spoken_from(found.release.spoken) if found.release.spoken else None
    context.update(said_beside(found, request.worker))
    return render(request, "disclosures/package.html", context)


@require_safe
def why(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Explain why a release was allowed, rule by rule as it stood then (clause 1.2)."""
    found = open_package(request.worker, package_id, purpose="why")
    context = in_file(request.worker, found.file, "disclosures")
    asked = found.release.request
    context.update(package=found, release=found.release, basis=asked.basis_label)
    context["said"] = from_stored(found.release.explained or ())
    return render(request, "disclosures/why.html", context)


@require_safe
def letter(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Give a package's letter as an attachment, under its reference and no name, while nothing stands against it."""
    found, asked = open_letter(request.worker, package_id)
    if found.letter is None or asked.basis not in TO_OTHERS:  # that is given in counted copies
        raise Hidden("package_hidden", file=found.file_id, purpose="letter")
    with in_one_insert():
        against = stands_against(found.release, request.worker, doing="letter", request=asked)
        if not against:
            record("letter_downloaded", file=found.file_id, ids=[found.id], purpose="letter")
    if against:
        messages.warning(request, f"The letter is not given any more. {in_words(against)}")
        return redirect("disclosures:package", found.id)
    headers = {
        "Content-Disposition": f'attachment; filename="disclosure-{found.release.reference}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(found.letter, content_type="application/pdf", headers=headers)
