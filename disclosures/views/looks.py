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
from disclosures import actions
from disclosures.access import may_say_after, open_package, said_after
from disclosures.actions.afterwards import lacking
from disclosures.afterwards import Words, picture_of_words
from disclosures.explaining import from_stored
from disclosures.forms import LookAfterForm, SayAfterForm
from disclosures.mending import Mending
from disclosures.models import Package
from disclosures.package import Contents
from disclosures.pointed import PointedOut
from disclosures.pointed import from_stored as pointed_from
from disclosures.redaction.access import at_a_glance
from disclosures.signing import LOOKING_ROLES
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
    asked = found.release.request
    assessed = asked.raises_risk is not None
    form = SayAfterForm(request.POST or None, basis=asked.basis, assessed=assessed)
    if not form.is_valid():
        context = {**in_file(by, found.file, "disclosures"), **shown, "form": form}
        return render(request, "disclosures/say_after.html", {**context, "package": found})
    key = form.record_id(by)
    actions.say_after(release=found.release, words=form.words(), key=key, by=by)
    messages.success(request, "It is written down beside the release.")
    looks = found.release.released_by_id != by.pk and not hasattr(found.release, "looked_after")
    return redirect("disclosures:look_after" if looks else "disclosures:package", found.id)


@require_http_methods(["GET", "POST"])
def look_after(request: WorkerRequest, package_id: UUID) -> HttpResponse:
    """Look at what went before its sign-off, and say what one finds."""
    found = open_package(request.worker, package_id, purpose="look_after")
    release, by = found.release, request.worker
    others = release.released_by_id != by.pk and roles_held(by) & LOOKING_ROLES
    if not others or release.look_by is None:
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
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "What you found is recorded.")
    return redirect("disclosures:package", found.id)


def _look(
    request: WorkerRequest, package: Package, form: LookAfterForm, status: int = 200
) -> HttpResponse:
    """Show what left, what was not there, and which words have to be written before the look is closed."""
    release, by = package.release, request.worker
    asked = release.request
    context = {**in_file(by, package.file, "disclosures"), **said_beside(package, by)}
    context.update(form=form, release=release, package=package)
    context["contents"] = Contents.from_stored(package.contents)
    context["said"] = [s for s in from_stored(release.explained or ()) if s.missing]
    context["lacks"] = lacking(asked, [each for each, _words in context["added"]])
    context["mending"] = Mending(
        asked, picture_of_words(asked, timezone.localdate()), beside=package.id
    )
    record("package_opened", file=package.file_id, ids=[package.id], purpose="look_after")
    return render(request, "disclosures/look_after.html", context, status=status)
