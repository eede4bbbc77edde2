"""Pages of entries: write one, open one, change one's own within a day, correct any."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from confidentiality.access.http import WorkerRequest

from . import actions, locking
from .access import entry_in, open_entry, open_file
from .contacting.access import asked_again
from .contacting.actions import write_call
from .contacting.forms_call import AddEntryForm
from .contacting.profile import read
from .court import may_say, refuse_saying
from .court import say_court_paper as say
from .forms import ChangeEntryForm, CorrectEntryForm, CourtPaperForm, PurposeForm
from .hearing import heard, would_close
from .misfiled.access import sign_on
from .models import Entry
from .once import written_once
from .pages import in_file, states_of


@require_http_methods(["GET", "POST"])
def add_entry(request: WorkerRequest, reference: str) -> HttpResponse:
    """Write an entry: fact, or opinion with its basis (clause 5.2.2)."""
    file = open_file(request.worker, reference, purpose="add_entry", right="contribute")
    told = read(file.contact)
    form = AddEntryForm(request.POST or None, told=told, ask_by=asked_again(file))
    if not form.is_right() or form.asks_of_blocked(file) or form.look_again():
        context = {**in_file(request.worker, file, "timeline"), "form": form}
        return render(request, "clients/add_entry.html", context)
    key, made, by = form.record_id(request.worker), form.made(), request.worker

    def write() -> Entry:
        said = {"file": file, "by": by, "entry_id": key, **form.words()}
        return (
            write_call(made=made, seen=told.version, **said) if made else actions.add_entry(**said)
        )

    written_once(Entry, key, write)
    messages.success(request, "The entry is written.")
    return redirect("clients:file", reference)


@require_http_methods(["GET", "POST"])
def entry(request: WorkerRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Show one entry; a sensitive one only to somebody who has said what for (clause 4.4.2)."""
    file = open_file(request.worker, reference, purpose="entry")
    entry = entry_in(file, entry_id)
    form = PurposeForm(request.POST or None)
    opened = not entry.sensitive or form.is_valid()
    if opened:
        open_entry(entry, purpose=form.cleaned_data["purpose"] if entry.sensitive else "reading")
    frame = in_file(request.worker, file, "timeline")
    context = {
        **frame,
        **sign_on(entry, request.worker, frame["rights"]),
        "entry": entry,
        "opened": opened,
        "kind": _label(actions.kind_of(entry)) if opened else "",
        "form": form,
        "states": states_of([entry], request.worker),
    }
    return render(request, "clients/entry.html", context)


def _label(sensitive_kind: str) -> str:
    """Return the kind in words; an import may have words of its own."""
    return str(dict(Entry.SensitiveKind.choices).get(sensitive_kind, sensitive_kind))


@require_http_methods(["GET", "POST"])
def change_entry(request: WorkerRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Change one's own entry within its first 24 hours (clause 5.2.2)."""
    file = open_file(request.worker, reference, purpose="change_entry", right="contribute")
    entry = entry_in(file, entry_id)
    locking.refuse_locked(entry, request.worker)
    in_this_file = in_file(request.worker, file, "timeline")
    form = ChangeEntryForm(request.POST or None, initial=_words_of(entry))
    if not form.is_valid() or form.asks_of_blocked(file) or form.look_again():
        open_entry(entry, purpose="changing one's own entry")
        context = {**in_this_file, "entry": entry, "form": form}
        return render(request, "clients/change_entry.html", context)
    actions.change_entry(entry=entry, by=request.worker, **form.words())
    messages.success(request, "The entry is changed.")
    return redirect("clients:file", reference)


def _words_of(entry: Entry) -> dict[str, Any]:
    names = ("happened_on", "body", "nature", "basis", "sensitive")
    words = {name: getattr(entry, name) for name in names}
    return words | {"sensitive_kind": actions.kind_of(entry)}


@require_http_methods(["GET", "POST"])
def correct_entry(request: WorkerRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Correct an entry by a further one; what was written stays (clause 5.2.2)."""
    file = open_file(request.worker, reference, purpose="correct_entry", right="contribute")
    entry = entry_in(file, entry_id)
    locking.refuse_theirs(entry)
    form = CorrectEntryForm(
        request.POST or None,
        sensitive=entry.sensitive,
        court_paper=entry.court_paper,
        initial={"happened_on": entry.happened_on, "nature": entry.nature},
    )
    if not form.is_valid() or form.asks_of_blocked(file) or form.look_again():
        context = {**in_file(request.worker, file, "timeline"), "entry": entry, "form": form}
        return render(request, "clients/correct_entry.html", context)
    key = form.record_id(request.worker)
    written_once(
        Entry,
        key,
        lambda: actions.correct_entry(entry=entry, by=request.worker, entry_id=key, **form.words()),
    )
    messages.success(request, "The correction is written.")
    return redirect("clients:file", reference)


@require_http_methods(["GET", "POST"])
def say_court_paper(
    request: WorkerRequest, reference: str, entry_id: UUID, *, it_is: bool
) -> HttpResponse:
    """Say that an entry, or its document, is a family court's paper, or none, once it was said what that does (E23)."""
    file = open_file(request.worker, reference, purpose="court_paper", right="contribute")
    entry, frame = entry_in(file, entry_id), in_file(request.worker, file, "timeline")
    if not may_say(entry, frame["rights"], it_is=it_is):
        raise refuse_saying(entry)
    form = CourtPaperForm(request.POST or None, it_is=it_is)
    if not form.is_valid():
        closes = would_close(entry) if it_is else []
        context = {**frame, "entry": entry, "form": form, "it_is": it_is, "closes": closes}
        return render(request, "clients/court_paper.html", context)
    say(entry=entry, it_is=it_is)
    heard(request, file)
    said = "a family court’s paper: nothing of it is shared" if it_is else "no family court’s paper"
    until = " until the court’s permission is recorded" if it_is else ""
    messages.success(request, f"It is marked as {said}{until}.")
    return redirect("clients:entry", reference, entry_id)
