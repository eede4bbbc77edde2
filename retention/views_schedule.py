"""Pages of the schedule: how long each class of records is kept, and asking for another period (clause 5.2.7)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import WorkerRequest
from staff.organisation import changes
from staff.organisation.fence_sql import NOTICE_DAYS
from staff.organisation.models import Kind
from staff.step_up import step_up_required

from .access import open_period, schedule_of
from .forms import PeriodForm
from .models import ScheduleRule
from .rules import day_in_london


@require_safe
def schedule(request: WorkerRequest) -> HttpResponse:
    """Show how long each class of records is kept, from when, and why."""
    today = day_in_london(timezone.now())
    rules = [(rule, rule.years_on(today)) for rule in schedule_of(request.worker)]
    return render(request, "retention/schedule.html", {"rules": rules, "today": today})


@require_http_methods(["GET", "POST"])
def change_period(request: WorkerRequest, record_class: str) -> HttpResponse:
    """Ask for another period, or the same again; somebody else has to agree."""
    rule = open_period(request.worker, record_class)
    years = rule.years_on(day_in_london(timezone.now()))
    form = PeriodForm(request.POST or None, rule=rule, initial={"years": years})
    if form.is_valid():
        return _asked(request, form, rule)
    return _page(request, form, rule)


def _page(request: WorkerRequest, form: PeriodForm, rule: ScheduleRule) -> HttpResponse:
    context = {"form": form, "rule": rule, "notice": NOTICE_DAYS}
    return render(request, "retention/change_period.html", context)


@step_up_required
def _asked(request: WorkerRequest, form: PeriodForm, rule: ScheduleRule) -> HttpResponse:
    said = form.cleaned_data
    try:
        change = changes.ask(
            kind=Kind.PERIOD,
            subject=rule.record_class,
            after={"years": said["years"]},
            why=said["why"],
            by=request.worker,
        )
    except changes.NotAsked as refused:
        form.add_error(None, str(refused))
        return _page(request, form, rule)
    messages.success(request, "Asked for. Somebody else has to agree to it.")
    return redirect("organisation:change", change.pk)
