"""django-allauth, adapted: no sign-up, sealed second factors, every attempt in the audit."""

import base64
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import RateLimitUsage
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from confidentiality.access.identity import current_principal
from confidentiality.access.origin import address_of
from confidentiality.audit.record import record
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, key_of, load_keys, make_key
from confidentiality.sealing.seals import seal, unseal

from .limits import Unreachable, remember_browser, take
from .models import Account

UNREACHABLE = "Nobody can sign in now, because a part of Latch does not answer. Wait a minute, then try again."
NEW = {
    "webauthn": "A passkey was added to",
    "totp": "An authenticator app was added to",
    "recovery_codes": "New recovery codes were made for",
}
LIMITED = (
    "There were too many tries with this name or from here, so none is looked at for now. Wait five minutes, then try"
    " once more; in the browser that you usually sign in with you may get in sooner."
)
NO_CODES = (
    "You have no recovery codes any more. Make new ones under Your second factor, and keep them on paper: who has lost"
    " their device and has none is let in by two others."
)
FACTOR = "staff.second_factor"  # permanent: what the seals are bound to


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by two people (clause 1), never by signing up; nothing is e-mailed."""

    error_messages = {**DefaultAccountAdapter.error_messages, "too_many_login_attempts": LIMITED}
    _counted: RateLimitUsage | None = None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Refuse: nobody signs up."""
        return False

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in, and tell what became of the account's second factors since it was last signed in to."""
        before = user.last_login
        super().login(request, user)
        _tell_of_factors(request, user, before)

    def post_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse:
        """Record that somebody signed in."""
        record("signed_in", ids=[user.pk])
        response: HttpResponse = super().post_login(request, user, **kwargs)
        remember_browser(request, response, user.sign_in_name)
        return response

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the client's network address behind our own proxies."""
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try before the password is looked at; raises ValidationError for one too many.

        The counts know nothing of who has an account, so that a refusal tells nothing either.
        """
        name = str(credentials.get("username", ""))
        try:
            self._counted = take(request, name, address_of(request))
        except Unreachable:
            raise ValidationError(UNREACHABLE) from None
        if self._counted is None:
            record("sign_in_limited", outcome="denied")
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self) -> None:
        # allauth's name for what is done after a right password
        if self._counted is not None:
            self._counted.rollback()

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Record a failed attempt, without the name that was typed."""
        record("sign_in_failed", outcome="denied")

    def get_reauthentication_methods(self, user: Account) -> list[dict[str, str]]:
        """Return how a person can prove themselves again: by password, and by a second factor if they have one."""
        ways = {"reauthenticate": "account_reauthenticate"}
        if Authenticator.objects.filter(user_id=user.pk).exists():
            ways["mfa_reauthenticate"] = "mfa_reauthenticate"
        return [{"id": way, "description": way, "url": reverse(to)} for way, to in ways.items()]

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: allauth's messages quote sign-in names."""


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors are sealed under their person's key before they are stored."""

    def encrypt(self, text: str) -> str:
        """Return the acting person's secret sealed; raises SealingError if no person acts."""
        person = current_principal()
        if not isinstance(person, UUID):
            raise SealingError("A second factor is set up by its own person only.")
        return seal_factor(person, text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret; raises SealingError for a wrong key or a changed row."""
        return open_factor(UUID(encrypted_text.partition(":")[0]), encrypted_text)

    def get_totp_label(self, user: Account) -> str:
        """Return what the authenticator app shows: the sign-in name only."""
        return user.sign_in_name

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """Send nothing: no e-mail ever says what somebody does here."""


def _tell_of_factors(request: HttpRequest, account: Account, before: datetime | None) -> None:
    """Let whoever signs in see what somebody else may have added, and what a restore took: nobody is told by e-mail."""
    factors = list(Authenticator.objects.filter(user_id=account.pk).order_by("created_at"))
    if factors and all(each.type != Authenticator.Type.RECOVERY_CODES for each in factors):
        messages.warning(request, NO_CODES)
    for factor in factors:
        if before is None or factor.created_at < before:
            continue
        when = timezone.localtime(factor.created_at)
        messages.warning(
            request,
            f"{NEW[factor.type]} your account on {when.day} {when:%B} at {when:%H:%M}, after you had last signed in."
            " If that was not you, tell your records administrator at once.",
        )


def seal_factor(person: UUID, text: str) -> str:
    """Return a second factor's secret sealed under `person`'s key, as allauth stores it; their first one makes it."""
    mine = KeyRef("person", person)
    if mine not in load_keys([mine]):
        make_key(mine)
    sealed = seal(text.encode(), key_of(mine), f"{FACTOR}:{person}".encode())
    return f"{person}:{base64.b64encode(sealed).decode()}"


def open_factor(person: UUID, sealed: str) -> str:
    """Return what lies sealed as a factor of `person`; raises SealingError for another's, or a changed row."""
    named, _, token = sealed.partition(":")
    if named != str(person):
        raise SealingError("A second factor lies in another person's place.")
    key = key_of(KeyRef("person", person))
    return unseal(base64.b64decode(token), key, f"{FACTOR}:{person}".encode()).decode()
