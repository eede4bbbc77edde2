"""Pages on which somebody tied to a file, or a telling of safe contact, is handed on out of the wrong one (E48)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from clients.access import open_file
from clients.contacting.access import telling_in
from clients.contacting.profile import read, rows
from clients.hearing import warned
from clients.models import CaseFile
from clients.pages import in_file
from clients.people.access import open_person
from clients.people.details import from_json
from clients.people.views import around
from confidentiality.access.http import Hidden, Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import actions, told
from .forms import DecideForm, HandOnToldForm, ReadOverForm, StrikeForm, TakeBackForm
from .models import Handing, Parcel

NO_WRITING = "You can see this file, but you have no grant to write in it."
HANDED = "Handed on. It stays here until somebody decides."
NOT_HANDED = {
    "named": "Third-party records of this file name them: hand each of those on first (clause 3.2.1).",
    "only": "Nothing was told before it that could stand again. Change safe contact first, then hand this on.",
    "held": "A hold stands on this file and keeps all that was told. Whoever leads the file sees whose it is.",
    "changed": "It was changed at this moment. Look at it again.",
    "stands": "It was changed at this moment. Look at it again.",
    "waits": "It is handed on already.",
}
NOT_TAKEN = {
    "changed": "It, or what names them, was changed after it was handed on, so nothing was done.",
    "together": "Third-party records that name them still stand in the other file: they are taken first.",
    "held": "A hold stands on this file, so that nothing of it is struck out. Whoever leads the file sees whose it is.",
    # of another file, whoever takes it does not hear that one is held
    "kept": "It cannot leave the other file at the moment, so nothing was done.",
}


@require_http_methods(["GET", "POST"])
def hand_on_person(request: WorkerRequest, reference: str, person_id: UUID) -> HttpResponse:
    """Hand somebody tied to the file on to the one where they belong, or take that back."""
    file, frame = around(request, reference, "hand_on", writes=True)
    found = open_person(file, person_id)
    if found.into is not None:
        return redirect("misfiled:hand_on_person", reference, found.into.id)
    back = reverse("people:person", args=[reference, person_id])
    handing = getattr(found.who.person, "handing", None)
    context = {**frame, "somebody": found.who, "handing": handing, "back": back}
    if handing is not None:
        return _take_back(request, handing, context)
    form = HandOnToldForm(request.POST or None, here=file.reference)
    if form.is_valid() and _handed_on(request, form, lambda said: told.hand_on_person(
        file=file, who=found.who, **said
    )):  # fmt: skip
        return redirect(back)
    context["naming"] = told.naming(file, found.who)
    return render(request, "misfiled/hand_on_person.html", {**context, "form": form})


@require_http_methods(["GET", "POST"])
def hand_on_telling(request: WorkerRequest, reference: str, version_id: UUID) -> HttpResponse:
    """Hand a telling of safe contact on to the file of the client whom it is about, or take that back."""
    file = open_file(request.worker, reference, purpose="hand_on", right="contribute")
    frame = in_file(request.worker, file, "contact")
    found, before = telling_in(file, version_id)
    back = reverse("contacting:profile", args=[reference])
    handing = getattr(found, "handing", None)
    context = {**frame, "handing": handing, "back": back}
    if handing is not None:
        return _take_back(request, handing, context)
    form = HandOnToldForm(request.POST or None, here=file.reference)
    if form.is_valid() and _handed_on(request, form, lambda said: told.hand_on_telling(
        file=file, told=found, before=before, by=request.worker, **said
    )):  # fmt: skip
        return redirect(back)
    context |= {"told": found, "facts": rows(read(found.profile))}
    context["stood"] = rows(read(before.profile)) if before else []
    context["stands"] = found.number >= read(file.contact).version
    return render(request, "misfiled/hand_on_telling.html", {**context, "form": form})


def _handed_on(request: WorkerRequest, form: HandOnToldForm, hand_on: Any) -> bool:
    said = {
        "reference": form.cleaned_data["belongs_in"],
        "why": form.cleaned_data["reason"],
        "handing_id": form.record_id(request.worker),
    }
    try:
        hand_on(said)
    except actions.NotHandedOn as why:
        form.add_error(None, NOT_HANDED.get(str(why), NOT_HANDED["changed"]))
        return False
    messages.success(request, HANDED)
    return True


def _take_back(request: WorkerRequest, handing: Handing, context: dict[str, Any]) -> HttpResponse:
    if "where" in request.POST:  # the form that handed it on, sent twice
        return redirect(context["back"])
    may = handing.by_id == request.worker.pk or "lead" in context["rights"]
    form = TakeBackForm(request.POST or None)
    if may and form.is_valid() and actions.take_back(handing=handing):
        messages.success(request, "Taken back. It stays in this file.")
        return redirect(context["back"])
    return render(request, "misfiled/handed_on.html", {**context, "form": form, "may": may})


def open_for(request: WorkerRequest, parcel: Parcel, file: CaseFile, *, struck: bool) -> CaseFile:
    """Open the file that a parcel lies for: by the right to lead it, or where it is struck out, to write in it."""
    if not struck:
        return open_file(request.worker, file.reference, purpose="parcel", right="lead")
    right = "third_party" if parcel.third_party else "contribute"
    return open_file(request.worker, file.reference, purpose="parcel", right=right)


def parcel_told(
    request: WorkerRequest, parcel: Parcel, file: CaseFile, *, struck: bool
) -> HttpResponse:
    """Show who, or what of safe contact, is said not to belong where it stands; the worker decides about it."""
    frame = in_file(request.worker, file, "timeline")
    if "contribute" not in frame["rights"]:
        raise Refused(NO_WRITING, "file_refused", file=file.id)
    person = parcel.kind == Parcel.Kind.PERSON
    kind = StrikeForm if struck else DecideForm if person else ReadOverForm
    form = kind(request.POST or None)
    if form.is_valid():
        take = form.cleaned_data["decision"] == "take"
        return _decide(request, parcel, file, take=take, struck=struck)
    held = parcel.contents
    context = {**frame, "struck": struck, "why": held["why"], "form": form}
    context["people"] = [_shown(each["tellings"]) for each in held.get("people", ())]
    if not person:
        context |= {"facts": rows(read(held["profile"])), "by": held["by"]}
        context["at"] = told.told_at(held)
    return render(request, "misfiled/parcel_told.html", context)


def _shown(tellings: list[dict[str, Any]]) -> dict[str, Any]:
    last = tellings[-1]
    details = from_json(last["details"])
    return {"details": details, "by": last["by"], "at": told.told_at(last), "times": len(tellings)}


def _decide(
    request: WorkerRequest, parcel: Parcel, file: CaseFile, *, take: bool, struck: bool
) -> HttpResponse:
    if not take:
        if not actions.refuse_parcel(parcel=parcel, file=file):
            raise Hidden("parcel_hidden")
        said = "It stays in this file." if struck else "It is gone from here."
        messages.success(request, f"{said} Nothing else was kept of it.")
        return redirect("misfiled:waiting")
    person = parcel.kind == Parcel.Kind.PERSON
    done = _taken(request, parcel, file, struck=struck)
    if done == "hidden":
        raise Hidden("parcel_hidden")
    if done in NOT_TAKEN:
        kept = done == "held" and not struck
        not_taken(request, NOT_TAKEN["kept" if kept else done])
        return redirect("misfiled:waiting")
    messages.success(request, "Struck out." if struck else "Done. It is gone from the other file.")
    return redirect("people:people" if person else "contacting:profile", file.reference)


def _taken(request: WorkerRequest, parcel: Parcel, file: CaseFile, *, struck: bool) -> str:
    if parcel.kind != Parcel.Kind.PERSON:
        return told.take_telling(parcel=parcel, file=file, struck=struck)
    by, say = request.worker, warned(request)
    return told.take_person(parcel=parcel, file=file, struck=struck, by=by, say=say)
