"""Staff's pages about office screens: a ticket for a client, what runs, and which browsers are screens."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.interface.signing_pad import drawn_as_svg
from disclosures.actions import NotNow, Obstructed
from disclosures.models import Package
from disclosures.readers.models import Ticket
from staff.once import written_once
from staff.step_up import step_up_required

from . import access, actions
from .forms import GiveForm, ScreenForm, SureForm
from .models import OfficeScreen

form_page = require_http_methods(["GET", "POST"])
SHOWN_ONCE = "Those codes were shown already, once. Give others if they did not reach the screen."
SAID = {
    "own": "You asked for it, so another person agrees.",
    "ended": "It was taken away already.",
    "enrolled": "A browser has taken it up already.",
    "hidden": "It is not there any more.",
}


def _page_of(request: WorkerRequest, package: Package, **more: Any) -> dict[str, Any]:
    context = in_file(request.worker, package.file, "disclosures")
    return {**context, "package": package, "release": package.release, **more}


@require_safe
def sitting(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Show how a client's reading stands, what they wrote and signed, and what can be done."""
    package, powers, against = access.open_for_client(request.worker, package_id, purpose="office")
    remarks, signed = access.left_behind(package)
    context = _page_of(
        request,
        package,
        powers=powers,
        obstacles=against,
        sittings=access.sittings_of(package),
        remarks=remarks,
        signed=[(each, drawn_as_svg(each.strokes)) for each in signed],
    )
    return render(request, "kiosk/sitting.html", context)


@form_page
@step_up_required
def give(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Give a ticket to the office screen; its two codes are shown once, on the answer to this form."""
    package, powers, against = access.open_for_client(request.worker, package_id, purpose="office")
    if not powers.lets_in:
        raise Refused(actions.REFUSED, "office_ticket_refused", file=package.file_id)
    form, by = GiveForm(request.POST or None), request.worker
    context = _page_of(request, package, form=form, obstacles=against)
    if not form.is_valid():
        return render(request, "kiosk/give.html", context)
    key, says = form.record_id(by), form.cleaned_data
    if Ticket.objects.filter(id=key).exists():
        messages.info(request, SHOWN_ONCE)
        return redirect("kiosk:sitting", package_id)
    with_them = {name: says[name] for name in ("supporter", "interpreter")}
    try:
        given = actions.give_ticket(package=package, ticket_id=key, by=by, **with_them)
    except Obstructed as refusal:
        return render(request, "kiosk/give.html", {**context, "obstacles": refusal.obstacles})
    return render(request, "kiosk/given.html", {**context, "given": given})


@require_POST
def end(request: WorkerRequest, package_id: UUID, ticket_id: UUID) -> HttpResponse:
    """Close a sitting at once."""
    package, powers, _ = access.open_for_client(request.worker, package_id, purpose="end_office")
    if not powers.shuts_out:
        raise Refused(actions.REFUSED, "office_ticket_kept", file=package.file_id)
    try:
        actions.end_sitting(package=package, ticket_id=ticket_id, by=request.worker)
        messages.success(request, "It is closed. The screen shows nothing of it any more.")
    except NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("kiosk:sitting", package_id)


@require_POST
def renew(request: WorkerRequest, package_id: UUID, ticket_id: UUID) -> HttpResponse:
    """Give the client another code to come back with, shown once."""
    package, powers, _ = access.open_for_client(request.worker, package_id, purpose="office_code")
    if not powers.lets_in:
        raise Refused(actions.REFUSED, "office_code_kept", file=package.file_id)
    try:
        code = actions.renew_client_code(package=package, ticket_id=ticket_id, by=request.worker)
    except NotNow as sorry:
        not_taken(request, str(sorry))
        return redirect("kiosk:sitting", package_id)
    return render(request, "kiosk/renewed.html", _page_of(request, package, code=code))


@require_safe
def screens(request: WorkerRequest) -> HttpResponse:
    """List the office screens; whoever sets them up asks, agrees and takes away here."""
    context = {"found": access.screens(), "may": access.sets_up_screens(request.worker)}
    more = {"me": request.worker.pk, "address": settings.KIOSK_URL}
    return render(request, "kiosk/screens.html", {**context, **more})


def _refuse_others(request: WorkerRequest) -> None:
    if not access.sets_up_screens(request.worker):
        raise Refused(actions.SCREENS, "screen_setup_refused")


@form_page
@step_up_required
def ask(request: WorkerRequest) -> HttpResponse:
    """Ask that a browser becomes an office screen."""
    _refuse_others(request)
    form, by = ScreenForm(request.POST or None), request.worker
    if not form.is_valid():
        return render(request, "kiosk/ask.html", {"form": form})
    key, room = form.record_id(by), form.cleaned_data["room"]
    written_once(OfficeScreen, key, lambda: actions.ask_for_screen(screen_id=key, room=room, by=by))
    messages.success(
        request, "Asked for. Somebody else agrees, and is shown the code to type there."
    )
    return redirect("kiosk:screens")


@form_page
@step_up_required
def agree(request: WorkerRequest, screen_id: UUID) -> HttpResponse:
    """Agree to a screen, as somebody who did not ask for it; the code to type there is shown once."""
    _refuse_others(request)
    screen, form = access.open_screen(screen_id), SureForm(request.POST or None)
    context = {"screen": screen, "form": form}
    if not form.is_valid():
        return render(request, "kiosk/agree.html", context)
    said, code = actions.agree_to_screen(screen=screen, by=request.worker)
    if code:
        return render(
            request, "kiosk/agreed.html", {**context, "code": code, "address": settings.KIOSK_URL}
        )
    messages.info(request, SAID[said])
    return redirect("kiosk:screens")


@form_page
@step_up_required
def end_screen(request: WorkerRequest, screen_id: UUID) -> HttpResponse:
    """Take a screen away; what is being read there closes."""
    _refuse_others(request)
    screen, form = access.open_screen(screen_id), SureForm(request.POST or None)
    if not form.is_valid():
        return render(request, "kiosk/end_screen.html", {"screen": screen, "form": form})
    try:
        actions.end_screen(screen=screen, by=request.worker)
        messages.success(request, "Taken away. That browser opens nothing any more.")
    except NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("kiosk:screens")
