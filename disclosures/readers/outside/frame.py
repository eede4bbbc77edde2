"""The frame of an outside reader's request: one transaction, whose identity is the visit that the cookie names.

Coming in and leaving act as the redeemer, which may call functions and read nothing. Everything below /read/ acts as
the visit; without one it answers as if it did not exist.
"""

from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from confidentiality.access.identity import (
    AgencyVisitor,
    DoorsClosed,
    OutsideReader,
    Principal,
    SystemActor,
    acting_as,
)
from confidentiality.access.origin import address_of
from confidentiality.audit.record import record
from disclosures.agencyworkers.coming_in import session_of

from .entry import visit_of
from .errors import closed, not_available
from .urls import ACCOUNT, ENTRY, LEAVE, READING, SHARED

GetResponse = Callable[[HttpRequest], HttpResponse]
_EXPECTED = (Http404, PermissionDenied, SuspiciousOperation)


class Frame:
    """Finds the visit, opens the transaction under its identity, rolls failures back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Serve one request; what nobody need act for is served without an identity."""
        request.failure = ""  # type: ignore[attr-defined]
        try:
            response = self._answer(request)
        except DoorsClosed:
            response = closed(request)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        lets_in = request.path == ENTRY or request.path.startswith(ACCOUNT)
        if request.path == LEAVE or (lets_in and request.method == "POST"):
            return self._serve(request, SystemActor.REDEEMER)
        if request.path.startswith(SHARED):
            session = self._named_by(request, settings.AGENCY_COOKIE_NAME, session_of)
            # Whoever has no session, or one that has ended, comes to the page where one begins.
            return self._serve(request, AgencyVisitor(session)) if session else redirect("sign_in")
        if not request.path.startswith(READING):
            return self.get_response(request)
        visit = self._named_by(request, settings.VISIT_COOKIE_NAME, visit_of)
        return self._serve(request, OutsideReader(visit)) if visit else not_available(request)

    def _named_by(
        self, request: HttpRequest, name: str, of: Callable[[str], UUID | None]
    ) -> UUID | None:
        cookie = request.COOKIES.get(name, "")
        if not cookie:
            return None
        with acting_as(SystemActor.REDEEMER):
            return of(cookie)

    def _serve(self, request: HttpRequest, principal: Principal) -> HttpResponse:
        request_id: UUID = request.id  # type: ignore[attr-defined]
        origin = address_of(request)
        with acting_as(principal, request_id=request_id, origin=origin):
            response = self.get_response(request)
            failed = bool(request.failure) or response.status_code >= 500  # type: ignore[attr-defined]
            if failed:
                transaction.set_rollback(True)
        if failed and isinstance(principal, OutsideReader):
            with acting_as(principal, request_id=request_id, origin=origin):
                reason = request.failure  # type: ignore[attr-defined]
                record("request_failed", ids=[principal.visit], reason=reason, outcome="failed")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Note what failed, so that everything is rolled back."""
        if not isinstance(exception, _EXPECTED):
            request.failure = type(exception).__name__  # type: ignore[attr-defined]
