"""Pages of one record of what somebody else said: read it, mend one's own within a day, correct any (clause 3.2.1)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file, third_party_record_in
from clients.locking import is_locked, may_change
from clients.misfiled.access import sign_on
from clients.models import CaseFile, ThirdPartyRecord
from clients.once import written_once
from clients.pages import in_file
from clients.people.access import people_in
from clients.views_third_party import NO_WRITING
from confidentiality.access.http import Refused, WorkerRequest

from . import actions
from .access import not_among
from .forms import ChangeThirdPartyRecordForm, CorrectThirdPartyRecordForm, words_of


def around(
    request: WorkerRequest,
    reference: str,
    purpose: str,
    *,
    writes: bool = False,
    section: str = "third_party",
) -> tuple[CaseFile, dict[str, Any]]:
    """Open the file by its door, with the right to third-party records, and return it with its pages' frame.

    Raises Hidden, or Refused for whoever may view the file and lacks that right, or writes without the one to write.
    """
    file = open_file(request.worker, reference, purpose=purpose, right="third_party")
    frame = in_file(request.worker, file, section)
    if writes and "contribute" not in frame["rights"]:
        raise Refused(NO_WRITING, "file_refused", file=file.id)
    return file, frame


@require_safe
def record(request: WorkerRequest, reference: str, record_id: UUID) -> HttpResponse:
    """Show one record: who said it of whom, who may be told, where it came from, and what corrects it."""
    file, frame = around(request, reference, "third_party_record")
    found = third_party_record_in(file, record_id)
    context = {
        **frame,
        **sign_on(found, request.worker, frame["rights"]),
        "record": found,
        "move": getattr(found, "move", None),
        "mine": may_change(found, request.worker),
        "locked": is_locked(found),
        "unknown": not_among(people_in(file), found) if "contribute" in frame["rights"] else {},
    }
    return render(request, "thirdparty/record.html", context)


@require_http_methods(["GET", "POST"])
def change_record(request: WorkerRequest, reference: str, record_id: UUID) -> HttpResponse:
    """Change one's own record within its first 24 hours."""
    file, frame = around(request, reference, "change_third_party_record", writes=True)
    found = third_party_record_in(file, record_id)
    if not may_change(found, request.worker):
        raise Refused(actions.LOCKED_RECORD, "third_party_change_refused", file=file.id)
    people = people_in(file)
    form = ChangeThirdPartyRecordForm(
        request.POST or None, people=people, initial=words_of(found, people)
    )
    if not form.is_valid():
        context = {**frame, "record": found, "form": form}
        return render(request, "thirdparty/change_record.html", context)
    actions.change_record(written=found, by=request.worker, **form.said())
    messages.success(request, "The record is changed.")
    return redirect("thirdparty:record", reference, record_id)


@require_http_methods(["GET", "POST"])
def correct_record(request: WorkerRequest, reference: str, record_id: UUID) -> HttpResponse:
    """Correct a record by a further one; what was written stays."""
    file, frame = around(request, reference, "correct_third_party_record", writes=True)
    found = third_party_record_in(file, record_id)
    people = people_in(file)
    begins = {**words_of(found, people), "body": ""}
    form = CorrectThirdPartyRecordForm(
        request.POST or None, people=people, marked=found, initial=begins
    )
    if not form.is_valid():
        context = {**frame, "record": found, "form": form}
        return render(request, "thirdparty/correct_record.html", context)
    key, said = form.record_id(request.worker), form.said()
    written_once(
        ThirdPartyRecord,
        key,
        lambda: actions.correct_record(written=found, by=request.worker, record_id=key, **said),
    )
    messages.success(request, "The correction is written.")
    return redirect("thirdparty:record", reference, found.corrects_id or record_id)
