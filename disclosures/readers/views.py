"""Staff's pages about outside readers: who reads a package, a link for its recipient, a recall, a correction."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clients.pages import in_file
from confidentiality.access.http import WorkerRequest
from confidentiality.drafts.refusing import not_taken
from disclosures.actions import NotNow, Obstructed
from disclosures.limits import limits_of, said_of
from disclosures.models import DisclosureRequest
from disclosures.since import in_words
from staff.access import has_role
from staff.models import Role
from staff.once import written_once
from staff.step_up import step_up_required

from . import access, actions
from .forms import CorrectForm, GiveLinkForm, LetInForm, ReadLimitsForm, RecallForm
from .models import Recall, Ticket

SHOWN_ONCE = "That link was given already. It is shown once: give another if it did not reach them."

LIMITS_READ = (
    "Noted. It may go on paper, where nothing else stands against it. Nobody is let in to read it on a screen by this:"
    " whoever gives links does that."
)
CLOSED = "The link is closed. Nobody can come in with it any more."
CLOSED_TO_THEM = (
    "It is closed. They do not find it when they sign in either, until somebody lets them in again."
)


@require_safe
def readers(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Show who was let in to a package, what they read and when, and whether it was recalled."""
    package, powers = access.open_readers(request.worker, package_id, purpose="readers")
    context = in_file(request.worker, package.file, "disclosures")
    tickets, now = access.tickets_of(package), timezone.now()
    closings = access.standing_closings(tickets)
    recalled = access.recall_of(package)
    context.update(
        package=package,
        release=package.release,
        powers=powers,
        recalled=recalled,
        corrections=list(recalled.corrections.select_related("request")) if recalled else [],
        tickets=[(each, *access.state_in_words(each, now)) for each in tickets],
        closings=closings,
        signs_in=bool(closings) and access.signs_in(package),
        let_in_form=LetInForm(closings=closings),
        has_open=any(each.closed_at is None for each in tickets),
        obstacles=access.against(package, tickets),
        unread=access.limits_to_read(package),
        reads_limits=has_role(request.worker, Role.LINE_MANAGER),
        readings=access.readings_of(package),
        correct_form=CorrectForm(),
    )
    return render(request, "readers/readers.html", context)


@require_http_methods(["GET", "POST"])
@step_up_required
def give_link(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Give the recipient a one-time link; it and its code are shown once, on the answer to this form."""
    package, powers = access.open_readers(request.worker, package_id, purpose="give_link")
    if not powers.lets_in:
        raise access.refuse(package, "give_link")
    by, closings = request.worker, access.standing_closings(access.tickets_of(package))
    form = GiveLinkForm(request.POST or None, closings=closings)
    context = {**in_file(by, package.file, "disclosures"), "package": package, "form": form}
    context.update(release=package.release, closings=closings)
    if not form.is_valid():
        context["obstacles"] = access.obstacles(package)
        return render(request, "readers/give_link.html", context)
    key = form.record_id(by)
    if Ticket.objects.filter(id=key).exists():
        messages.info(request, SHOWN_ONCE)
        return redirect("readers:readers", package_id)
    may, seen = form.cleaned_data["may_download"], form.cleaned_data["closings"]
    try:
        given = actions.give_link(
            package=package, ticket_id=key, may_download=may, by=by, seen=seen
        )
    except NotNow as sorry:
        not_taken(request, str(sorry))
        return redirect("readers:readers", package_id)
    except Obstructed as refusal:
        return render(
            request, "readers/give_link.html", {**context, "obstacles": refusal.obstacles}
        )
    return render(request, "readers/given.html", {**context, "given": given})


@require_POST
def take_back(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Close the open link of a package."""
    package, powers = access.open_readers(request.worker, package_id, purpose="take_back_link")
    if not powers.shuts_out:
        raise access.refuse(package, "take_back_link")
    try:
        actions.take_back(package=package, by=request.worker)
        signs_in = access.signs_in(package)
        messages.success(request, CLOSED_TO_THEM if signs_in else CLOSED)
    except NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("readers:readers", package_id)


@require_POST
def let_in_again(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Let a recipient who signs in find a package again that was closed to them."""
    package, powers = access.open_readers(request.worker, package_id, purpose="let_in_again")
    if not powers.lets_in:
        raise access.refuse(package, "let_in_again")
    form = LetInForm(request.POST, closings=())
    seen = form.cleaned_data["closings"] if form.is_valid() else []
    try:
        actions.let_in_again(package=package, by=request.worker, seen=seen)
        messages.success(request, "They find it again when they sign in.")
    except Obstructed as refusal:
        not_taken(request, in_words(refusal.obstacles), say=messages.error)
    except NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("readers:readers", package_id)


@require_http_methods(["GET", "POST"])
def read_limits(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Let a manager read the limits that the client set since, and note that what left keeps to them."""
    package, _powers = access.open_readers(request.worker, package_id, purpose="read_limits")
    if not has_role(request.worker, Role.LINE_MANAGER):
        raise access.refuse(package, "read_limits")
    given = access.limits_to_read(package)
    form, since = ReadLimitsForm(request.POST or None, given=given), limits_of(c.id for c in given)
    if not form.is_valid():
        context = in_file(request.worker, package.file, "disclosures")
        shown = [(each, said_of(each, since[each.id])) for each in given]
        context.update(package=package, release=package.release, form=form, given=shown)
        return render(request, "readers/read_limits.html", context)
    try:
        actions.note_limits_read(package=package, read=form.cleaned_data["given"])
        messages.success(request, LIMITS_READ)
    except NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("readers:readers", package_id)


@require_http_methods(["GET", "POST"])
def recall(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Call a released package back, with a reason; what to do next stands on the page that follows (E21)."""
    package, powers = access.open_readers(request.worker, package_id, purpose="recall")
    if not powers.recalls:
        raise access.refuse(package, "recall")
    form, by = RecallForm(request.POST or None), request.worker
    if not form.is_valid():
        context = in_file(by, package.file, "disclosures")
        context.update(package=package, release=package.release, form=form)
        return render(
            request, "readers/recall.html", {**context, "recalled": access.recall_of(package)}
        )
    key, reason = form.record_id(by), form.cleaned_data["reason"]
    try:
        written_once(
            Recall,
            key,
            lambda: actions.recall(package=package, recall_id=key, reason=reason, by=by),
        )
        messages.success(request, "Recalled. Nothing of it opens outside any more.")
    except NotNow as sorry:
        not_taken(request, str(sorry))
    return redirect("readers:readers", package_id)


@require_POST
def correct(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Begin the disclosure that is to put a recalled one right, to the same recipient (E21)."""
    package, powers = access.open_readers(request.worker, package_id, purpose="correct")
    recalled = access.recall_of(package)
    if not powers.corrects:
        raise access.refuse(package, "correct")
    form, by = CorrectForm(request.POST), request.worker
    if recalled is None or not form.is_valid():
        not_taken(request, "This package stands: it has not been recalled.")
        return redirect("readers:readers", package_id)
    recalled.release = package.release
    key = form.record_id(by)
    try:
        begun = written_once(
            DisclosureRequest,
            key,
            lambda: actions.begin_correction(recalled=recalled, request_id=key, by=by),
        )
    except NotNow as sorry:
        not_taken(request, str(sorry))
        return redirect("readers:readers", package_id)
    messages.success(
        request, "A draft to the same recipient has begun. Say what is to leave instead."
    )
    return redirect("disclosures:change_request", begun.id)


@require_safe
def links(request: WorkerRequest) -> HttpResponse:
    """Show the links that the worker gave, and first those that somebody guessed at."""
    given, now = access.given_by(request.worker), timezone.now()
    context = {
        "guessed": access.guessed_at(request.worker),
        "given": [(each, *access.state_in_words(each, now)) for each in given],
    }
    return render(request, "readers/links.html", context)


@require_POST
def seen(request: WorkerRequest, ticket_id: UUID) -> HttpResponse:
    """Note that the worker has seen that a link was closed after wrong codes."""
    ticket = access.open_guessed(request.worker, ticket_id)
    actions.see_closed_link(ticket=ticket, by=request.worker)
    messages.success(request, "It is noted that you have seen it.")
    return redirect("readers:links")
