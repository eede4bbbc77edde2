"""Pages on which something is handed on that stands in the wrong file, and taken into the right one (E48)."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file, third_party_record_in
from clients.hearing import heard
from clients.models import CaseFile
from clients.pages import in_file
from clients.views_third_party import NO_WRITING
from confidentiality.access.http import Hidden, Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import actions
from .access import (
    ended_handing,
    entry_to_hand_on,
    goes_along,
    left_in_package,
    lost_discussion,
    may_take_back,
    open_parcel,
    taken_at_once,
)
from .access import waiting as what_waits
from .forms import DecideForm, HandOnForm, TakeBackForm
from .models import Handing, Parcel
from .views_told import open_for, parcel_told

HANDED = "Handed on. If there is a file with this reference, whoever leads it finds it. Until then it stays here."
TOGETHER = (
    "Words were moved out of it, or it is what was moved, and the other part was not handed on to this file, or is not"
    " yours to know of. Nothing was taken: it waits for the other part."
)
NOT_HANDED = {
    "bound": "It cannot leave this file: it notes a letter that went from here. Correct it by a further entry.",
    "wordless": "Nothing was written beside this contact, so nothing would go.",
    "changed": "It was changed at this moment. Look at it again.",
    "waits": "It is handed on already.",
}


@require_safe
def waiting(request: WorkerRequest) -> HttpResponse:
    """List what waits for this worker: parcels for their files, packages to know of, and what they handed on."""
    return render(request, "misfiled/waiting.html", {"waiting": what_waits(request.worker)})


@require_http_methods(["GET", "POST"])
def hand_on_entry(request: WorkerRequest, reference: str, subject_id: UUID) -> HttpResponse:
    """Hand an entry on to the file where it belongs, or take that back."""
    file = open_file(request.worker, reference, purpose="hand_on", right="contribute")
    return _hand_on(request, file, entry_to_hand_on(file, subject_id), "timeline")


@require_http_methods(["GET", "POST"])
def hand_on_record(request: WorkerRequest, reference: str, subject_id: UUID) -> HttpResponse:
    """Hand a third-party record on to the file where it belongs, or take that back."""
    file = open_file(request.worker, reference, purpose="hand_on", right="third_party")
    record = third_party_record_in(file, subject_id)
    return _hand_on(request, file, record.corrects or record, "third_party")


def _hand_on(
    request: WorkerRequest, file: CaseFile, root: actions.Written, section: str
) -> HttpResponse:
    frame = in_file(request.worker, file, section)
    if "contribute" not in frame["rights"]:
        raise Refused(NO_WRITING, "file_refused", file=file.id)
    handing = getattr(root, "handing", None)
    context = {**frame, "root": root, "handing": handing, "back": _back(file, section)}
    if handing is not None:
        return _take_back(request, handing, context)
    along = goes_along(root)
    form = HandOnForm(request.POST or None, here=file.reference, of_contacts=len(along.contacts))
    if form.is_valid() and _handed_on(request, root, form):
        return redirect(context["back"])
    return render(request, "misfiled/hand_on.html", {**context, "form": form, "along": along})


def _back(file: CaseFile, section: str) -> str:
    name = "clients:file" if section == "timeline" else "clients:third_party"
    return reverse(name, args=[file.reference])


def _handed_on(request: WorkerRequest, root: actions.Written, form: HandOnForm) -> bool:
    try:
        actions.hand_on(
            root=root,
            reference=form.cleaned_data["belongs_in"],
            why=form.cleaned_data["reason"],
            handing_id=form.record_id(request.worker),
            contact_stays=form.contact_stays(),
        )
    except actions.NotHandedOn as why:
        form.add_error(None, NOT_HANDED.get(str(why), NOT_HANDED["changed"]))
        return False
    messages.success(request, HANDED)
    heard(request, root.file)
    return True


def _take_back(request: WorkerRequest, handing: Handing, context: dict[str, Any]) -> HttpResponse:
    if "belongs_in" in request.POST:  # the form that handed it on, sent twice
        return redirect(context["back"])
    may = may_take_back(handing, request.worker, context["rights"])
    form = TakeBackForm(request.POST or None)
    if may and form.is_valid() and actions.take_back(handing=handing):
        messages.success(request, "Taken back. It stays in this file.")
        return redirect(context["back"])
    return render(request, "misfiled/handed_on.html", {**context, "form": form, "may": may})


@require_http_methods(["GET", "POST"])
def parcel(request: WorkerRequest, parcel_id: UUID) -> HttpResponse:
    """Show what is said to belong in a file that the worker leads; they take it, or say that it does not."""
    found, file = open_parcel(parcel_id)
    file = open_for(request, found, file, struck=found.struck)
    if found.kind:
        return parcel_told(request, found, file, struck=found.struck)
    form = DecideForm(request.POST or None)
    if form.is_valid():
        return _decide(request, found, file, take=form.cleaned_data["decision"] == "take")
    context = {
        **in_file(request.worker, file, "timeline"),
        "parcel": found,
        "why": found.contents["why"],
        "rows": [(row, _day(row)) for row in found.contents["rows"]],
        "others": taken_at_once(found)[1:],
        "form": form,
    }
    return render(request, "misfiled/parcel.html", context)


def _day(row: dict[str, Any]) -> date | None:
    return date.fromisoformat(row["happened_on"]) if row["happened_on"] else None


def _decide(request: WorkerRequest, parcel: Parcel, file: CaseFile, *, take: bool) -> HttpResponse:
    if not take:
        if not actions.refuse_parcel(parcel=parcel, file=file):
            raise Hidden("parcel_hidden")
        messages.success(request, "It is gone from here. Nothing of it was kept.")
        return redirect("misfiled:waiting")
    said = actions.take_parcel(parcel=parcel, file=file, by=request.worker)
    if said == "hidden":
        raise Hidden("parcel_hidden")
    if said == "changed":
        not_taken(
            request,
            "It, or what goes with it, was changed after it was handed on, so nothing was taken.",
        )
        return redirect("misfiled:waiting")
    if said == "together":
        not_taken(request, TOGETHER)
        return redirect("misfiled:waiting")
    messages.success(
        request, "Taken in. It stands here as if it had always been here, with its author and time."
    )
    return redirect("clients:third_party" if parcel.third_party else "clients:file", file.reference)


@require_POST
def see_ended_handing(request: WorkerRequest, notice_id: UUID) -> HttpResponse:
    """Note that the worker knows that what they handed on waits for nobody any more."""
    actions.see_ended_handing(notice=ended_handing(notice_id), by=request.worker)
    messages.success(request, "It is noted that you know.")
    return redirect("misfiled:waiting")


@require_POST
def see_notice(request: WorkerRequest, notice_id: UUID) -> HttpResponse:
    """Note that the worker knows that a package of a file they lead held something of another's."""
    actions.see_left_in_package(notice=left_in_package(notice_id), by=request.worker)
    messages.success(request, "It is noted that you know.")
    return redirect("misfiled:waiting")


@require_POST
def see_lost_discussion(request: WorkerRequest, notice_id: UUID) -> HttpResponse:
    """Note that the worker knows that a request has lost its discussion of the risk."""
    actions.see_lost_discussion(notice=lost_discussion(notice_id), by=request.worker)
    messages.success(request, "It is noted that you know.")
    return redirect("misfiled:waiting")
