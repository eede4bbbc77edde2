"""How often somebody may guess, so that guessing is slow and nobody is locked out by it.

Counted are failures. From a browser that this name has signed in with before, only that browser's own failures count:
whoever guesses the same name elsewhere, or sits behind the same address, holds nobody up. From any other browser they
count by name and address together, by address, and by name. Each limit has several spans: who goes on guessing waits
longer and longer. Codes and passkeys, which only a right password reaches, are counted likewise, and up to a week.
Counts lie in Valkey; without it nobody signs in.
"""

import re
import secrets
from dataclasses import dataclass

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare, salted_hmac
from redis.exceptions import RedisError

from confidentiality.access.sessions import BEGAN

from .models import Account

COOKIE = "latch_known"
SALT = "latch.known-browser"
KEPT_FOR = 180 * 24 * 60 * 60
MOST_NAMES = 6  # that share one browser
NONCE = re.compile(r"[0-9a-f]{32}")
RATES = {
    "known": "10/5m/key,40/h/key,100/d/key",
    "pair": "5/5m/key,20/h/key,50/d/key",
    "address": "20/m/key,100/h/key",
    "name": "30/h/key,100/d/key",
    # A code is one of a million: a week's limit keeps a year of guessing below one in a hundred.
    "code_known": "10/5m/key,30/h/key,60/d/key,120/7d/key",
    "code_session": "5/5m/key,20/h/key,50/d/key",
    "code_pair": "5/5m/key,20/h/key,50/d/key,100/7d/key",
    "code_person": "20/h/key,60/d/key,120/7d/key",
}


class Unreachable(Exception):
    """The counts do not answer, so nothing may be tried."""


@dataclass(frozen=True)
class Known:
    """What a browser's cookie says: its own number, and a mark for each name that signed in with it."""

    nonce: str
    marks: tuple[str, ...] = ()

    def knows(self, name: str) -> bool:
        """Say whether this name has signed in with the browser."""
        mine = _mark(self.nonce, name)
        return any(constant_time_compare(mine, mark) for mark in self.marks)


def _mark(nonce: str, name: str) -> str:
    return salted_hmac(SALT, f"{nonce}:{_folded(name)}", algorithm="sha256").hexdigest()[:32]


def _folded(name: str) -> str:
    return name.strip().casefold()


def known_browser(request: HttpRequest) -> Known | None:
    """Return what the browser's cookie says, or None for none, a forged or an old one."""
    try:
        nonce, *marks = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=KEPT_FOR)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    if not all(isinstance(each, str) and NONCE.fullmatch(each) for each in (nonce, *marks)):
        return None
    return Known(nonce, tuple(marks[:MOST_NAMES]))


def remember_browser(request: HttpRequest, response: HttpResponse, name: str) -> None:
    """Let the browser be known for this name from now on; the cookie holds no name."""
    known = known_browser(request) or Known(secrets.token_hex(16))
    mark = _mark(known.nonce, name)
    marks = [mark, *(other for other in known.marks if other != mark)][:MOST_NAMES]
    response.set_cookie(
        COOKIE,
        signing.dumps([known.nonce, *marks], salt=SALT),
        max_age=KEPT_FOR,
        path="/account/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def take(request: HttpRequest, name: str, address: str) -> ratelimit.RateLimitUsage | None:
    """Count one try at a name from an address beforehand; None when it is one too many.

    The answer takes the count back (`rollback`) when the try was right. Raises Unreachable without Valkey.
    """
    known = known_browser(request)
    if known is not None and known.knows(name):
        return _count(request, {"known": f"{known.nonce}:{_folded(name)}"})
    pair = f"{_folded(name)}@{address}"
    return _count(request, {"pair": pair, "address": address, "name": _folded(name)})


def take_code(
    request: HttpRequest, account: Account, address: str
) -> ratelimit.RateLimitUsage | None:
    """Count one try at a person's second factor beforehand, as `take` does for passwords.

    The counts are those of one password: with a new one, which two people give, they begin anew.
    """
    of = f"{account.pk}:{account.get_session_auth_hash()}"
    known = known_browser(request)
    if known is not None and known.knows(account.sign_in_name):
        return _count(request, {"code_known": f"{of}:{known.nonce}"})
    if began := request.session.get(BEGAN):  # stays when the session is locked and unlocked
        return _count(request, {"code_session": f"{of}:{began}"})
    return _count(request, {"code_pair": f"{of}@{address}", "code_person": of})


def _count(request: HttpRequest, keys: dict[str, str]) -> ratelimit.RateLimitUsage | None:
    counted = ratelimit.RateLimitUsage(usage=[])
    try:
        for action, key in keys.items():
            usage = ratelimit.consume(
                request, app="staff", action=action, config=RATES, key=f"{action}:{key}"
            )
            if usage is None:
                counted.rollback()  # what is refused unread is no further guess
                return None
            counted.usage.extend(usage.usage)
    except RedisError:
        raise Unreachable from None
    return counted
