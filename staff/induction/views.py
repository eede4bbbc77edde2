"""Pages of the policy's text: reading and acknowledging it, its versions, writing one and putting it in force."""

from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from confidentiality.access.http import Hidden, WorkerRequest
from confidentiality.drafts.refusing import not_taken
from confidentiality.interface.forms import say_instead
from staff.models import Role
from staff.step_up import step_up_required
from staff.unlocking import way_back

from . import actions
from .access import (
    current,
    grace_until,
    may_see_standings,
    may_write,
    open_version,
    open_writing,
    standings,
    versions,
)
from .forms import AcknowledgeForm, PublishForm, ResponsibilityForm, ThrowAwayForm, WriteForm
from .models import PolicyVersion
from .rules import Stands, differences
from .text import as_page, sections

OVERTAKEN = (
    "Somebody else has kept or thrown away a version since you began, so yours is not kept yet. Look at what waits now;"
    " then keep yours in its place, or leave it"
)


@require_http_methods(["GET", "POST"])
def read(request: WorkerRequest) -> HttpResponse:
    """Show the policy in force; whoever owes it acknowledges it here, and goes on where they were going."""
    version = current()
    form_class = ResponsibilityForm if request.worker.role == Role.COMMITTEE else AcknowledgeForm
    form = form_class(request.POST or None, initial={"version": version and version.number})
    if version is None or request.user.policy == Stands.KEPT or not form.is_valid():
        return _show(request, version, form)
    if form.cleaned_data["version"] != version.number:
        not_taken(
            request,
            "A newer version is in force since you opened this page. Read it first.",
            say=messages.warning,
        )
        return redirect(request.get_full_path())
    actions.acknowledge(version=version, by=request.worker)
    messages.success(request, "Thank you. It is noted that you have read the policy.")
    return HttpResponseRedirect(way_back(request))


def _show(request: WorkerRequest, version: PolicyVersion | None, form: Form) -> HttpResponse:
    context: dict[str, Any] = {"version": version, "form": form, "next": way_back(request)}
    context |= {"stands": request.user.policy, "induction": request.user.induction}
    context |= {"writes": may_write(request.worker)}
    context["manages"] = may_see_standings(request.worker)
    if version is not None:
        context["page"] = as_page(version.text)
        context["until"] = grace_until(request.user)
    return render(request, "induction/read.html", context)


@require_safe
def history(request: WorkerRequest) -> HttpResponse:
    """List the versions that are or were in force."""
    return render(request, "induction/versions.html", {"versions": versions()})


@require_safe
def version(request: WorkerRequest, number: int) -> HttpResponse:
    """Show one version that is or was in force."""
    found = open_version(number)
    return render(
        request, "induction/version.html", {"version": found, "page": as_page(found.text)}
    )


@require_safe
def changes(request: WorkerRequest, number: int) -> HttpResponse:
    """Show what a version changed, clause by clause and word by word."""
    new = open_version(number)
    old = open_version(number - 1) if number > 1 else None
    found = differences(sections(old.text), sections(new.text)) if old is not None else []
    return render(request, "induction/changes.html", {"version": new, "old": old, "changes": found})


@require_http_methods(["GET", "POST"])
def write(request: WorkerRequest) -> HttpResponse:
    """Write the next version, from the one that waits or the one in force."""
    waiting = open_writing(request.worker)
    form = WriteForm(request.POST or None, initial=_to_begin_with(waiting))
    if form.is_valid():
        try:
            actions.write(**form.cleaned_data, by=request.worker)
        except actions.Overtaken:
            waiting = open_writing(request.worker)
            form.add_error(None, OVERTAKEN)
            say_instead(form, "instead_of", str(waiting.pk) if waiting else "")
        else:
            messages.success(request, "Kept. Somebody else has to put it in force.")
            return redirect("induction:waiting")
    return render(request, "induction/write.html", {"form": form, "waiting": waiting})


def _to_begin_with(waiting: PolicyVersion | None) -> dict[str, Any]:
    start = waiting or current()
    return {
        "instead_of": waiting and waiting.pk,
        "text": start.text if start else "",
        "changes": waiting.changes if waiting else "",
    }


@require_http_methods(["GET", "POST"])
def waiting(request: WorkerRequest) -> HttpResponse:
    """Show the version that waits, and what it changes; somebody else puts it in force."""
    if open_writing(request.worker) is None:
        raise Hidden("policy_waiting_hidden")
    return _waiting(request) if request.method == "GET" else _publish(request)


def _waiting(request: WorkerRequest, form: PublishForm | None = None) -> HttpResponse:
    version, standing = open_writing(request.worker), current()
    if version is None:
        return redirect("induction:write")
    found = (
        differences(sections(standing.text), sections(version.text)) if standing is not None else []
    )
    context: dict[str, Any] = {"version": version, "standing": standing, "changes": found}
    form = form or PublishForm(initial={"version": version.pk})
    context |= {"page": as_page(version.text), "form": form}
    context["own"] = version.written_by_id == request.worker.pk
    return render(request, "induction/waiting.html", context)


@step_up_required
def _publish(request: WorkerRequest) -> HttpResponse:
    form, version = PublishForm(request.POST), open_writing(request.worker)
    if version is None or not form.is_valid():
        return _waiting(request, form)
    try:
        version_id = form.cleaned_data["version"]
        published = actions.publish(version_id=version_id, by=request.worker)
    except actions.Overtaken:
        not_taken(
            request,
            "This version is not as you read it, or is your own. Look at it again.",
            say=messages.warning,
        )
        return redirect("induction:waiting")
    messages.success(
        request, f"Version {published.number} is in force. Everybody is asked to read it."
    )
    return redirect("induction:read")


@require_http_methods(["GET", "POST"])
def throw_away(request: WorkerRequest) -> HttpResponse:
    """Throw away the version that waits, after a tick."""
    version = open_writing(request.worker)
    if version is None:
        raise Hidden("policy_waiting_hidden")
    form = ThrowAwayForm(request.POST or None, initial={"version": version.pk})
    if not form.is_valid():
        return render(request, "induction/throw_away.html", {"form": form, "version": version})
    if not actions.throw_away(version_id=form.cleaned_data["version"], by=request.worker):
        not_taken(
            request, "Another version waits since you opened that page.", say=messages.warning
        )
        return redirect("induction:waiting")
    messages.success(request, "Thrown away. The policy in force stands as it was.")
    return redirect("induction:read")


@require_safe
def overview(request: WorkerRequest) -> HttpResponse:
    """Show who has acknowledged the policy in force, who owes it first."""
    context = {"standings": standings(request.worker), "version": current()}
    return render(request, "induction/standings.html", context)
