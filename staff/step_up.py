"""Proving oneself again before an outward step."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from confidentiality.access.http import WorkerRequest
from confidentiality.access.sessions import RECORDS

P = ParamSpec("P")
View = Callable[Concatenate[WorkerRequest, P], HttpResponse]


def step_up_required(view: View[P]) -> View[P]:
    """Let a view run only within five minutes of a fresh passkey or code; send to prove it first otherwise.

    A POST that comes too late is not taken: its page is shown again after it, with what was typed in it.
    """

    @wraps(view)
    def guarded(request: WorkerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        return proof_first(request) or view(request, *args, **kwargs)

    return guarded


def proof_first(request: WorkerRequest) -> HttpResponse | None:
    """Return the way to a fresh passkey or code, what was typed kept; None within five minutes of one."""
    if _proved_lately(request):
        return None
    back_to = request.keep_words() or request.path
    return redirect(reverse("mfa_reauthenticate") + "?" + urlencode({"next": back_to}))


def factor_step(view: View[P]) -> View[P]:
    """Let a view change or show second factors after a fresh one only; the very first after the password again.

    What counts is whether the person has a factor, not how this session began: one that waited with the password
    alone while another session set a factor up gets no further than anybody else.
    """
    with_factor = step_up_required(view)
    without = reauthentication_required(app="allauth.mfa")(view)

    @login_required
    @wraps(view)
    def guarded(request: WorkerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        has_one = Authenticator.objects.filter(user_id=request.user.pk).exists()
        response: HttpResponse = (with_factor if has_one else without)(request, *args, **kwargs)
        return response

    return guarded


def begin_with(request: HttpRequest, factor: Authenticator) -> None:
    """Note that this session's person has just shown the factor that they set up in it: the first one."""
    if not any(item.get("method") == "mfa" for item in request.session.get(RECORDS, [])):
        how = {"id": factor.pk, "type": str(factor.type), "reauthenticated": True}
        record_authentication(request, request.user, "mfa", **how)


def _proved_lately(request: WorkerRequest) -> bool:
    latest = (request.session.get(RECORDS) or [{}])[-1]
    age = time.time() - latest.get("at", 0)
    fresh = bool(latest.get("reauthenticated")) and age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return (
        fresh and latest.get("method") == "mfa"
    )  # a password alone is not what an outward step asks
