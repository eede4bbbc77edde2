"""Pages of notifications: the queue, one of them and what is done about it, and those of a client's file."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.contacting.forms import asked_anew
from clients.contacting.profile import Point, Profile, read, rows
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import Hidden, WorkerRequest
from staff.models import Service

from . import access, actions
from .forms import NotToldForm, PreferenceForm, TellForm
from .models import Attempt, Notification, Preference
from .rules import Verdict


@require_safe
def waiting(request: WorkerRequest) -> HttpResponse:
    """List what is to be told, and the strands of partners who have no file."""
    context = {"queue": access.queue(request.worker)}
    return render(request, "notifications/waiting.html", context)


def _told_by(notification: Notification) -> Profile:
    """Return how whoever is to be told can be reached; what he gave of her nobody has called safe."""
    if notification.file is not None:
        return read(notification.file.contact)
    assert notification.strand is not None  # noqa: S101 - one of the two
    return Profile(phones=tuple(Point(each) for each in notification.strand.details["phones"]))


def _on_page(
    request: WorkerRequest, notification: Notification, verdict: Verdict, **more: Any
) -> dict[str, Any]:
    told = _told_by(notification)
    return {
        "notification": notification,
        "verdict": verdict,
        "contact": rows(told) if notification.file else [],
        "attempts": access.attempts_of(notification),
        **more,
    }


@require_http_methods(["GET", "POST"])
def notification(request: WorkerRequest, notification_id: UUID) -> HttpResponse:
    """Show a notification with how she can be reached now, and take down that she was told, or was not reached."""
    found = access.open_notification(request.worker, notification_id)
    verdict, told = access.verdict_on(found), _told_by(found)
    form = TellForm(request.POST or None, told=told, verdict=verdict)
    if not _is_right(form, told):
        context = _on_page(request, found, verdict, form=form)
        return render(request, "notifications/notification.html", context)
    key = form.record_id(request.worker)
    written_once(
        Attempt,
        key,
        lambda: actions.tell(
            notification=found,
            made=form.made(),
            told=form.was_told(),
            verdict=verdict,
            against=form.remarks,
            by=request.worker,
            attempt_id=key,
        ),
    )
    messages.success(
        request, "She was told." if form.was_told() else "Written down. It still waits."
    )
    return redirect("notifications:waiting")


def _is_right(form: TellForm, told: Profile) -> bool:
    """Say whether a form can be taken down: it is whole, and rests on the safe contact that stands now (E15)."""
    valid = form.is_valid()
    if form.is_bound and form.cleaned_data.get("seen") != told.version:
        asked_anew(form, seen=told.version)
        return False
    return valid


@require_http_methods(["GET", "POST"])
def not_told(request: WorkerRequest, notification_id: UUID) -> HttpResponse:
    """Decide not to tell, with a reason (E17)."""
    found = access.open_notification(request.worker, notification_id)
    form = NotToldForm(request.POST or None)
    if not form.is_valid():
        mine = actions.may_keep_from_her(found, request.worker)
        context = {"notification": found, "form": form, "mine": mine}
        return render(request, "notifications/not_told.html", context)
    key, reason = form.record_id(request.worker), form.cleaned_data["reason"]
    written_once(
        Attempt,
        key,
        lambda: actions.decide_not_to_tell(
            notification=found, reason=reason, by=request.worker, attempt_id=key
        ),
    )
    messages.success(request, "It is recorded that she is not told, and why.")
    return redirect("notifications:waiting")


@require_POST
def stop(request: WorkerRequest, notification_id: UUID) -> HttpResponse:
    """Record that she is not told because she asked for none of these (E15)."""
    found = access.open_notification(request.worker, notification_id)
    actions.stop(notification=found, verdict=access.verdict_on(found), by=request.worker)
    messages.success(request, "It is recorded that she is not told, as she wants it.")
    return redirect("notifications:waiting")


@require_POST
def settle(request: WorkerRequest, notification_id: UUID) -> HttpResponse:
    """Make a task of settling how she can be reached (E15)."""
    found = access.open_notification(request.worker, notification_id)
    actions.put_before_lead(notification=found, by=request.worker)
    messages.success(
        request, "It is a task on her file. The notification waits until she can be reached."
    )
    return redirect("notifications:notification", notification_id)


def _of_iss(file: CaseFile) -> CaseFile:
    if file.service != Service.ISS:
        raise Hidden("notifications_hidden", file=file.id)
    return file


@require_safe
def on_file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what came for the client of a file, what was done about it, and what she wants to be told."""
    file = _of_iss(open_file(request.worker, reference, purpose="notifications"))
    found = access.told_on(file)
    context = {
        **in_file(request.worker, file, "notifications"),
        "notifications": found,
        "attempts": access.attempts_of(*found),
        "preference": access.preference_of(file),
    }
    return render(request, "notifications/on_file.html", context)


@require_http_methods(["GET", "POST"])
def preference(request: WorkerRequest, reference: str) -> HttpResponse:
    """Note what the client wants to be told."""
    found = open_file(request.worker, reference, purpose="preference", right="contribute")
    file, form = _of_iss(found), PreferenceForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(request.worker, file, "notifications"), "form": form}
        return render(request, "notifications/preference.html", context)
    note(form, request, of=file)
    messages.success(request, "Noted. It counts from the next telling.")
    return redirect("notifications:on_file", reference)


def note(form: PreferenceForm, request: WorkerRequest, *, of: Any) -> None:
    """Write a preference down once."""
    key, said = form.record_id(request.worker), form.cleaned_data
    written_once(
        Preference,
        key,
        lambda: actions.note_preference(
            of=of, wants=said["wants"], words=said["words"], by=request.worker, preference_id=key
        ),
    )
