"""Pages of the access review: what is before me, one person's grants, the house's side, the results."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import Hidden, WorkerRequest
from staff.accounts.access import asks_for_everybody
from staff.models import Role

from . import access, actions
from .forms import PageForm
from .models import Side

OVERTAKEN = "Something on that page was not yours to say any more: it has ended, or somebody else was faster."


@require_http_methods(["GET", "POST"])
def mine(request: WorkerRequest) -> HttpResponse:
    """Show whose grants are before the worker, person by person; say that all is done."""
    worker, found = request.worker, access.current_round(request.worker)
    if request.method == "POST":
        return _finish(request, Side.FILES)
    people = access.people_before(worker, found) if found else []
    context = {
        "round": found,
        "overdue": found is not None and access.is_overdue(found),
        "people": people,
        "files": sum(each.files for each in people),
        "done": sum(each.done for each in people),
        "reviews_files": access.reviews_files(worker),
        "finished": access.finished_by(worker, found, Side.FILES) if found else None,
        "house": asks_for_everybody(worker),
        "may_begin": worker.role == Role.RECORDS_ADMIN and (not found or access.is_overdue(found)),
    }
    return render(request, "reviewing/mine.html", context)


def _finish(request: WorkerRequest, side: Side) -> HttpResponse:
    found = access.current_round(request.worker)
    if found and actions.finish(found=found, side=side, by=request.worker):
        messages.success(request, "Thank you. Your part of this review is done.")
    else:
        messages.info(request, "Something is left to look at, or you have finished already.")
    return redirect("reviewing:mine" if side == Side.FILES else "reviewing:house")


@require_http_methods(["GET", "POST"])
def person(request: WorkerRequest, person_id: UUID) -> HttpResponse:
    """Show what somebody holds, a page at a time; what is ticked ends, after being asked, and the rest stays."""
    found, whom, page = access.lines_of(request.worker, person_id, after=_after(request))
    context = {"round": found, "person": whom, "page": page, "first": "after" not in request.GET}
    form = PageForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "reviewing/person.html", {**context, "form": form})
    ends, keeps = form.cleaned_data["end"], form.kept()
    if ends and not form.cleaned_data["sure"]:
        ending = [line for line in page.lines if set(line.grants) & set(ends)]
        asked = {"ending": ending, "shown": ",".join(map(str, form.cleaned_data["shown"]))}
        return render(request, "reviewing/end.html", {**context, **asked})
    done = sum(
        actions.mark_grants(found=found, grants=grants, keep=keep, by=request.worker)
        for grants, keep in ((ends, False), (keeps, True))
    )
    said = messages.success if done == len(ends) + len(keeps) else messages.warning
    said(request, "Noted." if done == len(ends) + len(keeps) else OVERTAKEN)
    return redirect("reviewing:person", whom.pk)


def _after(request: HttpRequest) -> UUID:
    try:
        return UUID(request.GET.get("after", ""))
    except ValueError:
        return access.BEGINNING


@require_http_methods(["GET", "POST"])
def house(request: WorkerRequest) -> HttpResponse:
    """Show what the house gave everybody else; what is not needed any more is ended by an account change."""
    found, given = access.given_by_house(request.worker)
    form = PageForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        people = form.kept()
        if not people:
            return _finish(request, Side.HOUSE)
        done = actions.mark_people(found=found, people=people, by=request.worker)
        said = messages.success if done == len(people) else messages.warning
        said(request, "Noted." if done == len(people) else OVERTAKEN)
        return redirect("reviewing:house")
    left = [each for each in given if not each.done]
    context = {
        "round": found,
        "left": left[: access.PAGE],
        "many_left": len(left),
        "many": len(given),
        "finished": access.finished_by(request.worker, found, Side.HOUSE),
    }
    return render(request, "reviewing/house.html", context)


@require_safe
def results(request: WorkerRequest) -> HttpResponse:
    """Show what came of the last rounds: who looked, when, how many were kept and ended."""
    rounds = access.results(request.worker)
    context = {"rounds": [(each, access.is_overdue(each), rows) for each, rows in rounds]}
    return render(request, "reviewing/results.html", context)


@require_POST
def begin(request: WorkerRequest) -> HttpResponse:
    """Begin the next round, as a records admin, when the last is over."""
    if request.worker.role != Role.RECORDS_ADMIN:
        raise Hidden("access_review_begin_hidden")
    if actions.begin(by=request.worker):
        messages.success(request, "The review has begun. Every line manager is asked.")
    else:
        messages.info(request, "The last one is not over yet.")
    return redirect("reviewing:mine")
