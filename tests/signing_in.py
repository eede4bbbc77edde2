"""Signing in as a cast person through the product's own pages."""

import secrets
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from tests import cast


def code_of(person: cast.Person) -> str:
    """Return the authenticator's code of this half minute."""
    return str(format_hotp_value(hotp_value(cast.totp_secret_of(person), int(time.time()) // 30)))


def sign_in(client: Client, person: cast.Person) -> Client:
    """Sign in with password and code, and return the client."""
    # An address of its own: so many sign-ins a minute from one address are refused, as they should be.
    client.defaults["REMOTE_ADDR"] = ".".join(["10", *map(str, secrets.token_bytes(3))])
    answer = client.post(
        "/account/login/", {"login": person.sign_in, "password": cast.password_of(person)}
    )
    assert answer.status_code == 302, answer.content
    code = code_of(person)  # only now: a first page may take long to draw, and codes grow old
    # The same person signs in many times within one half minute here; a used code is refused otherwise.
    cache.delete(f"allauth.mfa.totp.used?user={person.id}&code={code}")
    answer = client.post("/account/2fa/authenticate/", {"code": code})
    assert answer.status_code == 302, answer.content
    return client


def prove_again(client: Client, person: cast.Person) -> None:
    """Prove by a fresh code, as an outward step asks for it."""
    code = code_of(person)
    cache.delete(f"allauth.mfa.totp.used?user={person.id}&code={code}")
    answer = client.post("/account/2fa/reauthenticate/", {"code": code})
    assert answer.status_code == 302, answer.content


class SharedSessions:
    """Clients with a session that was begun a short while ago, one for each cast person."""

    LASTS = 200  # seconds; a proof of oneself is fresh for five minutes

    def __init__(self) -> None:
        self._sessions: dict[str, tuple[float, str]] = {}

    def __call__(self, key: str) -> Client:
        """Return a client of its own in the person's session; a crash is an answer to it (500)."""
        began, cookie = self._sessions.get(key, (0.0, ""))
        if time.monotonic() - began > self.LASTS:
            left = 30 - time.time() % 30
            if left < 2:  # a code that ends between asking and answering is refused
                time.sleep(left)
            signed_in = sign_in(Client(), cast.PEOPLE[key])
            began, cookie = time.monotonic(), signed_in.cookies[settings.SESSION_COOKIE_NAME].value
            self._sessions[key] = (began, cookie)
        client = Client(raise_request_exception=False)
        client.cookies[settings.SESSION_COOKIE_NAME] = cookie
        return client
