"""Error pages: one plain sentence on what happened, and who can mend it.

The page for 404 is the same to the byte whether a thing is hidden from the asker or was never
there. The page for 500 is drawn without asking the database or the session anything.
"""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.csrf import requires_csrf_token

from confidentiality.access.http import Refused, TooLate


def _say(
    request: HttpRequest, template: str, status: int, context: dict[str, object] | None = None
) -> HttpResponse:
    """Answer with a page of the frame; what waits for the asker is not counted: a refusal asks nothing more."""
    request.counted_places = {}  # type: ignore[attr-defined]
    return render(request, template, context, status=status)


@requires_csrf_token
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400: a request that makes no sense, or one that is too large (413)."""
    if isinstance(exception, RequestDataTooBig):
        return too_large(request, exception)
    return _say(request, "400.html", 400)


@requires_csrf_token
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403: a step refused on something that the asker may see; a door may say why."""
    sentence = exception.args[0] if isinstance(exception, Refused) and exception.args else ""
    too_late = isinstance(exception, TooLate)
    return _say(request, "403.html", 403, {"sentence": sentence, "too_late": too_late})


@requires_csrf_token
def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404: nothing here that the asker may know of."""
    return _say(request, "404.html", 404)


@requires_csrf_token
def too_large(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a document or form above the cap; nothing of it was kept."""
    return _say(request, "413.html", 413)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: our own fault; nothing half-done was kept."""
    return HttpResponse(render_to_string("500.html"), status=500)


def sealed_shut(request: HttpRequest) -> HttpResponse:
    """Answer where what a page shows does not open under its key: a fault that no trying again mends."""
    return HttpResponse(render_to_string("sealed_shut.html"), status=500)


def doors_closed(request: HttpRequest) -> HttpResponse:
    """Answer everybody while a restore or an upgrade is under way; asks the database nothing."""
    return HttpResponse(render_to_string("503.html"), status=503, headers={"Retry-After": "120"})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form sent from a page that is no longer current."""
    keep_words = getattr(request, "keep_words", None)
    context = {"kept_at": keep_words() if keep_words else None}
    return _say(request, "403_csrf.html", 403, context)
