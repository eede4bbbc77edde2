"""The frame of a request at an office screen: one question where it comes from, then one transaction as whom it is.

Elsewhere nothing is there. A browser that is no screen has the page that makes it one. Coming in, coming back and
leaving act as the usher, which may call functions and read nothing; everything below /read/ acts as the client's visit.
"""

from collections.abc import Callable
from uuid import UUID

from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from confidentiality.access.identity import (
    DoorsClosed,
    OfficeReader,
    Principal,
    SystemActor,
    acting_as,
)
from confidentiality.access.origin import address_of
from confidentiality.audit.record import record

from . import entry
from .errors import closed, not_available, not_there
from .urls import BEAT, ENROL, ENTRY, LOOK, NOBODYS, READING, STATIC

GetResponse = Callable[[HttpRequest], HttpResponse]
_EXPECTED = (Http404, PermissionDenied, SuspiciousOperation)


class Frame:
    """Finds where a request stands, opens the transaction under its identity, rolls failures back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request; nothing that is served may be kept, but for pictures and scripts that are everybody's."""
        request.failure = ""  # type: ignore[attr-defined]
        try:
            response = self._answer(request)
        except DoorsClosed:
            response = closed(request)
        if not request.path.startswith(STATIC):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        if request.path in NOBODYS or request.path.startswith(STATIC):
            return self.get_response(request)
        here = self._here(request)
        request.here = here  # type: ignore[attr-defined]
        if here.where == "elsewhere":
            return not_there(request)
        if here.where == "unknown" and request.path not in (ENROL, LOOK):
            return redirect("enrol") if request.path == ENTRY else not_available(request)
        if not request.path.startswith(READING):
            return self._serve(request, SystemActor.USHER)
        if here.stands == "blank":
            return redirect("resume")
        if here.stands != "open" or here.visit is None:
            return not_available(request)
        return self._serve(request, OfficeReader(here.visit))

    def _here(self, request: HttpRequest) -> entry.Here:
        reads = request.path.startswith(READING) or (
            request.path == BEAT and request.method == "POST"
        )
        told = request.headers.get("X-Place", "")
        place = int(told) if request.path == BEAT and told.isdecimal() and len(told) < 5 else None
        with acting_as(SystemActor.USHER, request_id=self._id(request), origin=address_of(request)):
            return entry.here(request, active=reads, place=place)

    def _id(self, request: HttpRequest) -> UUID:
        found: UUID = request.id  # type: ignore[attr-defined]
        return found

    def _serve(self, request: HttpRequest, principal: Principal) -> HttpResponse:
        request_id, origin = self._id(request), address_of(request)
        with acting_as(principal, request_id=request_id, origin=origin):
            response = self.get_response(request)
            failed = bool(request.failure) or response.status_code >= 500  # type: ignore[attr-defined]
            if failed:
                transaction.set_rollback(True)
        if failed and isinstance(principal, OfficeReader):
            with acting_as(principal, request_id=request_id, origin=origin):
                reason = request.failure  # type: ignore[attr-defined]
                record("request_failed", ids=[principal.visit], reason=reason, outcome="failed")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note what failed, so that everything is rolled back."""
        if not isinstance(exception, _EXPECTED):
            request.failure = type(exception).__name__  # type: ignore[attr-defined]
