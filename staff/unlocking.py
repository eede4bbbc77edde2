"""Unlocking a locked session: its own person shows that they are there, by password, code or passkey."""

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

from confidentiality.access.sessions import LOCKED, SEEN, kept_as
from confidentiality.audit.record import record

from .models import Account
from .passkeys import LONGEST, NotAccepted, Purpose, prove

TRIES = 5  # of one lock; then the session is over
WRONG = "That is not your password or the code that your app shows now"
NOT_ACCEPTED = "The passkey was not accepted. Use your password, or the code from your app"


class UnlockForm(forms.Form):
    """One's password, the authenticator app's code, or a passkey's answer; the first that was given counts."""

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
    passkey = forms.CharField(required=False, max_length=LONGEST, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """Ask who is there, and open the session again where it was left."""
    form = UnlockForm(request.POST or None)
    if request.session_state == "locked" and form.is_valid():  # type: ignore[attr-defined]
        _try(request, form)
    state: str = request.session_state  # type: ignore[attr-defined]
    if request.headers.get("Accept") == "application/json":
        said = form.errors.get("password", [WRONG])[0] if state == "locked" else ""
        return JsonResponse({"state": state, "said": said})
    if state == "locked":
        passkey = getattr(request.user, "has_passkey", False)
        context = {"form": form, "next": way_back(request), "passkey": passkey}
        return render(request, "account/unlock.html", context)
    target = way_back(request)
    if state == "ended":
        target = reverse("account_login") + "?" + urlencode({"next": target})
    return HttpResponseRedirect(target)


def way_back(request: HttpRequest) -> str:
    """Return the address to go back to, of this site only."""
    asked = request.POST.get("next") or request.GET.get("next") or "/"
    return asked if url_has_allowed_host_and_scheme(asked, allowed_hosts=None) else "/"


def _try(request: HttpRequest, form: UnlockForm) -> None:
    """Open the session, or count the failure; the last try ends it, and words wait as drafts."""
    account, session = request.user, request.session
    counter = f"unlocking:{kept_as(session.session_key)}"
    cache.add(counter, 0, 12 * 60 * 60)
    tries = cache.incr(counter)
    said = form.cleaned_data
    if tries <= TRIES and isinstance(account, Account) and _proves(request, account, said):
        cache.delete(counter)
        session.pop(LOCKED, None)
        session[SEEN] = int(time.time())
        session.cycle_key()
        record("unlocked", ids=[account.pk])
        request.session_state = "open"  # type: ignore[attr-defined]
        return
    record("unlock_failed", ids=[account.pk] if account.pk else [], outcome="denied")
    by_passkey = said["passkey"] and not (said["password"] or said["code"])
    form.add_error("password", NOT_ACCEPTED if by_passkey else WRONG)
    if tries >= TRIES:
        session.flush()
        request.session_state = "ended"  # type: ignore[attr-defined]


def _proves(request: HttpRequest, account: Account, said: dict[str, Any]) -> bool:
    if said["password"]:
        return account.check_password(said["password"])
    if said["code"]:
        apps = Authenticator.objects.filter(user_id=account.pk, type=Authenticator.Type.TOTP)
        app = apps.first()
        return bool(app and app.wrap().validate_code(said["code"].strip()))
    try:
        prove(request.session.session_key or "", account, Purpose.UNLOCK, said["passkey"])
    except NotAccepted:
        return False
    return True
