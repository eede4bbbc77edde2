"""Unlocking a locked session: its own person shows that they are there, by password or code."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from django import forms
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.views.decorators.http import require_http_methods

from confidentiality.access.sessions import LOCKED, SEEN
from confidentiality.audit.record import record

from .models import Account

TRIES = 5  # of one lock; then the session is over
WRONG = "That is not your password or the code that your app shows now"


class UnlockForm(forms.Form):
    """One's password, or the authenticator app's code."""

    password = forms.CharField(
        required=False,
        max_length=200,
        strip=False,
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    code = forms.CharField(
        required=False,
        max_length=10,
        label="Or the code from your app",
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask who is there, and open the session again where it was left."""
    form = UnlockForm(request.POST or None)
    if request.session_state == "locked" and form.is_valid():  # type: ignore[attr-defined]
        _try(request, form)
    state: str = request.session_state  # type: ignore[attr-defined]
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"state": state, "said": WRONG if state == "locked" else ""})
    if state == "locked":
        context = {"form": form, "next": _next(request)}
        return render(request, "account/unlock.html", context)
    target = _next(request)
    if state == "ended":
        target = reverse("account_login") + "?" + urlencode({"next": target})
    return HttpResponseRedirect(target)


def _next(request: HttpRequest) -> str:
    """Return the address to go back to, of this site only."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"


def _try(request: HttpRequest, form: UnlockForm) -> None:
    """Open the session, or count the failure; the last try ends it, and words wait as drafts."""
    account, session = request.user, request.session
    counter = f"unlocking:{session.session_key}"
    cache.add(counter, 0, 12 * 60 * 60)
    tries = cache.incr(counter)
    if tries <= TRIES and isinstance(account, Account) and _proves(account, form.cleaned_data):
        cache.delete(counter)
        session.pop(LOCKED, None)
        session[SEEN] = int(time.time())
        session.cycle_key()
        record("unlocked", ids=[account.pk])
        request.session_state = "open"  # type: ignore[attr-defined]
        return
    record("unlock_failed", ids=[account.pk] if account.pk else [], outcome="denied")
    form.add_error("password", WRONG)
    if tries >= TRIES:
        session.flush()
        request.session_state = "ended"  # type: ignore[attr-defined]


def _proves(account: Account, said: dict[str, Any]) -> bool:
    if said["password"]:
        return account.check_password(said["password"])
    factor = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP).first()
    return bool(said["code"] and factor and factor.wrap().validate_code(said["code"].strip()))
