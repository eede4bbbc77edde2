"""Guessing codes is slow, and holds up nobody but the guesser, who knows the password by then (A13)."""

import time
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from allauth.core.internal import ratelimit
from django.test import Client, RequestFactory

from staff import limits
from staff.models import Account
from tests import cast
from tests.attacking import report, sized
from tests.signing_in import enter_code, prove_again, sign_in
from tests.staff.soft_key import SoftKey
from tests.staff.with_passkeys import (
    AUTHENTICATE,
    HER,
    REAUTHENTICATE,
    UNLOCK,
    asked,
    give,
    is_in,
    with_password,
)

pytestmark = [pytest.mark.django_db, pytest.mark.attack("A13")]
WRONG = {"code": "no code"}
TOO_MANY = "too many wrong codes"
DAY = 24 * 60 * 60


@pytest.fixture(autouse=True)
def counts(settings: Any) -> None:
    """Count apart from all other tests, which sign in as the same people."""
    prefix = {"KEY_PREFIX": f"code-limits-{uuid4()}"}
    settings.CACHES = {"default": {**settings.CACHES["default"], **prefix}}


def _guess(client: Client, path: str = AUTHENTICATE) -> bool:
    """Send one wrong code; return whether it was looked at."""
    return TOO_MANY not in client.post(path, WRONG).content.decode()


def _looked_at(client: Client, path: str = AUTHENTICATE, *, tries: int = 12) -> int:
    return sum(_guess(client, path) for _ in range(tries))


def test_whoever_knows_the_password_holds_her_up_nowhere_that_she_has_been() -> None:
    """Guessed from everywhere: her browser, her open session and her passkey open as always."""
    before = sign_in(Client(), HER)
    before.post("/account/logout/")
    hers, key = sign_in(Client(), HER), SoftKey()
    give(HER, key)
    looked_at = sum(
        _looked_at(with_password(address=f"203.0.113.{number}"), tries=8)
        for number in range(sized(6, 30))
    )
    assert looked_at == 20  # an hour's, of one person, from browsers that are not known
    before.post("/account/login/", {"login": HER.sign_in, "password": cast.password_of(HER)})
    enter_code(before, HER, AUTHENTICATE)
    assert is_in(before)
    prove_again(hers, HER)
    again = {"passkey": key.sign(asked(hers, REAUTHENTICATE))}
    assert hers.post(REAUTHENTICATE, again).status_code == 302
    report("A13", "codes guessed by whoever knows the password", looked_at=looked_at, held_up=0)


def test_she_elsewhere_and_anew_signs_in_while_somebody_guesses() -> None:
    assert _looked_at(with_password(address="203.0.113.40")) == 5
    enter_code(with_password(address="203.0.113.41"), HER, AUTHENTICATE)
    refused = with_password(address="203.0.113.40")
    code = refused.post(AUTHENTICATE, {"code": "000000"}).content.decode()
    assert TOO_MANY in code
    assert "knows your password" in code


def test_an_open_session_may_not_guess_for_ever_whatever_it_does(signed_in: Any) -> None:
    """A session in the wrong hands, with no known browser: the lock and the password begin no new count."""
    stolen, password = signed_in("iss_worker"), cast.password_of(HER)
    assert _looked_at(stolen, REAUTHENTICATE) == 5
    stolen.post("/screen/lock/")
    stolen.post(UNLOCK, {"password": password})
    assert is_in(stolen)
    assert _looked_at(stolen, REAUTHENTICATE) == 0
    hers = sign_in(Client(), HER)
    prove_again(hers, HER)
    assert _looked_at(hers, REAUTHENTICATE) == 10
    assert TOO_MANY in hers.post(REAUTHENTICATE, {"passkey": "{}"}).content.decode()


def test_a_right_code_takes_its_own_try_back_and_no_other() -> None:
    hers = sign_in(Client(), HER)
    for _ in range(4):
        assert _looked_at(hers, REAUTHENTICATE, tries=2) == 2
        prove_again(hers, HER)
    assert _looked_at(hers, REAUTHENTICATE) == 2


class Clock:
    """The time that the counts are told."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.ahead = 0.0
        told = SimpleNamespace(**vars(time))
        told.time = lambda: time.time() + self.ahead
        monkeypatch.setattr(ratelimit, "time", told)


@pytest.mark.parametrize(
    ("known", "most"), [("unknown", [5, 20, 50, 100]), ("known", [10, 30, 60, 120])]
)
def test_who_goes_on_guessing_waits_longer_and_longer(
    known: str, most: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, request = Clock(monkeypatch), RequestFactory().post("/")
    request.session = {}  # type: ignore[assignment]
    account = Account(pk=HER.id, sign_in_name=HER.sign_in, password="scrypt$one")
    if known == "known":
        nonce = "0" * 32
        mark = limits._mark(nonce, HER.sign_in)
        monkeypatch.setattr(limits, "known_browser", lambda _: limits.Known(nonce, (mark,)))

    def guesses(spans: int, apart: float) -> int:
        looked_at = 0
        for _ in range(spans):
            while limits.take_code(request, account, "203.0.113.50") is not None:
                looked_at += 1
            clock.ahead += apart
        return looked_at

    seen = [guesses(1, 301)]
    seen.append(seen[-1] + guesses(9, 301))
    clock.ahead += 60 * 60 - 10 * 301 + 60
    seen.append(seen[-1] + guesses(22, 60 * 60))
    clock.ahead += DAY
    seen.append(seen[-1] + guesses(72, 60 * 60))
    assert seen == most
    account.password = "scrypt$another"
    assert limits.take_code(request, account, "203.0.113.50") is not None  # two people, two codes


def test_without_the_counts_no_code_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    client = with_password(address="203.0.113.60")

    def unreachable(*_: object, **__: object) -> None:
        raise limits.Unreachable

    monkeypatch.setattr("staff.forms.take_code", unreachable)
    monkeypatch.setattr(
        "allauth.mfa.totp.internal.auth.TOTP.validate_code",
        lambda *_: pytest.fail("a code was looked at"),
    )
    assert "does not answer" in client.post(AUTHENTICATE, {"code": "123456"}).content.decode()
