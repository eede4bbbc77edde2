"""Proving oneself again before an outward step."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from confidentiality.access.http import WorkerRequest
from confidentiality.access.sessions import RECORDS

P = ParamSpec("P")
View = Callable[Concatenate[WorkerRequest, P], HttpResponse]


def step_up_required(view: View[P]) -> View[P]:
    """Let a view run only within five minutes of a fresh code; send to prove it first otherwise.

    A POST that comes too late is not taken: its page is shown again after the code, with what was typed in it.
    """

    @wraps(view)
    def guarded(request: WorkerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if _proved_lately(request):
            return view(request, *args, **kwargs)
        back_to = request.keep_words() or request.path
        return redirect(reverse("mfa_reauthenticate") + "?" + urlencode({"next": back_to}))

    return guarded


def _proved_lately(request: WorkerRequest) -> bool:
    latest = (request.session.get(RECORDS) or [{}])[-1]
    age = time.time() - latest.get("at", 0)
    fresh = bool(latest.get("reauthenticated")) and age < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    return (
        fresh and latest.get("method") == "mfa"
    )  # a password alone is not what an outward step asks
