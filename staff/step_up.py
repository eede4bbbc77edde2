"""Proving oneself again before an outward step."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from allauth.account.internal.flows.reauthentication import did_recently_reauthenticate
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from confidentiality.access.http import WorkerRequest

P = ParamSpec("P")
View = Callable[Concatenate[WorkerRequest, P], HttpResponse]


def step_up_required(view: View[P]) -> View[P]:
    """Let a view run only within five minutes of a fresh code; send to prove it first otherwise.

    A POST that comes too late is not kept anywhere (it may hold content): the page is shown again after the code.
    """

    @wraps(view)
    def guarded(request: WorkerRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if did_recently_reauthenticate(request):
            return view(request, *args, **kwargs)
        target = reverse("mfa_reauthenticate") + "?" + urlencode({"next": request.path})
        return redirect(target)

    return guarded
