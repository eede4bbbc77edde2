"""Pages of the diary: a week, what is to come, an appointment, and those on a case file."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.access import open_file
from clients.models import CaseFile
from clients.once import written_once
from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken

from . import access, actions
from .forms import AppointmentForm, MoveForm
from .models import Appointment
from .rules import LONDON, monday_of

SAID = (Appointment.State.ATTENDED, Appointment.State.MISSED, Appointment.State.CANCELLED)
FASTER = "Nothing was changed: somebody else was faster, or you may only look at this file."


@require_safe
def week(request: WorkerRequest) -> HttpResponse:
    """Show the worker's week, and when colleagues of the team are taken."""
    monday = monday_of(_day(request.GET.get("week", "")))
    context = {
        "days": access.week(request.worker, monday),
        "busy": access.busy(monday, access.colleagues()),
        "before": monday - timedelta(days=7),
        "after": monday + timedelta(days=7),
        "today": timezone.localdate(),
        "now": timezone.now(),
    }
    return render(request, "diary/week.html", context)


def _day(typed: str) -> date:
    """Return the day of an address, today where it names none, within what a calendar has."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return timezone.localdate()
    return day if 2000 <= day.year < 2100 else timezone.localdate()


@require_safe
def coming(request: WorkerRequest) -> HttpResponse:
    """List what is to come, and of what is over whether somebody came."""
    context = {"appointments": access.to_come(request.worker), "now": timezone.now()}
    return render(request, "diary/coming.html", context)


@require_http_methods(["GET", "POST"])
def add(request: WorkerRequest) -> HttpResponse:
    """Note an appointment on no file."""
    form = AppointmentForm(request.POST or None, by=request.worker)
    if form.is_valid():
        return _arrange(request, form, None)
    return render(request, "diary/add.html", {"form": form})


@require_safe
def on_file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show the appointments on a case file, with its safe contact."""
    file = open_file(request.worker, reference, purpose="diary", right="view")
    context = {"appointments": access.appointments_on(file), "now": timezone.now()}
    return render(
        request, "diary/on_file.html", {**in_file(request.worker, file, "diary"), **context}
    )


@require_http_methods(["GET", "POST"])
def add_on_file(request: WorkerRequest, reference: str) -> HttpResponse:
    """Note an appointment on a case file."""
    file = open_file(request.worker, reference, purpose="diary", right="contribute")
    form = AppointmentForm(request.POST or None, by=request.worker, file=file)
    if form.is_valid() and not form.asks_of_blocked(file):
        return _arrange(request, form, file)
    context = {**in_file(request.worker, file, "diary"), "form": form}
    return render(request, "diary/add_on_file.html", context)


def _arrange(request: WorkerRequest, form: AppointmentForm, file: CaseFile | None) -> HttpResponse:
    key = form.record_id(request.worker)
    written_once(
        Appointment,
        key,
        lambda: actions.arrange(
            file=file,
            worker=form.worker(),
            what=form.arranged(),
            by=request.worker,
            appointment_id=key,
        ),
    )
    messages.success(request, "The appointment is noted.")
    return redirect("diary:on_file", file.reference) if file else redirect("diary:coming")


def _around(request: WorkerRequest, found: Appointment, right: str) -> dict[str, Any]:
    """Open the file of an appointment by its door, and return what its page shows around it."""
    if found.file is None:
        return {"appointment": found, "now": timezone.now()}
    file = open_file(request.worker, found.file.reference, purpose="diary", right=right)
    around = in_file(request.worker, file, "diary")
    return {**around, "appointment": found, "now": timezone.now()}


@require_safe
def appointment(request: WorkerRequest, appointment_id: UUID) -> HttpResponse:
    """Show an appointment, with the safe contact of its file, and what can be said of it."""
    found = access.open_appointment(appointment_id)
    context = _around(request, found, "view")
    context["mine"] = found.said_by_id == request.worker.pk
    page = "appointment_on_file" if found.file else "appointment"
    return render(request, f"diary/{page}.html", context)


@require_http_methods(["GET", "POST"])
def move(request: WorkerRequest, appointment_id: UUID) -> HttpResponse:
    """Put another time or place in its stead; what was arranged first stays on record."""
    found = access.open_appointment(appointment_id)
    context = _around(request, found, "contribute")
    local = found.starts_at.astimezone(LONDON)
    length = (found.ends_at - found.starts_at) // timedelta(minutes=1)
    initial = {
        "day": max(local.date(), timezone.localdate()),
        "at": f"{local:%H:%M}",
        "minutes": str(length),
        "place": found.place,
        "words": found.words,
    }
    form = MoveForm(request.POST or None, by=request.worker, file=found.file, initial=initial)
    if not form.is_valid() or form.asks_of_blocked(found.file):
        page = "move_on_file" if found.file else "move"
        return render(request, f"diary/{page}.html", {**context, "form": form})
    key = form.record_id(request.worker)
    if Appointment.objects.filter(pk=key).exists():
        return redirect("diary:appointment", key)
    made = actions.move(
        appointment=found, what=form.arranged(), by=request.worker, appointment_id=key
    )
    if made is None:
        not_taken(request, FASTER)
        return redirect("diary:appointment", found.pk)
    messages.success(request, "Moved.")
    return redirect("diary:appointment", made.pk)


@require_POST
def say(request: WorkerRequest, appointment_id: UUID) -> HttpResponse:
    """Say that somebody came, or not, or that it is cancelled; said by mistake, it is taken back."""
    found = access.open_appointment(appointment_id)
    if found.file is not None:
        open_file(request.worker, found.file.reference, purpose="diary", right="contribute")
    said = request.POST.get("state", "")
    if said == "planned":
        done = actions.unsay(appointment=found, by=request.worker)
    else:
        done = said in SAID and actions.say(appointment=found, state=said, by=request.worker)
    if done:
        messages.success(request, "Taken back." if said == "planned" else "It is noted.")
    else:
        not_taken(request, FASTER)
    return redirect("diary:appointment", found.pk)
