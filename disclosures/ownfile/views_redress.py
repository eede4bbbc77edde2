"""Pages of complaints, of what a client disputes, and of conference minutes."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import entry_in, open_entry, open_file
from clients.hearing import heard
from clients.locking import refuse_theirs
from clients.models import Entry
from clients.once import written_once
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from disclosures.actions.lock import NotNow
from disclosures.forms.pieces import glimpse
from staff.access import roles_of
from staff.models import Worker

from . import access, access_redress, redress, remarks, rules
from .forms import (
    AcknowledgeForm,
    AnswerForm,
    BesideForm,
    ComplainForm,
    DisputeForm,
    JudgeForm,
    MinutesForm,
)
from .models import Complaint, ConferenceMark, Rectification
from .views import open_for, page


@require_http_methods(["GET", "POST"])
def complain(request: WorkerRequest, reference: str) -> HttpResponse:
    """Take down what a client complains of."""
    file, by = open_for(request, reference, "own_file"), request.worker
    colleagues = list(Worker.objects.order_by("display_name"))
    requests = access.all_on(file).requests
    form = ComplainForm(request.POST or None, colleagues=colleagues, requests=requests)
    if not form.is_valid():
        return page(request, file, "complain", form=form, days=settings.COMPLAINT_DAYS)
    said = {n: form.cleaned_data[n] for n in ("words", "received_on", "about")}
    key, of = form.record_id(by), {each.id: each for each in requests}
    asked = of.get(form.cleaned_data["of"])
    written_once(
        Complaint,
        key,
        lambda: redress.complain(file=file, request=asked, key=key, by=by, **said),
    )
    days = settings.COMPLAINT_DAYS
    messages.success(request, f"It is taken down. Acknowledge it within {days} days.")
    return redirect("ownfile:complaint", reference, key)


@require_safe
def complaint(request: WorkerRequest, reference: str, complaint_id: UUID) -> HttpResponse:
    """Show a complaint and how far it has come."""
    file = open_file(request.worker, reference, purpose="own_file")
    found = access_redress.complaint_on(file, complaint_id)
    judges = rules.may_judge(
        request.worker.pk, not_by=access_redress.not_judged_by(found), roles=roles_of(request.user)
    )
    return page(request, file, "complaint", complaint=found, judges=judges)


@require_http_methods(["GET", "POST"])
def acknowledge(request: WorkerRequest, reference: str, complaint_id: UUID) -> HttpResponse:
    """Note that a complaint was acknowledged."""
    file = open_for(request, reference, "own_file")
    found = access_redress.complaint_on(file, complaint_id)
    form = AcknowledgeForm(request.POST or None)
    if not form.is_valid():
        return page(request, file, "acknowledge", form=form, complaint=found)
    try:
        redress.acknowledge(complaint=found, on=form.cleaned_data["on"])
        messages.success(request, "It is noted.")
    except NotNow as refusal:
        not_taken(request, str(refusal))
    return redirect("ownfile:complaint", reference, complaint_id)


@require_http_methods(["GET", "POST"])
def judge(request: WorkerRequest, reference: str, complaint_id: UUID) -> HttpResponse:
    """Decide about a complaint, as somebody whom it is not about."""
    file, by = open_for(request, reference, "own_file"), request.worker
    found = access_redress.complaint_on(file, complaint_id)
    if not rules.may_judge(
        by.pk, not_by=access_redress.not_judged_by(found), roles=roles_of(request.user)
    ):
        sentence = (
            "A manager or lead decides about a complaint whom it is not about (clause 5.2.5)."
        )
        raise Refused(sentence, "file_request_refused", file=file.id)
    form = JudgeForm(request.POST or None)
    if not form.is_valid():
        return page(request, file, "judge", form=form, complaint=found)
    said = form.cleaned_data
    try:
        redress.judge(complaint=found, upheld=said["upheld"], answer=said["answer"], by=by)
        messages.success(request, "It is decided. Tell the client, by their safe contact.")
    except NotNow as refusal:
        not_taken(request, str(refusal))
    return redirect("ownfile:complaint", reference, complaint_id)


@require_http_methods(["GET", "POST"])
def dispute(request: WorkerRequest, reference: str, entry_id: UUID) -> HttpResponse:
    """Put the client's statement beside an entry that they say is wrong."""
    file, by = (
        open_file(request.worker, reference, purpose="own_file", right="contribute"),
        request.worker,
    )
    entry = entry_in(file, entry_id)
    refuse_theirs(entry)
    form = DisputeForm(request.POST or None)
    if not form.is_valid():
        return page(request, file, "dispute", form=form, entry=entry)
    key, said = form.record_id(by), form.cleaned_data
    words = {n: said[n] for n in ("statement", "received_on")} | {"sensitive_kind": form.marked}
    written_once(Rectification, key, lambda: redress.dispute(entry=entry, key=key, by=by, **words))
    messages.success(request, "Their statement stands beside the entry. Answer them in a month.")
    return redirect("ownfile:requests", reference)


@require_http_methods(["GET", "POST"])
def put_beside(request: WorkerRequest, reference: str, remark_id: UUID) -> HttpResponse:
    """Put what the client wrote at an office screen beside the entry of which they wrote it."""
    file, by = (
        open_file(request.worker, reference, purpose="own_file", right="contribute"),
        request.worker,
    )
    if request.method == "POST" and Rectification.objects.filter(remark=remark_id).exists():
        return redirect("ownfile:requests", reference)  # sent twice
    said = remarks.said_at_screen(file, remark_id)
    form = BesideForm(
        request.POST or None, entries=said.entries, initial={"entry": str(said.of or "")}
    )
    if not form.is_valid():
        return page(request, file, "beside", form=form, said=said)
    entry, key = entry_in(file, form.cleaned_data["entry"]), form.record_id(by)
    written_once(
        Rectification,
        key,
        lambda: remarks.put_beside(
            said=said, entry=entry, sensitive_kind=form.marked, key=key, by=by
        ),
    )
    messages.success(request, "Their words stand beside the entry. Answer them in a month.")
    return redirect("ownfile:requests", reference)


@require_http_methods(["GET", "POST"])
def answer_dispute(request: WorkerRequest, reference: str, dispute_id: UUID) -> HttpResponse:
    """Answer what the client disputes, confirming nobody as a source; show what was answered already."""
    file = open_file(request.worker, reference, purpose="own_file", right="third_party")
    found = access_redress.dispute_on(file, dispute_id)
    if found.decided_on and request.method == "GET":
        open_entry(found.statement, purpose="own_file")  # a sensitive one may stand in it (4.4.2)
        return page(request, file, "answered", dispute=found)
    form = AnswerForm(request.POST or None)
    if not form.is_valid():
        return page(request, file, "answer_dispute", form=form, dispute=found)
    said = form.cleaned_data
    try:
        redress.answer_dispute(dispute=found, by=request.worker, **said)
    except NotNow as refusal:
        wrong = "decision" if isinstance(refusal, redress.NotCorrected) else "answer"
        form.add_error(wrong, str(refusal))
        return page(request, file, "answer_dispute", form=form, dispute=found, status=409)
    messages.success(request, "It is answered. Tell the client, by their safe contact.")
    return redirect("ownfile:requests", reference)


@require_http_methods(["GET", "POST"])
def minutes(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show which entries are conference minutes, and mark one as such."""
    file, by = (
        open_file(request.worker, reference, purpose="own_file", right="contribute"),
        request.worker,
    )
    marks = access_redress.minutes_in(file)
    marked = {each.entry_id for each in marks}
    rows = Entry.objects.filter(file=file, corrects=None).exclude(id__in=marked)
    rows = rows.exclude(kind=Entry.Kind.HELD)
    form = MinutesForm(request.POST or None, entries=list(rows.order_by("-written_at", "-id")))
    if not form.is_valid():
        shown = [(each, glimpse(each.entry)) for each in marks]
        return page(request, file, "minutes", form=form, marks=shown)
    entry, key = entry_in(file, form.cleaned_data["entry"]), form.record_id(by)
    written_once(ConferenceMark, key, lambda: redress.mark_minutes(entry=entry, key=key, by=by))
    messages.success(request, "It is marked: it is never part of what the client reads.")
    heard(request, file)
    return redirect("ownfile:minutes", reference)


@require_POST
def take_back(request: WorkerRequest, reference: str, mark_id: UUID) -> HttpResponse:
    """Say that an entry is no conference minutes after all."""
    file = open_file(request.worker, reference, purpose="own_file", right="contribute")
    redress.unmark_minutes(file=file, mark_id=mark_id, by=request.worker)
    messages.success(request, "Taken back.")
    return redirect("ownfile:minutes", reference)
