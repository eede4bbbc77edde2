"""Signing in as a cast person through the product's own pages."""

import secrets
import time

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
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
    enter_code(client, person, "/account/2fa/authenticate/")
    return client


def prove_again(client: Client, person: cast.Person) -> None:
    """Prove by a fresh code, as an outward step asks for it."""
    enter_code(client, person, "/account/2fa/reauthenticate/")


def enter_code(client: Client, person: cast.Person, path: str) -> None:
    """Send the code of this half minute to a page that asks for one."""
    for _ in range(2):  # the half minute may end between taking a code and its being asked
        code = code_of(person)
        # The same person signs in many times within one half minute here; a used code is refused otherwise.
        cache.delete(f"allauth.mfa.totp.used?user={person.id}&code={code}")
        answer = client.post(path, {"code": code})
        if answer.status_code == 302:
            return
    raise AssertionError(answer.content)
