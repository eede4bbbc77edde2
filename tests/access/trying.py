"""Addresses for tests of the frame: views that do half of something and then fail in every way there is."""

from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.template.response import TemplateResponse
from django.urls import include, path
from django.views.decorators.http import require_GET, require_POST

from clients.models import CaseFile
from confidentiality.access.http import Hidden, Refused
from confidentiality.access.identity import SystemActor, acting_as, current_principal
from confidentiality.access.streams import RowlessStream
from confidentiality.audit.record import record
from confidentiality.urls import handler400, handler403, handler404, handler500
from tests import cast

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
seen: list[Any] = []  # what a view or its callback has noticed


def streams_rowless(request: HttpRequest) -> RowlessStream:
    """A body made of what the view has read, as it should be."""
    names = [str(CaseFile.objects.count()).encode()]
    return RowlessStream(iter([*names, b" of them"]), close=lambda: seen.append("closed"))


def streams_late(request: HttpRequest) -> RowlessStream:
    """A body that asks the database when nobody acts any more."""

    def body() -> Iterator[bytes]:
        yield b"files: "
        yield str(CaseFile.objects.count()).encode()

    return RowlessStream(body(), close=lambda: seen.append("closed"))


def streams_acting(request: HttpRequest) -> RowlessStream:
    """A body that would act for itself."""

    def body() -> Iterator[bytes]:
        with acting_as(cast.PEOPLE["iss_worker"].id):
            yield str(CaseFile.objects.count()).encode()

    return RowlessStream(body(), close=lambda: seen.append("closed"))


def writes(request: HttpRequest) -> HttpResponse:
    record("half_written")
    return HttpResponse("written")


def hides(request: HttpRequest) -> HttpResponse:
    record("half_written")
    raise Hidden("tried_hidden", purpose="trying")


def refuses(request: HttpRequest) -> HttpResponse:
    record("half_written")
    raise Refused("You may not try this.", "tried_refused")


def crashes(request: HttpRequest) -> HttpResponse:
    record("half_written")
    raise ZeroDivisionError("Amina Farouk")


def answers_500(request: HttpRequest) -> HttpResponse:
    record("half_written")
    return HttpResponse("sorry", status=500)


def renders_badly(request: HttpRequest) -> TemplateResponse:
    """Rendered after the view, as allauth's pages are."""
    record("half_written")
    return TemplateResponse(request, "403.html", {"sentence": _Unprintable(), "too_late": False})


class _Unprintable:
    def __str__(self) -> str:
        raise ZeroDivisionError("Amina Farouk")


def streams(request: HttpRequest) -> StreamingHttpResponse:
    record("half_written")

    def body() -> Iterator[bytes]:
        seen.append("read")
        yield b"words"

    return StreamingHttpResponse(body())


def nests(request: HttpRequest) -> HttpResponse:
    record("half_written")
    with acting_as(SystemActor.SIGNING_IN):
        return HttpResponse("stronger")


def swallows(request: HttpRequest) -> HttpResponse:
    """A database error that the view keeps to itself leaves a transaction in which nothing can be trusted."""
    record("half_written")
    try:
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO audit_event SELECT 1")
    except Exception:
        seen.append("swallowed")
    return HttpResponse("all is well")


def recovers(request: HttpRequest) -> HttpResponse:
    """The right way: a savepoint of its own."""
    try:
        with transaction.atomic():
            record("half_written")
            raise IntegrityError
    except IntegrityError:
        record("recovered")
    return HttpResponse("all is well")


def calls_back(request: HttpRequest) -> HttpResponse:
    seen.append(CaseFile.objects.count())

    def after() -> None:
        seen.append((current_principal(), CaseFile.objects.count()))

    transaction.on_commit(after)
    return HttpResponse("committed")


def crashes_and_calls_back(request: HttpRequest) -> HttpResponse:
    transaction.on_commit(lambda: seen.append("called"))
    raise ZeroDivisionError


@require_POST
def takes(request: HttpRequest) -> HttpResponse:
    record("half_written")
    return HttpResponse(f"{len(request.POST)} fields")


@require_GET
def shows(request: HttpRequest) -> HttpResponse:
    record("shown")
    return HttpResponse("Amina Farouk")


VIEWS = (
    writes, hides, refuses, crashes, answers_500, renders_badly, streams, nests, swallows, recovers, calls_back,
    crashes_and_calls_back, takes, shows, streams_rowless, streams_late, streams_acting,
)  # fmt: skip
urlpatterns = [
    *(path(f"try/{view.__name__}/", view) for view in VIEWS),
    path("", include("confidentiality.urls")),
]
