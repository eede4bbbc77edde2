"""The link and the code of a ticket, and a visitor's cookie: drawn at random, told once, kept as prints."""

import hmac
import secrets

from django.conf import settings

CODE_DIGITS = 8


def new_token() -> str:
    """Return 256 random bits as they stand in a link or a cookie."""
    return secrets.token_urlsafe(32)


def new_code() -> str:
    """Return a code that can be read over a telephone: eight digits in two groups."""
    drawn = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    return f"{drawn[:4]} {drawn[4:]}"


def link_of(token: str) -> str:
    """Return the link to send; what opens stands behind the #, which no browser sends to a server."""
    return f"{settings.READER_URL}/#{token}"


def token_in(typed: str) -> str:
    """Return what opens, out of a link or of its end as somebody has pasted it."""
    return typed.rpartition("#")[2].strip()


def print_of_link(token: str) -> str:
    """Return what is kept of a link: 64 hex characters that need the readers' key."""
    return _print("link", token)


def print_of_code(typed: str) -> str:
    """Return what is kept of a code, however it was typed."""
    return _print("code", "".join(each for each in typed if each.isascii() and each.isdigit()))


def print_of_cookie(token: str) -> str:
    """Return what is kept of a visitor's cookie."""
    return _print("cookie", token)


def _print(what: str, text: str) -> str:
    key = bytes.fromhex(settings.READER_KEY)
    return hmac.digest(key, f"latch.readers.{what}:{text}".encode(), "sha256").hex()
