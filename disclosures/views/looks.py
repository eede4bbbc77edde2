"""What went before its sign-off: the words that it lacked, and somebody else's look at it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from clients.access import rights_on
from clients.pages import in_file
from confidentiality.access.http import Refused, WorkerRequest
from confidentiality.audit.record import record
from confidentiality.drafts.refusing import not_taken
from disclosures import actions
from disclosures.access import (
    colleagues_for_second_opinion,
    discussion_of,
    may_give_opinion,
    may_say_after,
    open_package,
    said_after,
)
from disclosures.actions.afterwards import lacking
from disclosures.afterwards import Words, picture_of_words, rises
from disclosures.explaining import from_stored
from disclosures.forms import LookAfterForm, SayAfterForm
from disclosures.mending import Mending
from disclosures.models import Package, Release, SaidAfter
from disclosures.package import Contents
from disclosures.pointed import PointedOut
from disclosures.pointed import from_stored as pointed_from
from disclosures.redaction.access import at_a_glance
from disclosures.signing import LOOKING_ROLES, lead_of
from staff.access import roles_held
from staff.models import Worker


def said_beside(package: Package, worker: Worker) -> dict[str, Any]:
    """Return what was pointed out in what went first, what was written beside it, and whether this worker may there."""
    first = package.release.look_by is not None
    said = [(each, Words.from_stored(each.says)) for each in said_after(package.release)]
    may = first and may_say_after(worker, package.release)
    return {"added": said, "may_say": may, "pointed": _pointed_out(package, worker)}


def _pointed_out(package: Package, worker: Worker) -> PointedOut | None:
    """Return what was pointed out; of it what tells who is tied to the file only to whoever may know that (3.2.1)."""
    pointed = pointed_from(package.release.pointed_out)
    if pointed is None or "third_party" in rights_on(worker, package.file):
        return pointed
    texts = Contents.from_stored(package.contents).free_texts
    seen = pointed.only({each.words for each in at_a_glance(texts)})
    return seen if seen.words else None


@require_http_methods(["GET", "POST"])
def say_after(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Write down what a release lacked that went before its sign-off (3.3.2 c, 3.1.1, 2.1)."""
    found, by = open_package(request.worker, package_id, purpose="say_after"), request.worker
    shown = said_beside(found, by)
    if not shown["may_say"]:
        sentence = "Whoever released it, or looks at it, writes that down."
        raise Refused(sentence, "say_after", file=found.file_id)
    asked = _asked_of(found, by, shown["added"], sent=request.method == "POST")
    form = SayAfterForm(request.POST or None, **asked)
    if not form.is_valid():
        context = {**in_file(by, found.file, "disclosures"), **shown, "form": form}
        return render(request, "disclosures/say_after.html", {**context, "package": found})
    key = form.record_id(by)
    release, talk = found.release, form.talk()
    try:
        actions.say_after(release=release, words=form.words(), talk=talk, key=key, by=by)
        messages.success(request, "It is written down beside the release.")
    except actions.NotNow as sorry:
        not_taken(request, str(sorry), say=messages.warning)
    looks = _looks(by, release) and not hasattr(release, "looked_after")
    return redirect("disclosures:look_after" if looks else "disclosures:package", found.id)


def _looks(by: Worker, release: Release) -> bool:
    """Whether somebody may look at it and close that."""
    return release.released_by_id != by.pk and bool(roles_held(by) & LOOKING_ROLES)


def _asked_of(
    package: Package, by: Worker, added: list[tuple[SaidAfter, Words]], *, sent: bool
) -> dict[str, Any]:
    """Return what the form asks: of a risk that rises a discussion that is not on record, and another's opinion.

    Where the ground is a lead's, theirs is asked for too, whoever closes the look. A form that was `sent` may be sent
    twice, and its discussion is on record then.
    """
    release, asked = package.release, package.release.request
    asked.file = package.file
    says: dict[str, Any] = {"basis": asked.basis, "assessed": asked.raises_risk is not None}
    says.update(colleagues=[], second=False)
    risky = rises(asked, [words for _each, words in added])
    if risky and _may_note(package, by) and (sent or discussion_of(asked) is None):
        service = package.file.service
        says["colleagues"] = colleagues_for_second_opinion(release.released_by, service)
    if risky or lead_of(asked.basis):
        says["second"] = may_give_opinion(by, release)
    return says


def _may_note(package: Package, by: Worker) -> bool:
    """Whether somebody may write the note of a discussion into the file."""
    return "contribute" in rights_on(by, package.file)


@require_http_methods(["GET", "POST"])
def look_after(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Look at what went before its sign-off, and say what one finds."""
    found = open_package(request.worker, package_id, purpose="look_after")
    release, by = found.release, request.worker
    if not _looks(by, release) or release.look_by is None:
        raise Refused("Somebody else has to look at this.", "look_after", file=found.file_id)
    form = LookAfterForm(request.POST or None)
    if not form.is_valid():
        return _look(request, found, form)
    says = {"upheld": form.cleaned_data["upheld"] == "yes", "words": form.cleaned_data["words"]}
    try:
        actions.look_after(release=release, by=by, **says)
    except actions.Obstructed:
        return _look(request, found, form, status=409)
    except actions.NotNow as refusal:
        not_taken(request, str(refusal), say=messages.warning)
    else:
        messages.success(request, "What you found is recorded.")
    return redirect("disclosures:package", found.id)


def _look(
    request: WorkerRequest, package: Package, form: LookAfterForm, status: int = 200
) -> HttpResponse:
    """Show what left, what was not there, and which words have to be written before the look is closed."""
    release, by = package.release, request.worker
    asked = release.request
    asked.file, asked.agency = package.file, release.agency
    context = {**in_file(by, package.file, "disclosures"), **said_beside(package, by)}
    context.update(form=form, release=release, package=package)
    context["contents"] = Contents.from_stored(package.contents)
    context["said"] = [s for s in from_stored(release.explained or ()) if s.missing]
    context["lacks"] = lacking(asked, [each for each, _words in context["added"]], by)
    another = {"second_sign_off", "lead_unsigned"}
    context["second"] = any(each.code in another for each in context["lacks"])
    unasked = {"with_whom"} if not _may_note(package, by) else set()
    unasked |= {"opinion"} if not may_give_opinion(by, release) else set()
    then = picture_of_words(asked, timezone.localdate())
    context["mending"] = Mending(asked, then, beside=package.id, unasked=frozenset(unasked))
    record("package_opened", file=package.file_id, ids=[package.id], purpose="look_after")
    return render(request, "disclosures/look_after.html", context, status=status)
