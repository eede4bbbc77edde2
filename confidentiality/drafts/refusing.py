"""Saying that a step was not taken, and keeping what was typed for it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest

from .posted import keep_posted

KEPT = "What you wrote is kept under Drafts."


def not_taken(
    request: HttpRequest, sentence: str, say: Callable[[HttpRequest, str], None] = messages.info
) -> None:
    """Say on the next page why a step was not taken; what was typed for it stays as a draft.

    A view that goes elsewhere without this has taken the form: its draft is destroyed (see middleware).
    """
    said_before = getattr(request, "draft_kept", False)
    end = "" if sentence.endswith((".", "?")) else "."
    say(
        request, f"{sentence}{end} {KEPT}" if keep_posted(request) and not said_before else sentence
    )
