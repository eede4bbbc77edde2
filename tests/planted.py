"""The product's addresses and one with a planted leak: what the walk over all addresses has to find."""

import time

from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseForbidden
from django.urls import include, path

from clients.models import CaseFile
from confidentiality import urls
from confidentiality.access.http import Hidden
from confidentiality.interface.errors import page_not_found

handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


def planted(request: HttpRequest, how: str, reference: str) -> HttpResponse:
    """Look whether a file is there before any door, and let it be seen in the way that `how` names."""
    there = CaseFile.objects.filter(reference=reference).exists()
    if not there or how == "sound":
        raise Hidden("planted")
    if how == "queries":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        raise Hidden("planted")
    if how == "slow":
        time.sleep(0.01)
        raise Hidden("planted")
    if how == "crash":
        raise ValueError
    if how == "status":
        return HttpResponseForbidden()
    return _like_the_absent(request, how)


def _like_the_absent(request: HttpRequest, how: str) -> HttpResponse:
    answer = page_not_found(request, Http404())
    if how == "headers":
        answer["X-Served-By"] = "files"
    if how == "cookie":
        answer.set_cookie("seen", "1")
    if how == "body":
        answer.content += b" "
    return answer


urlpatterns = [
    path("planted/<str:how>/<reference:reference>/", planted, name="planted"),
    path("", include("confidentiality.urls")),
]
