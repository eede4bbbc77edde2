"""What is said at an office screen when there is nothing to show: the same whatever the reason."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def not_there(request: HttpRequest) -> HttpResponse:
    """Answer whoever is elsewhere as a server that has nothing."""
    return HttpResponse("Not found\n", status=404, content_type="text/plain")


def not_available(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer alike for what never was, has ended, was recalled, or is another's."""
    return render(request, "office/not_available.html", status=404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: a form from a page that is no longer current."""
    return render(request, "office/stale.html", status=403)


def closed(request: HttpRequest) -> HttpResponse:
    """Answer while the whole product is closed for a restore or an upgrade."""
    return render(request, "office/closed.html", status=503)


def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: our own fault; asks the database nothing."""
    return HttpResponse(render_to_string("office/failed.html"), status=500)
