"""Pages of line managers: the queue, the team's load, a caseload's limit, handing over all files of one worker."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.models import CaseFile
from clients.paging import address_after, position
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.interface.charts import Bar, bars
from staff.models import Worker

from . import actions
from .access import (
    loads,
    open_hand_over,
    open_member,
    people_of,
    unallocated,
    who_can_take,
)
from .actions import Handing, Outcome
from .forms import HandOverForm, LimitForm


@require_safe
def queue(request: WorkerRequest) -> HttpResponse:
    """List the open files of the manager's teams that nobody leads who could."""
    page = unallocated(request.worker, after=position(request))
    context = {
        "files": page.files,
        "first_page": "after" not in request.GET,
        "older": address_after(request, page.after),
    }
    return render(request, "allocation/queue.html", context)


@require_safe
def load(request: WorkerRequest) -> HttpResponse:
    """Show what each of the manager's people leads, as a chart and as its table."""
    shown = loads(request.worker)
    drawn = [Bar(each.worker.display_name, each.files, each.most) for each in shown]
    chart = bars("Open case files by lead", drawn) if drawn else ""
    return render(request, "allocation/load.html", {"loads": shown, "chart": chart})


@require_http_methods(["GET", "POST"])
def limit(request: WorkerRequest, member_id: UUID) -> HttpResponse:
    """Set how many open files somebody of the manager's teams leads at most."""
    member = open_member(request.worker, member_id)
    stands = getattr(member, "caseload_limit", None)
    form = LimitForm(request.POST or None, initial={"most": stands.most if stands else None})
    if not form.is_valid():
        return render(request, "allocation/limit.html", {"form": form, "member": member})
    actions.set_limit(worker=member, most=form.cleaned_data["most"], by=request.worker)
    messages.success(request, f"The limit for {member.display_name} is changed.")
    return redirect("allocation:load")


@require_http_methods(["GET", "POST"])
def hand_over(request: WorkerRequest, lead_id: UUID) -> HttpResponse:
    """Give all open files of one worker, or some, to others, each to whoever can take it (E1, E51)."""
    lead, files, more = open_hand_over(request.worker, lead_id)
    form = HandOverForm(request.POST or None, files=files, people=_takers(files, lead))
    if not files or not form.is_valid():
        context = {"lead": lead, "files": files, "more": more, "form": form}
        return render(request, "allocation/hand_over.html", context)
    note = form.cleaned_data["note"]
    handings = [Handing(file, to, lead.pk, note) for file, to in form.given()]
    _tell(request, actions.hand_over(handings=handings, by=request.worker))
    return redirect("allocation:hand_over", lead_id)


def _takers(files: list[CaseFile], lead: Worker) -> dict[UUID, list[Worker]]:
    """Return for each file who can take it, by name, without who leads it."""
    can = who_can_take(files, as_lead=True)
    people = people_of({person for each in can.values() for person in each} - {lead.pk})
    return {
        file: [person for person in people if answers.get(person.pk)]
        for file, answers in can.items()
    }


def _tell(request: WorkerRequest, outcomes: dict[UUID, Outcome]) -> None:
    counted = Counter(outcomes.values())
    if done := counted[Outcome.DONE]:
        messages.success(request, f"Handed over: {done}.")
    if refused := counted[Outcome.NOT_AVAILABLE]:
        not_taken(
            request, f"Not handed over, because not available: {refused}.", say=messages.warning
        )
    if overtaken := counted[Outcome.OVERTAKEN]:
        not_taken(request, f"Somebody else had allocated or closed meanwhile: {overtaken}.")
