"""The words of a form that was posted, and keeping them when nothing else takes them."""

from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import DatabaseError
from django.http import HttpRequest, UnreadablePostError

from confidentiality.access.identity import DoorsClosed, current_principal

from .actions import Words, keep
from .place import Place, read_place
from .rules import Save

# What the form layer adds to a form; the rest is the form's own.
PLACE, WRITER, SERIAL, BASE = "draft", "draft_writer", "draft_serial", "draft_base"
NOT_WORDS = frozenset({PLACE, WRITER, SERIAL, BASE, "csrfmiddlewaretoken"})


def place_in(request: HttpRequest) -> Place | None:
    """Return the signed place in a posted form, or None: in none of ours, too large, broken."""
    if request.method != "POST":
        return None
    try:
        return read_place(request.POST.get(PLACE, ""))
    except (RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
        return None


def save_in(request: HttpRequest) -> Save:
    """Return how the posted form counts its saves; a form without JavaScript counts from nothing."""
    return Save(
        _uuid(request.POST.get(WRITER, "")),
        _number(request.POST.get(SERIAL, "")),
        _number(request.POST.get(BASE, "")),
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def words_in(request: HttpRequest) -> Words:
    """Return what was typed in the posted form, field by field; documents are not kept."""
    return [
        [whole(name), whole(value)]
        for name, values in request.POST.lists()
        if name not in NOT_WORDS
        for value in values
    ]


def whole(text: Any) -> str:
    """Return text without halves of characters, which nothing could store; raises TypeError for what is no text."""
    if not isinstance(text, str):
        raise TypeError
    return text.encode("utf-8", "replace").decode()


def keep_posted(request: HttpRequest) -> str | None:
    """Keep a posted form that nothing took; return the address of its draft, or None if it could not be kept.

    It is kept for the person to whom the form was shown, whoever is signed in now, if anybody is.
    """
    place = place_in(request)
    if place is None or current_principal() not in (None, place.person):
        return None
    try:
        kept = keep(place, words_in(request), save_in(request))
    except (DatabaseError, DoorsClosed):  # what failed may be the database itself
        return None
    if kept is None:
        return None
    request.draft_kept = True  # type: ignore[attr-defined]
    return kept.place.address_of_draft()
