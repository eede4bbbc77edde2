"""What others owe us: the list of what is due, and of one request its answer, filed and noted (clause 2.2)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.actions import add_third_party_record
from clients.models import ThirdPartyRecord
from clients.once import written_once
from clients.pages import in_file
from clients.people.access import people_in
from clients.views_third_party import NO_WRITING
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.interface.filters import date_gb
from disclosures import actions
from disclosures.answers import MOST, awaited_by, is_due, open_answer
from disclosures.forms import FileAnswerForm, NoteAnswerForm, PutOffForm
from disclosures.models import Release


@require_safe
def answers(request: WorkerRequest) -> HttpResponse:
    """List the answers that this worker waits for, what is due first."""
    today = timezone.localdate()
    waiting = [(each, is_due(each, today)) for each in awaited_by(request.worker)]
    return render(request, "disclosures/answers.html", {"waiting": waiting, "most": MOST})


@require_http_methods(["GET", "POST"])
def answer(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Show what became of a request of ours, and note how it ended."""
    right = "contribute" if request.method == "POST" else "view"
    found = open_answer(request.worker, request_id, purpose="answer", right=right)
    form, by = NoteAnswerForm(request.POST or None), request.worker
    if not form.is_valid():
        context = {**in_file(by, found.file, "disclosures"), "form": form, "release": found}
        context["due"] = is_due(found, timezone.localdate())
        return render(request, "disclosures/answer.html", context)
    try:
        said = Release.Answer(form.cleaned_data["answer"])
        actions.note_answer(release=found, answer=said, by=by)
        messages.success(request, "It is noted. Nothing more is awaited.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:answer", request_id)


@require_POST
def await_again(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Undo that it ended."""
    found = open_answer(request.worker, request_id, purpose="await_again", right="contribute")
    try:
        actions.await_again(release=found)
        messages.success(request, "Their answer is awaited again.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:answer", request_id)


@require_http_methods(["GET", "POST"])
def put_off(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Wait until another day."""
    found = open_answer(request.worker, request_id, purpose="put_off", right="contribute")
    form = PutOffForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(request.worker, found.file, "disclosures"), "form": form}
        return render(request, "disclosures/put_off.html", {**context, "request_id": request_id})
    try:
        actions.put_off(release=found, until=form.day())
        messages.success(request, "The day is noted.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:answer", request_id)


@require_http_methods(["GET", "POST"])
def file_answer(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """File what they answered as a third-party record, apart from the file (clause 3.2.1)."""
    found = open_answer(request.worker, request_id, purpose="file_answer", right="third_party")
    file, by, frame = found.file, request.worker, in_file(request.worker, found.file, "disclosures")
    if "contribute" not in frame["rights"]:
        raise Refused(NO_WRITING, "file_refused", file=file.id)
    form = FileAnswerForm(request.POST or None, initial=_begins(found), people=people_in(file))
    if not form.is_valid():
        context = {**frame, "form": form, "request_id": request_id}
        return render(request, "disclosures/file_answer.html", context)
    key, said = form.record_id(by), form.said()

    def write() -> ThirdPartyRecord:
        if form.cleaned_data["ends"] and found.answer == "":
            actions.note_answer(release=found, answer=Release.Answer.ANSWERED, by=by)
        return add_third_party_record(file=file, by=by, record_id=key, **said)

    try:
        written_once(ThirdPartyRecord, key, write)
        messages.success(request, "What they answered is kept with what others said.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("disclosures:answer", request_id)


def _begins(release: Release) -> dict[str, object]:
    """What the form begins with: they said it, about the client, asked for what the client was told."""
    why = release.consent.why if release.consent else ""
    asked = f"Our request {release.reference} of {date_gb(release.released_at)}: {why}"
    to = ", ".join(each for each in (release.to_name, release.to_agency) if each)
    return {"from_whom": to, "about_whom": release.file.name, "asked": asked, "ends": True}
