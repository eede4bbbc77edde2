"""Pages of a file's letters: what there is, writing one, its preview, making it, and printing it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.contacting.access import is_to_be_asked
from clients.contacting.profile import read
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions
from .forms import LetterForm
from .models import Letter, Wording
from .printing import sheet_of


@require_safe
def letters(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show the letters of a file, and the templates that one can be written from."""
    file = open_file(request.worker, reference, purpose="letters")
    context = {
        **in_file(request.worker, file, "contact"),
        "letters": access.letters_of(file),
        "templates": access.templates(),
        "edits": access.may_edit(request.worker),
    }
    return render(request, "letters/letters.html", context)


def _begin(
    request: WorkerRequest, reference: str, template: UUID
) -> tuple[CaseFile, Wording, LetterForm]:
    file = open_file(request.worker, reference, purpose="write_letter", right="contribute")
    _, wordings = access.open_template(template)
    form = LetterForm(request.POST or None, wording=wordings[0], told=read(file.contact))
    return file, wordings[0], form


def _page(request: WorkerRequest, file: CaseFile, form: LetterForm, **more: Any) -> HttpResponse:
    page = "letters/preview.html" if "sheet" in more else "letters/write.html"
    context = {**in_file(request.worker, file, "contact"), "form": form, "wording": form.wording}
    return render(request, page, {**context, **more})


@require_http_methods(["GET", "POST"])
def write(request: WorkerRequest, reference: str, template: UUID) -> HttpResponse:
    """Fill a letter in; sent, it is shown as it will be, and nothing is made yet."""
    file, _, form = _begin(request, reference, template)
    if not form.is_valid() or "again" in request.POST:
        return _page(request, file, form)
    profile, letter = read(file.contact), form.letter()
    try:
        sheet = actions.compose(file=file, letter=letter, profile=profile, by=request.worker)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, file, form)
    fresh = LetterForm(wording=form.wording, told=profile)
    others = access.others_in(file, sheet.body)
    stale = letter.place is not None and is_to_be_asked(file)
    return _page(request, file, form, sheet=sheet, fresh=fresh, others=others, stale=stale)


@require_POST
def make(request: WorkerRequest, reference: str, template: UUID) -> HttpResponse:
    """Make the letter that was previewed: on the locked file, if nothing that it rests on has changed."""
    file, wording, form = _begin(request, reference, template)
    if not form.is_valid():
        if form.is_overtaken():
            form.add_error(None, actions.CHANGED)
        return _page(request, file, form)
    try:
        key = _make(request, file, wording, form)
    except actions.Refused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, file, form)
    messages.success(request, "The letter is made and on the file. Print it now.")
    return redirect("letters:letter", reference, key)


def _make(request: WorkerRequest, file: CaseFile, wording: Wording, form: LetterForm) -> UUID:
    key, letter = form.record_id(request.worker), form.letter()
    seen, of = form.rests_on()
    if of != wording.pk:
        raise actions.Refused(actions.NEWER)
    if seen != read(file.contact).version:
        raise actions.Refused(actions.CHANGED)
    with transaction.atomic():
        written_once(
            Letter,
            key,
            lambda: actions.make_letter(
                file=file,
                letter=letter,
                seen=seen or 0,
                by=request.worker,
                letter_id=key,
                unasked=form.cleaned_data["unasked"],
                hers=form.cleaned_data["hers"],
            ),
        )
    return key


@require_safe
def letter(request: WorkerRequest, reference: str, letter: UUID) -> HttpResponse:
    """Show a letter as it was made, and when it was printed."""
    file = open_file(request.worker, reference, purpose="letter")
    found = access.open_letter(file, letter)
    posted = found.how == Letter.How.POST
    context = {
        **in_file(request.worker, file, "contact"),
        "letter": found,
        "sheet": sheet_of(found.words),
        "why_not": actions.why_not(found, file),
        "posted": posted,
        "stale": actions.is_unasked(found, file),
        "others": actions.unsaid_in(found, file, at_door=True),
    }
    return render(request, "letters/letter.html", context)


@require_POST
def print_letter(request: WorkerRequest, reference: str, letter: UUID) -> HttpResponse:
    """Give a letter as a PDF to print, under a name that says nothing; marked as a copy after the first time."""
    file = open_file(request.worker, reference, purpose="print_letter", right="contribute")
    found = access.open_letter(file, letter)
    try:
        pdf = actions.print_letter(
            file=file,
            letter=found,
            by=request.worker,
            unasked="unasked" in request.POST,
            hers="hers" in request.POST,
        )
    except actions.Refused as refusal:
        not_taken(request, f"{refusal}.", say=messages.error)
        return redirect("letters:letter", reference, letter)
    headers = {
        "Content-Disposition": f'attachment; filename="letter-{found.id.hex[:6]}.pdf"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
    return HttpResponse(pdf, content_type="application/pdf", headers=headers)
