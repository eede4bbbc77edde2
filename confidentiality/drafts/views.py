"""Pages of drafts, and the address to which what is typed is sent while it is typed."""

import json
from typing import Any, NamedTuple
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from confidentiality.access.http import WorkerRequest
from confidentiality.access.identity import DoorsClosed
from confidentiality.interface.errors import doors_closed

from . import actions
from .access import my_drafts as drafts_of_mine
from .access import open_draft
from .models import Draft
from .place import Place, read_place, with_draft
from .posted import NOT_WORDS, keep_posted, whole
from .rules import Save
from .writing import when

# What the name of the address alone does not tell.
NAMED = {
    "letters:write": "Letter to the client",
    "letters:make": "Letter to the client",
    "letters:add_template": "Add letter template",
    "letters:change_template": "Change letter template",
    "induction:write": "Write induction text",
}


class Sent(NamedTuple):
    """A save as the page sends it."""

    place: Place | None
    words: actions.Words
    save: Save


@csrf_exempt  # what may be written where is signed in the body; a session may have ended, and its token with it
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what was typed so far, for the person to whom the form was shown; say how the session stands."""
    try:
        sent = _read(json.loads(request.body))
    except (ValueError, KeyError, TypeError):
        return HttpResponseBadRequest()
    try:
        kept = actions.keep(sent.place, sent.words, sent.save) if sent.place else None
    except DoorsClosed:
        return doors_closed(request)  # the page tries again
    session: str = request.session_state  # type: ignore[attr-defined]
    if kept is None:
        return JsonResponse({"state": "refused", "session": session})
    forked = kept.place != sent.place
    return JsonResponse(
        {
            "state": "forked" if forked else "kept",
            "place": kept.place.signed() if forked else "",
            "address": kept.place.address_of_draft(),
            "version": kept.version,
            "session": session,
        }
    )


def _read(body: Any) -> Sent:
    """Return a save; raises ValueError, KeyError or TypeError for what is none."""
    words = [[whole(name), whole(value)] for name, value in body["words"] if name not in NOT_WORDS]
    save = Save(UUID(whole(body["writer"])), _number(body["serial"]), _number(body["base"]))
    return Sent(read_place(str(body["place"])), words, save)


def _number(value: Any) -> int:
    if type(value) is not int or not 0 <= value < 10**9:
        raise ValueError
    return value


@require_POST
def keep(request: WorkerRequest) -> HttpResponse:
    """Keep a form as a draft by its button, for browsers without JavaScript, and go on in it."""
    address = keep_posted(request)
    if address is None:
        raise Http404
    messages.success(request, "What you typed is kept as a draft.")
    return redirect(address)


@require_safe
def my_drafts(request: WorkerRequest) -> HttpResponse:
    """List what the worker typed and did not send: where and when, not the words."""
    context = {"drafts": [_about(each) for each in drafts_of_mine()]}
    return render(request, "drafts/my_drafts.html", {**context, "draft_days": settings.DRAFT_DAYS})


def _about(draft: Draft) -> dict[str, Any]:
    return {
        "draft": draft,
        "where": _where(draft.route),
        "address": with_draft(draft.address, draft.id),
        "kept_at": when(draft.saved_at),
    }


def _where(route: str) -> str:
    """Return what a form is called: mostly its address's name, which is the same word everywhere."""
    return NAMED.get(route) or route.rpartition(":")[2].replace("_", " ").capitalize() or "A form"


@require_safe
def draft(request: WorkerRequest, draft_id: UUID) -> HttpResponse:
    """Show the words of a draft by themselves: its form may take them no more."""
    found = open_draft(draft_id)
    words = [(_label(name), value) for name, value in found.words or [] if _is_word(name, value)]
    return render(request, "drafts/draft.html", {**_about(found), "words": words})


def _label(name: str) -> str:
    return name.replace("_", " ").replace("-", " ").capitalize()


def _is_word(name: str, value: str) -> bool:
    return bool(value.strip()) and name != "token"


@require_http_methods(["GET", "POST"])
def discard(request: WorkerRequest, draft_id: UUID) -> HttpResponse:
    """Destroy a draft for good, confirmed on a page of its own."""
    found = open_draft(draft_id)
    if request.method != "POST":
        return render(request, "drafts/discard.html", _about(found))
    actions.discard(found)
    messages.success(request, "The draft is discarded.")
    return redirect("drafts:my_drafts")
