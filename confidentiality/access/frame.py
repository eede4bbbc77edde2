"""The frame of a request: one outer transaction with an identity, the view inside it as a savepoint.

A view that raises loses its half-writes (ATOMIC_REQUESTS' savepoint) and keeps its denial (written here, outside of
it). A failure, also one while a page is rendered, rolls the outer transaction back; what failed is then recorded
in a transaction of its own. A body that is read later is let through only as a `RowlessStream`, which asks nothing.
"""

import logging
import time
from collections.abc import Callable
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from confidentiality.audit.record import record
from confidentiality.interface.errors import doors_closed, sealed_shut
from confidentiality.sealing.errors import SealingError

from .clocks import Standing, standing
from .http import Denial
from .identity import DoorsClosed, SystemActor, acting_as
from .origin import address_of
from .sessions import BEGAN, RECORDS, SEEN, is_locked, lock_session
from .streams import RowlessStream

GetResponse = Callable[[HttpRequest], HttpResponseBase]
# Reachable without being signed in; a test walks all other addresses and expects none of them.
PUBLIC_PREFIXES = ("/account/", "/static/", "/health/", "/metrics/", "/drafts/save/", "/screen/")
# What a locked session is answered; everything else leads to the lock.
WHILE_LOCKED = (
    "/account/unlock/",
    "/account/logout/",
    "/static/",
    "/health/",
    "/drafts/save/",
    "/screen/",
)
# Acts as whoever a signed place in its body names, whatever the session.
ACTS_BY_ITSELF = "/drafts/save/"
NOT_SAVED = "You were locked or signed out, so what you just sent was not saved. Come in again, then type it again."
LOCKED_MEANWHILE = (
    "Latch was locked before you sent what you typed. It was not sent, but it is kept as a draft: once you have"
    " unlocked Latch, it is in its place again."
)
KEPT = (
    "You had been signed out before you sent what you typed. It was not sent, but it is kept as a draft: once you have"
    " signed in, it is in its place again."
)
# What is open to somebody who owes the policy an acknowledgement, or whose induction is not noted (clauses 1, 5.1.1,
# 5.10): the policy and what is below it, where inductions are noted, and their account.
# The list of what there is to set up says how a policy comes into force; and whoever sees a breach reports it at once.
BEFORE_ACKNOWLEDGING = (*PUBLIC_PREFIXES, "/policy/", "/setup/", "/breaches/report/")
KEPT_FOR_POLICY = (
    "There is a policy to acknowledge before you go on. What you sent was not sent, but it is kept as a draft: it is in"
    " its place again afterwards."
)
KEPT_FOR_INDUCTION = (
    "Your induction or its renewal has to be noted before you go on. What you sent was not sent, but it is kept as a"
    " draft: it is in its place again afterwards."
)
_EXPECTED = (Http404, PermissionDenied, SuspiciousOperation)
log = logging.getLogger(__name__)


class Frame:
    """Opens the transaction, sets who acts, writes denials, rolls failures back."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve one request under the identity that its session names."""
        request.denials = []  # type: ignore[attr-defined]
        request.failure = ""  # type: ignore[attr-defined]
        person = _person_of(request)
        if request.path == ACTS_BY_ITSELF:
            person = None
        if person is None and not request.path.startswith("/account/"):
            response = self.get_response(request)  # no identity: the database shows nothing
        else:
            try:
                response = self._serve(request, person or SystemActor.SIGNING_IN)
            except DoorsClosed:
                response = doors_closed(request)
        _mark_beginning(request.session)
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _serve(self, request: HttpRequest, principal: UUID | SystemActor) -> HttpResponseBase:
        request_id: UUID = request.id  # type: ignore[attr-defined]
        origin = address_of(request)
        with acting_as(principal, request_id=request_id, origin=origin):
            response = self.get_response(request)
            late = response.streaming and not isinstance(response, RowlessStream)
            if late:
                # its body would be read after the transaction, and see no rows
                response.close()
                request.failure = "StreamedResponse"  # type: ignore[attr-defined]
            failed = bool(request.failure) or response.status_code >= 500  # type: ignore[attr-defined]
            if failed:
                transaction.set_rollback(True)
            else:
                for denial in request.denials:  # type: ignore[attr-defined]
                    denial.write_down()
        if failed:
            with acting_as(principal, request_id=request_id, origin=origin):
                record("request_failed", reason=request.failure, outcome="failed")  # type: ignore[attr-defined]
        if late:
            raise RuntimeError("A streamed body would be read after the transaction.")
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Note a denial for the outer transaction, or that everything must be rolled back."""
        if isinstance(exception, Denial):
            request.denials.append(exception)  # type: ignore[attr-defined]
        elif not isinstance(exception, _EXPECTED):
            request.failure = type(exception).__name__  # type: ignore[attr-defined]
        if isinstance(exception, SealingError):
            log.error("What a page shows did not open.", exc_info=exception)
            return sealed_shut(request)
        return None


def _person_of(request: HttpRequest) -> UUID | None:
    """Return the person of an open session; note on the request whether it is open, locked or ended."""
    session, now = request.session, int(time.time())
    request.session_state = "ended"  # type: ignore[attr-defined]
    if SESSION_KEY not in session:
        return None
    stands = standing(
        began=session.get(BEGAN, 0),
        seen=session.get(SEEN, 0),
        now=now,
        idle=settings.SESSION_IDLE_SECONDS,
        absolute=settings.SESSION_ABSOLUTE_SECONDS,
    )
    if stands == Standing.ENDED:
        session.flush()
        return None
    locked = is_locked(session)
    if stands == Standing.LOCKED and not locked:
        lock_session(session)
        locked = True
    if locked:
        request.session_state = "locked"  # type: ignore[attr-defined]
        return None
    request.session_state = "open"  # type: ignore[attr-defined]
    if not request.headers.get("X-Latch-Poll"):  # a page that refreshes itself is nobody's activity
        session[SEEN] = now
    return UUID(session[SESSION_KEY])


def _mark_beginning(session: SessionBase) -> None:
    """Start the clocks with the answer that signs in; a session without them would be of any age."""
    if SESSION_KEY in session and BEGAN not in session:
        session[BEGAN] = session[SEEN] = int(time.time())


class Gate:
    """Lets nobody past without a second factor, the policy and an induction; puts the worker on the request."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Serve the request, or send its sender to unlock or to sign in first."""
        if request.session_state == "locked":  # type: ignore[attr-defined]
            if not request.path.startswith(WHILE_LOCKED):
                return _turned_away(request, "account_unlock", LOCKED_MEANWHILE)
        elif _is_of_a_closed_account(request):
            # nothing may be done in its name, not even signing in
            request.session.flush()
            request.session_state = "ended"  # type: ignore[attr-defined]
            if request.path.startswith("/account/"):
                return redirect("account_login")
            if not request.path.startswith(PUBLIC_PREFIXES):
                return _turned_away(request, "account_login", KEPT)
        elif request.user.is_authenticated:
            worker = getattr(request.user, "worker", None)
            if worker is None:
                request.session.flush()
                return _turned_away(request, "account_login", KEPT)
            request.worker = worker  # type: ignore[attr-defined]
            if not _has_second_factor(request) and not request.path.startswith("/account/"):
                return redirect("mfa_index")
            if not request.path.startswith(BEFORE_ACKNOWLEDGING):
                if request.user.policy == "owed":
                    return _turned_away(request, "induction:read", KEPT_FOR_POLICY)
                if request.user.induction == "waits":
                    return _turned_away(request, "training:mine", KEPT_FOR_INDUCTION)
        elif not request.path.startswith(PUBLIC_PREFIXES):
            return _turned_away(request, "account_login", KEPT)
        return self.get_response(request)


def _is_of_a_closed_account(request: HttpRequest) -> bool:
    """Say whether the session's person cannot be read as themselves: the account was closed since."""
    acts = SESSION_KEY in request.session and request.path != ACTS_BY_ITSELF
    return acts and not request.user.is_authenticated


def _has_second_factor(request: HttpRequest) -> bool:
    return any(item.get("method") == "mfa" for item in request.session.get(RECORDS, []))


def _turned_away(request: HttpRequest, to: str, kept: str) -> HttpResponse:
    """Send whoever asks to unlock or to sign in, and back after it; a form that was sent is kept, or it is said."""
    target = reverse(to)
    back_to = request.path if request.method == "GET" else request.keep_words()  # type: ignore[attr-defined]
    if request.method == "GET" and "draft" in request.GET:
        back_to += "?" + urlencode({"draft": request.GET["draft"]})
    if back_to and back_to != "/":
        target += "?" + urlencode({"next": back_to})
    if request.method == "POST":
        messages.warning(request, kept if back_to else NOT_SAVED)
    if request.headers.get("HX-Request"):
        if to == "account_unlock":  # the page covers itself
            return HttpResponse(status=204, headers={"HX-Trigger": "latch:locked"})
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
