"""How a release got there, what its recipient was told, and the registers of what left."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.access import open_file, rights_on
from clients.models import CaseFile
from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.audit.record import record
from confidentiality.drafts.refusing import not_taken
from disclosures.access import open_package
from disclosures.actions import NotNow
from disclosures.clauses.bases import URGENT
from disclosures.forms.pieces import ids
from disclosures.notifications.access import told_to_client
from disclosures.paging import moment
from disclosures.picture import Basis
from disclosures.refusals.access import register_rows
from staff.access import has_role
from staff.models import Role, Worker

from . import access, actions, copies
from . import owed as owing
from .forms import AcknowledgeForm, HandOverForm, JudgeFalseForm, TellForm
from .models import Handover, Notice


@require_safe
def delivery(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Show how a release got to its recipient, and what they were told of it afterwards."""
    found = open_package(request.worker, package_id, purpose="delivery")
    release, notices = found.release, access.notices_of(found.release)
    told = {notice.kind for notice in notices}
    context = {
        **in_file(request.worker, found.file, "disclosures"),
        "package": found,
        "release": release,
        "handovers": access.handovers_of(release),
        "notices": notices,
        "own_file": release.request.basis == Basis.OWN_FILE,
        "untold": hasattr(release, "recall") and Notice.Kind.RECALLED not in told,
        "may_judge": release.request.basis in URGENT
        and Notice.Kind.FALSE_THREAT not in told
        and _may_judge(request.worker, found.file),
    }
    return render(request, "delivery/delivery.html", context)


def _may_judge(worker: Worker, file: CaseFile) -> bool:
    """Say whether a threat is theirs to judge: a line manager's who writes in the file, or the safeguarding lead's."""
    if has_role(worker, Role.SAFEGUARDING_LEAD):
        return True
    return has_role(worker, Role.LINE_MANAGER) and "contribute" in rights_on(worker, file)


@require_safe
def owed(request: WorkerRequest) -> HttpResponse:
    """List what recipients are still to be told, or to acknowledge, on the files that are this worker's."""
    found = owing.owed_for(request.worker)
    return render(request, "delivery/owed.html", {"found": found, "most": owing.MOST})


@require_http_methods(["GET", "POST"])
def hand_over(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Record that the paper was handed over, or posted to an address that was checked."""
    found = open_package(request.worker, package_id, purpose="hand_over")
    open_file(request.worker, found.file.reference, purpose="hand_over", right="contribute")
    own, by = found.release.request.basis == Basis.OWN_FILE, request.worker
    form = HandOverForm(request.POST or None, own_file=own)
    context = {**in_file(by, found.file, "disclosures"), "package": found, "form": form}
    context["own_file"] = own
    if not form.is_valid():
        return render(request, "delivery/hand_over.html", context)
    key, data = form.record_id(by), form.cleaned_data
    says = {
        name: data[name] for name in ("on", "place", "checked", "form", "already") if name in data
    }
    way, release = Handover.Way(data["way"]), found.release
    try:
        actions.hand_over(release=release, way=way, key=key, by=by, **says)
    except NotNow as refusal:
        form.add_error("place" if own else "already", str(refusal))
        return render(request, "delivery/hand_over.html", context, status=409)
    messages.success(request, "It is recorded. Note when they acknowledge it.")
    return redirect("delivery:delivery", package_id)


@require_safe
def copy(request: WorkerRequest, package_id: UUID, handover_id: UUID) -> HttpResponse:
    """Give the copy of somebody's own file that was recorded, to be printed or saved for them (clause 5.2.5)."""
    found = open_package(request.worker, package_id, purpose="copy")
    if "contribute" not in (found.file.rights_at_door or ()):
        raise Refused("Whoever writes in the file gives a copy.", "copy", file=found.file_id)
    kept = access.copy_on(found.release, handover_id)
    try:
        actions.stop_unless_copied(found.release, request.worker)
        made = copies.of(found, Handover.Form(kept.form))
    except NotNow as refusal:
        not_taken(request, str(refusal), say=messages.warning)
        return redirect("delivery:delivery", package_id)
    record("copy_made", file=found.file_id, ids=[found.id, kept.id], fields=[kept.form])
    name = f'attachment; filename="copy-{found.release.reference}{made.ending}"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return HttpResponse(made.data, content_type=made.content_type, headers=headers)


@require_http_methods(["GET", "POST"])
def tell(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Record what the recipient is told of a release afterwards (E16, E21)."""
    found = open_package(request.worker, package_id, purpose="tell")
    open_file(request.worker, found.file.reference, purpose="tell", right="contribute")
    form, by = TellForm(request.POST or None), request.worker
    context = {**in_file(by, found.file, "disclosures"), "package": found, "form": form}
    if not form.is_valid():
        return render(request, "delivery/tell.html", context)
    key, data = form.record_id(by), form.cleaned_data
    says = {"kind": Notice.Kind(data["kind"]), "words": data["words"], "weighed": data["weighed"]}
    release = found.release
    try:
        actions.tell(release=release, key=key, by=by, **says)
    except NotNow as refusal:
        to_weigh = isinstance(refusal, actions.ToWeigh)
        form.add_error("weighed" if to_weigh else "kind", str(refusal))
        return render(request, "delivery/tell.html", context, status=409)
    messages.success(request, "It is recorded. Note when they acknowledge it.")
    return redirect("delivery:delivery", package_id)


@require_http_methods(["GET", "POST"])
def judge_false(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Judge a threat to be false, say who was told of it, and tell them so (E18)."""
    found = open_package(request.worker, package_id, purpose="judge_false")
    by = request.worker
    if not _may_judge(by, found.file) or found.release.request.basis not in URGENT:
        sentence = "A line manager or the safeguarding lead judges a threat."
        raise Refused(sentence, "judge_false", file=found.file_id)
    told = access.told_of_danger(found.release)
    form = JudgeFalseForm(request.POST or None, told=told, initial={"of": [str(found.release_id)]})
    if form.is_valid():
        data = form.cleaned_data
        says = {"of": ids(data["of"]), "words": data["words"], "weighed": data["weighed"]}
        try:
            made = actions.judge_false(release=found.release, by=by, **says)
            sentence = (
                f"Recorded for {len(made)} recipients, each to be told and to acknowledge it."
            )
            messages.success(request, sentence)
            return redirect("delivery:delivery", package_id)
        except actions.ToWeigh as refusal:
            form.add_error("weighed", str(refusal))
        except NotNow as refusal:
            not_taken(request, str(refusal))
            return redirect("delivery:delivery", package_id)
    shown = [each.id for each in told]
    record("package_opened", file=found.file_id, ids=shown, purpose="judge_false")
    context = {**in_file(by, found.file, "disclosures"), "package": found, "form": form}
    return render(request, "delivery/judge_false.html", context)


@require_http_methods(["GET", "POST"])
def acknowledge(request: WorkerRequest, package_id: UUID, kept_id: UUID) -> HttpResponse:
    """Record that the recipient has acknowledged a handover or a notice."""
    found = open_package(request.worker, package_id, purpose="acknowledge")
    open_file(request.worker, found.file.reference, purpose="acknowledge", right="contribute")
    kept, by = access.kept_on(found.release, kept_id), request.worker
    form = AcknowledgeForm(request.POST or None)
    if not form.is_valid():
        context = {**in_file(by, found.file, "disclosures"), "package": found, "form": form}
        return render(request, "delivery/acknowledge.html", {**context, "kept": kept})
    try:
        actions.acknowledge(kept=kept, by=by, **form.cleaned_data)
        messages.success(request, "It is recorded.")
    except NotNow as refusal:
        not_taken(request, str(refusal))
    return redirect("delivery:delivery", package_id)


@require_safe
def for_the_client(request: WorkerRequest, reference: str) -> HttpResponse:
    """Show what a client may read of the register of disclosures, to be printed for them."""
    file = open_file(request.worker, reference, purpose="client_register")
    context = {
        **in_file(request.worker, file, "disclosures"),
        "releases": access.for_the_client(file),
        "kept_back": register_rows(file, for_client=True),
        "told": told_to_client(file),
    }
    return render(request, "delivery/for_the_client.html", context)


@require_safe
def register(request: WorkerRequest) -> HttpResponse:
    """Show everything that left, whoever's file, to the data protection lead: on what ground, never of whom."""
    if not has_role(request.worker, Role.DATA_PROTECTION_LEAD):
        raise Refused("The data protection lead keeps this register.", "register_of_disclosures")
    lines, older = access.register(moment(request.GET.get("before", "")))
    context = {"lines": lines, "older": older.isoformat() if older else None}
    return render(request, "delivery/register.html", context)
