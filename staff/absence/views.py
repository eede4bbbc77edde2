"""The page of days away, and taking one back."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from confidentiality.access.http import WorkerRequest

from . import actions
from .access import days_away
from .forms import DaysForm
from .models import Absence


@require_http_methods(["GET", "POST"])
def absences(request: WorkerRequest) -> HttpResponse:
    """Show one's own days and who is away of one's colleagues, and take new ones."""
    days = days_away(request.worker)
    form = DaysForm(request.POST or None, by=request.worker, managed=days.managed)
    if not form.is_valid():
        managed = {each.pk for each in days.managed}
        context = {"days": days, "form": form, "managed": managed, "today": timezone.localdate()}
        return render(request, "absence/absences.html", context)
    data = form.cleaned_data
    actions.enter_days(
        worker=form.whose(),
        kind=Absence.Kind(data["kind"]),
        first_day=data["first_day"],
        last_day=data["last_day"],
        by=request.worker,
    )
    messages.success(request, "The days are entered.")
    return redirect("absence:absences")


@require_POST
def take_back(request: WorkerRequest, absence_id: UUID) -> HttpResponse:
    """Take days back."""
    actions.take_back_days(absence_id=absence_id, by=request.worker)
    messages.success(request, "The days are taken back.")
    return redirect("absence:absences")
