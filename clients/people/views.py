"""Pages of the people tied to a case file, apart from it under the right to third-party records (clause 3.2.1)."""

from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file, third_party_record_in
from clients.hearing import warned
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import actions
from .access import OpenPerson, answers_and_must_not_know, named_besides, open_person, people_in
from .forms import NamedForm, PersonForm, TieForm, TieNamedForm, as_asked, asked_again, seen_in
from .models import LinkedPerson, PersonVersion

NO_WRITING = "You can see this file, but you have no grant to write in it."
MERGED = "This entry belongs to another one: change that one, or propose that they are two people."


def around(
    request: WorkerRequest, reference: str, purpose: str, *, writes: bool = False
) -> tuple[CaseFile, dict[str, Any]]:
    """Open the file by its door, with the right to third-party records, and return it with its pages' frame.

    Raises Hidden, or Refused for whoever may view the file and lacks that right, or writes without the one to write.
    """
    file = open_file(request.worker, reference, purpose=purpose, right="third_party")
    frame = in_file(request.worker, file, "people")
    if writes and "contribute" not in frame["rights"]:
        raise Refused(NO_WRITING, "file_refused", file=file.id)
    return file, frame


@require_safe
def people(request: WorkerRequest, reference: str) -> HttpResponse:
    """List everybody who is tied to the file."""
    file, frame = around(request, reference, "people")
    found = people_in(file)
    context = {
        **frame,
        "tied": [each for each in found if each.is_tied],
        "untied": [each for each in found if not each.is_tied],
        "named": file.partner_names,
        "to_add": named_besides(file, found),
        "answering": answers_and_must_not_know(file, found),
    }
    return render(request, "people/people.html", context)


@require_http_methods(["GET", "POST"])
def add_person(request: WorkerRequest, reference: str) -> HttpResponse:
    """Tie somebody to the file."""
    file, frame = around(request, reference, "add_person", writes=True)
    form = PersonForm(request.POST or None, initial=_as_named(request, file))
    if not form.is_valid():
        return render(request, "people/add_person.html", {**frame, "form": form})
    key, details = form.record_id(request.worker), form.details()
    written_once(
        LinkedPerson,
        key,
        lambda: actions.add_person(
            file=file, by=request.worker, details=details, person_id=key, say=warned(request)
        ),
    )
    messages.success(request, "Written down.")
    return redirect("people:person", reference, key)


@require_http_methods(["GET", "POST"])
def tie_named(request: WorkerRequest, reference: str) -> HttpResponse:
    """Put a partner whom the file itself names among the people, where what is known of them can be corrected."""
    file, frame = around(request, reference, "tie_named", writes=True)
    form = TieNamedForm(request.POST or None, named=file.partner_names)
    if not form.is_valid():
        return render(request, "people/tie_named.html", {**frame, "form": form})
    key = form.record_id(request.worker)
    said = {each: form.cleaned_data[each] for each in ("name", "relation")}
    say = warned(request)
    tie = partial(actions.tie_named, file=file, by=request.worker, person_id=key, say=say, **said)
    try:
        written_once(LinkedPerson, key, tie)
    except actions.NotNamed:
        not_taken(request, "Somebody has moved this name already.")
        return redirect("people:people", reference)
    messages.success(
        request, "The name is moved. Put right what is wrong, and write down what else is known."
    )
    return redirect("people:change_person", reference, key)


def _as_named(request: WorkerRequest, file: CaseFile) -> dict[str, Any]:
    """Return what a form about somebody begins with who was named in a third-party record of the file."""
    form = NamedForm(request.GET)
    if not form.is_valid():
        return {}
    said = third_party_record_in(file, form.cleaned_data["record"])
    words = said.about_whom if form.cleaned_data["who"] == "about" else said.from_whom
    given, _, family = words.rpartition(" ")
    return {"given": given, "family": family} if given else {"given": words}


@require_safe
def person(request: WorkerRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Show somebody who is tied to the file, and all that was told of them before."""
    file, frame = around(request, reference, "person")
    found = open_person(file, person_id)
    return render(request, "people/person.html", {**frame, "found": found, "somebody": found.who})


@require_http_methods(["GET", "POST"])
def change_person(request: WorkerRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Write down what is known of somebody now; what stood before stays in the trail."""
    file, frame = around(request, reference, "change_person", writes=True)
    found = _own_entry(file, person_id)
    stands = replace(found.who.details, may_know=found.who.may_know)  # of every entry of theirs
    form = PersonForm(request.POST or None, initial=_before(found, as_asked(stands)))
    if form.is_valid():
        key = form.record_id(request.worker)
        if _is_there(key) or actions.change_person(
            who=found.who,
            by=request.worker,
            details=form.details(),
            seen=seen_in(form),
            version_id=key,
            say=warned(request),
        ):
            messages.success(request, "Changed. What stood before is kept below.")
            return redirect("people:person", reference, person_id)
        asked_again(form, seen=found.who.latest.number)
    context = {**frame, "form": form, "somebody": found.who}
    return render(request, "people/change_person.html", context)


@require_http_methods(["GET", "POST"])
def tie(request: WorkerRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Say why somebody is no longer tied to the file, or is again."""
    file, frame = around(request, reference, "tie_person", writes=True)
    found = _own_entry(file, person_id)
    form = TieForm(request.POST or None, initial=_before(found, {}))
    if form.is_valid():
        key, act = form.record_id(request.worker), actions.tie_again
        if found.who.is_tied:
            act = actions.untie
        said, seen = form.cleaned_data["reason"], seen_in(form)
        if _is_there(key) or act(
            who=found.who,
            by=request.worker,
            reason=said,
            seen=seen,
            version_id=key,
            say=warned(request),
        ):
            messages.success(request, "It is written down.")
            return redirect("people:person", reference, person_id)
        asked_again(form, seen=found.who.latest.number)
    return render(request, "people/tie.html", {**frame, "form": form, "somebody": found.who})


def _own_entry(file: CaseFile, person_id: UUID) -> OpenPerson:
    """Return an entry that stands by itself; raises Refused for one that was merged into another."""
    found = open_person(file, person_id)
    if found.into is not None:
        raise Refused(MERGED, "file_refused", file=file.id)
    return found


def _before(found: OpenPerson, asked: dict[str, Any]) -> dict[str, Any]:
    return {**asked, "seen": found.who.latest.number}


def _is_there(key: UUID) -> bool:
    """Say whether the same form has been sent before."""
    return PersonVersion.objects.filter(pk=key).exists()
