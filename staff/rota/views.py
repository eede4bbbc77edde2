"""The rota's page, and taking a shift back."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest
from staff.once import written_once

from . import access, actions
from .forms import ShiftForm, TakeBackForm
from .models import Shift


@require_safe
def rota(request: WorkerRequest) -> HttpResponse:
    """Show who is on call, now and to come; a line manager sees when nobody is."""
    context = {
        "rotas": access.rotas(request.worker),
        "writes": access.writes_for(request.worker),
        "now": timezone.now(),
    }
    return render(request, "rota/rota.html", context)


@require_http_methods(["GET", "POST"])
def enter_shift(request: WorkerRequest) -> HttpResponse:
    """Enter who is on call, as a line manager of the service."""
    services = access.services_to_write(request.worker)
    people = access.who_can_be_on_call(request.worker)
    form = ShiftForm(request.POST or None, services=services, people=people)
    if request.method == "POST" and form.is_valid() and _enter(request, form):
        return redirect("rota:rota")
    return render(request, "rota/enter_shift.html", {"form": form})


def _enter(request: WorkerRequest, form: ShiftForm) -> bool:
    key = form.record_id(request.worker)
    write = partial(actions.enter_shift, shift_id=key, by=request.worker, **form.asked())
    try:
        written_once(Shift, key, write)
    except actions.NotEntered as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, "The shift is entered.")
    return True


@require_http_methods(["GET", "POST"])
def take_back(request: WorkerRequest, shift_id: UUID) -> HttpResponse:
    """Take a shift back, confirmed on a page of its own."""
    shift = access.open_shift(request.worker, shift_id)
    form = TakeBackForm(request.POST or None)
    if not form.is_valid():
        return render(request, "rota/take_back.html", {"shift": shift, "form": form})
    actions.take_back_shift(shift=shift, by=request.worker)
    messages.success(request, "The shift is taken back.")
    return redirect("rota:rota")
