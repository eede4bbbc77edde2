"""Locking at once, leaving in a hurry, and how the session stands.

Locking is always right, so it asks for no token: whoever could make a browser lock does no harm.
"""

import calendar as months
from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from confidentiality.access.sessions import lock_session
from confidentiality.audit.record import record

from .who import who_is


@csrf_exempt
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Lock the session: nothing is answered until its person has proved to be there (clause 4.6.6)."""
    _lock(request)
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"state": request.session_state})  # type: ignore[attr-defined]
    came_from = urlsplit(request.headers.get("Referer", "")).path or "/"
    return HttpResponseRedirect(reverse("account_unlock") + "?" + urlencode({"next": came_from}))


def _lock(request: HttpRequest) -> None:
    if request.session_state == "open":  # type: ignore[attr-defined]
        lock_session(request.session)
        request.session_state = "locked"  # type: ignore[attr-defined]
        record("screen_locked")


@require_safe
def state(request: HttpRequest) -> HttpResponse:
    """Say whether the session is open, locked or ended; to an open one also whose it is, and its form token.

    A page that asks because somebody is at work in it does so without X-Latch-Poll, and is activity.
    """
    now: str = request.session_state  # type: ignore[attr-defined]
    if now != "open":
        return JsonResponse({"state": now})
    return JsonResponse({"state": now, "who": who_is(request), "token": get_token(request)})


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """Lock, and show what could stand on any desk: the month's calendar. Says nothing of us."""
    _lock(request)
    today = timezone.localdate()
    weeks = months.Calendar().monthdayscalendar(today.year, today.month)
    return render(
        request,
        "screen/calendar.html",
        {"month": f"{today:%B %Y}", "day": today.day, "weeks": weeks},
    )


@require_safe
def look(request: HttpRequest) -> HttpResponse:
    """Give the calendar its looks, and have the browser forget the pages it kept."""
    style = (
        "body{font:18px/1.6 sans-serif;margin:3em auto;padding:0 1em;max-width:26em}"
        "table{width:100%}td,th{padding:.3em 0;text-align:right}"
        "[aria-current]{font-weight:bold}@media(max-width:30em){body{font-size:16px}}"
    )
    answer = HttpResponse(style, content_type="text/css")
    answer["Clear-Site-Data"] = '"cache"'
    return answer
