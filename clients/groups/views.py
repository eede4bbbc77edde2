"""Pages of groups: those of one's service, their sessions, and who was there of those whose files one may view."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file
from clients.once import written_once
from confidentiality.access.http import Refused, WorkerRequest
from staff.models import Worker

from . import access, actions
from .forms import YES, AttendedForm, ChangeGroupForm, GroupForm, SessionForm
from .models import ClientGroup, GroupSession
from .rules import KIND_OF, KINDS, WORDINGS, wording_of


def _service(request: WorkerRequest, asked: str) -> str:
    """Return the one service whose groups a page shows: of a manager of both the one that they ask for."""
    services = access.services_of(request.worker)
    return asked if asked in services else services[0]


def _for_whom(request: WorkerRequest) -> str:
    """Return the service in which the worker may make and hold groups; raises Refused for whoever is in none."""
    service = _service(request, request.GET.get("service", ""))
    if service not in KIND_OF:
        raise Refused("Groups are of the two services.", "group_refused")
    return service


def _colleagues(service: str) -> list[Worker]:
    found = Worker.objects.filter(service=service, in_post=True)
    return list(found.order_by("display_name"))


@require_safe
def groups(request: WorkerRequest) -> HttpResponse:
    """Show the groups of one service, and whose clients were in one without what the policy asks (clause 4.4.1)."""
    service = _service(request, request.GET.get("service", ""))
    context = {
        "groups": access.groups_of(service),
        "me": request.worker.pk,
        "to_mend": access.to_mend(request.worker, service),
        "kind": KINDS.get(KIND_OF.get(service, ""), ""),
        "service": service,
        "others": [each for each in access.services_of(request.worker) if each != service],
        "kinds": {each: KINDS[KIND_OF[each]] for each in KIND_OF},
        "may_make": service in KIND_OF,
    }
    return render(request, "groups/groups.html", context)


@require_http_methods(["GET", "POST"])
def make_group(request: WorkerRequest) -> HttpResponse:
    """Note that the worker's service has a group."""
    service = _for_whom(request)
    form = GroupForm(request.POST or None, colleagues=_colleagues(service))
    if not form.is_valid():
        return render(request, "groups/make_group.html", {"form": form})
    key, said = form.record_id(request.worker), form.cleaned_data
    group = written_once(
        ClientGroup,
        key,
        lambda: actions.make_group(
            service=service,
            day=said["weekday"],
            part=said["part"],
            by=request.worker,
            group_id=key,
            run_by=form.runner(),
            run_with=form.second(),
        ),
    )
    messages.success(request, "The group is noted.")
    return redirect("groups:group", group.pk)


@require_safe
def group(request: WorkerRequest, group_id: UUID) -> HttpResponse:
    """Show a group of the worker's service, and its sessions by their day."""
    found = access.open_group(request.worker, group_id)
    context = {"group": found, "sessions": access.sessions_of(found)}
    return render(request, "groups/group.html", context)


@require_http_methods(["GET", "POST"])
def change_group(request: WorkerRequest, group_id: UUID) -> HttpResponse:
    """Say who runs a group from now on, or that it meets no more."""
    found = access.open_group(request.worker, group_id)
    initial = {
        "run_by": str(found.run_by_id),
        "run_with": str(found.run_with_id or ""),
        "ended": found.ended_at is not None,
    }
    form = ChangeGroupForm(
        request.POST or None, initial=initial, colleagues=_colleagues(found.service)
    )
    if not form.is_valid():
        return render(request, "groups/change_group.html", {"form": form, "group": found})
    actions.change_group(
        group=found,
        run_by=form.runner(),
        run_with=form.second(),
        ended=form.cleaned_data["ended"],
    )
    messages.success(request, "It is noted.")
    return redirect("groups:group", found.pk)


@require_http_methods(["GET", "POST"])
def record_session(request: WorkerRequest, group_id: UUID) -> HttpResponse:
    """Record that a group met, and who of us ran it."""
    found = access.open_group(request.worker, group_id)
    if found.ended_at is not None:
        raise Refused("This group meets no more.", "group_session_refused")
    initial = {"run_by": str(found.run_by_id), "run_with": str(found.run_with_id or "")}
    form = SessionForm(request.POST or None, initial=initial, colleagues=_colleagues(found.service))
    if not form.is_valid():
        return render(request, "groups/record_session.html", {"form": form, "group": found})
    key = form.record_id(request.worker)
    made = written_once(
        GroupSession,
        key,
        lambda: actions.record_session(
            group=found,
            held_on=form.cleaned_data["held_on"],
            run_by=form.runner(),
            run_with=form.second(),
            by=request.worker,
            session_id=key,
        ),
    )
    messages.success(request, "The session is noted: now say who was there.")
    return redirect("groups:session", made.pk)


@require_safe
def session(request: WorkerRequest, session_id: UUID) -> HttpResponse:
    """Show a session, and who was there of those whose files the worker may view; nothing says of how many."""
    found = access.open_session(request.worker, session_id)
    context = {"session": found, "group": found.group, "seen": access.seen_at(found)}
    return render(request, "groups/session.html", context)


@require_http_methods(["GET", "POST"])
def record_attendance(request: WorkerRequest, session_id: UUID) -> HttpResponse:
    """Say who was at a session, and whether confidentiality was discussed with them (clause 4.4.1)."""
    found = access.open_session(request.worker, session_id)
    form = AttendedForm(request.POST or None, files=access.may_have_been(request.worker, found))
    if not form.is_valid():
        words = WORDINGS[wording_of(found.group.kind)]
        context = {"session": found, "group": found.group, "form": form, "words": words}
        return render(request, "groups/record_attendance.html", context)
    for chosen in form.chosen():
        file = open_file(
            request.worker, chosen.reference, purpose="record_attendance", right="contribute"
        )
        discussed = form.cleaned_data["discussed"] == YES
        actions.record_attendance(session=found, file=file, discussed=discussed, by=request.worker)
    messages.success(request, "It is on the file of each who was chosen.")
    return redirect("groups:session", found.pk)
