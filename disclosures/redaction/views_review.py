"""The second look: somebody who did not prepare it reads all that would leave, beside what stands in the file."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from clients.documents.access import open_document
from clients.documents.serving import HEADERS
from clients.pages import in_file
from confidentiality.access.http import Hidden, Refused, WorkerRequest
from confidentiality.audit.record import record
from confidentiality.drafts.refusing import not_taken
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, load_keys
from disclosures.access import open_request
from disclosures.actions.lock import NotNow
from disclosures.building.pages import CannotProcess, screen_page
from disclosures.dossier import load_dossier
from disclosures.forms.pieces import entry_choices
from disclosures.models import DisclosureRequest
from disclosures.ownfile.withheld import minutes_left_out
from disclosures.redaction import actions
from disclosures.redaction.forms import ReviewForm
from disclosures.redaction.pages_review import review_page
from disclosures.redaction.reviewing import cut_entries, may_review
from disclosures.redaction.rules import is_read
from disclosures.redaction.steps import reading_of
from disclosures.scans.access import leaving_of

State = DisclosureRequest.State


@require_http_methods(["GET", "POST"])
def review(request: WorkerRequest, request_id: UUID) -> HttpResponse:
    """Show all that would leave with what the machine found in it, and take the word of a second person."""
    found = open_request(request.worker, request_id, purpose="review")
    if not may_review(request.worker, found):
        raise Refused("Somebody else has to review this.", "review", file=found.file_id)
    files = [KeyRef(kind, found.file_id) for kind in ("file", "third_party")]
    load_keys([*files, *found.recipient_keys()])  # in one question
    frame = in_file(request.worker, found.file, "disclosures")
    dossier = load_dossier(found)
    current = is_read(dossier.picture())
    stops = reading_of(dossier.machine).stops if current and dossier.machine else ()
    unsure = set(cut_entries(dossier)) if current else set()
    cut = entry_choices(i.entry for i in dossier.items if i.entry_id in unsure)
    form = ReviewForm(
        request.POST or None, stops=stops, cut=cut, initial={"content": dossier.digest}
    )
    if not form.is_valid():
        ids = [item.entry_id for item in dossier.items]
        record("entry_opened", file=found.file_id, ids=ids, purpose="reviewing a disclosure")
        page = review_page(dossier, stops, leaving_of(dossier), frame["rights"], current=current)
        context = {**frame, **page, "form": form}
        context["minutes"] = minutes_left_out(found, dossier.own)
        return render(request, "redaction/review.html", context)
    data = form.cleaned_data
    try:
        actions.review(
            request=found,
            content=data["content"],
            allowed=data.get("stops", ()),
            passed=data["outcome"] == "pass",
            words=data["words"],
            by=request.worker,
            harmless=data.get("harmless", ()),
            court=form.court_says(),
        )
    except NotNow as refusal:
        not_taken(request, str(refusal), say=messages.warning)
        return redirect("redaction:review", request_id)
    messages.success(request, "Your review is on record.")
    return redirect("disclosures:request", request_id)


@require_safe
def picture(
    request: WorkerRequest, request_id: UUID, document_id: UUID, number: int
) -> HttpResponse:
    """Give a page that would leave as a picture, covered as it would be, to whoever prepares, reviews or decides."""
    return _page(request, request_id, document_id, number, covered=True)


@require_safe
def original(
    request: WorkerRequest, request_id: UUID, document_id: UUID, number: int
) -> HttpResponse:
    """Give a page that would leave as it stands in the file, uncovered, to the same."""
    return _page(request, request_id, document_id, number, covered=False)


def _page(
    request: WorkerRequest, request_id: UUID, document_id: UUID, number: int, *, covered: bool
) -> HttpResponse:
    found = open_request(request.worker, request_id, purpose="review")
    if request.worker.pk != found.requester_id and not may_review(request.worker, found):
        raise Refused("Somebody else has to review this.", "review", file=found.file_id)
    there = leaving_of(load_dossier(found))
    leaving = next((each for each in there if each.document.id == document_id), None)
    covers = dict(leaving.pages).get(number - 1) if leaving else None
    if leaving is None or covers is None:
        raise Hidden("page_hidden", file=found.file_id)
    open_document(leaving.document, purpose="reviewing a disclosure")
    boxes = [cover.box for cover in covers] if covered else []
    try:
        with leaving.document.opened() as content:
            drawn = screen_page(leaving.document.known_kind, content, number - 1, boxes)
    except (CannotProcess, SealingError, OSError):
        return HttpResponse(status=404, headers=HEADERS)
    return HttpResponse(drawn, content_type="image/png", headers=HEADERS)
