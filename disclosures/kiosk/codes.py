"""Codes and cookies of office screens: drawn at random, told once, kept as prints that need the kiosk's key."""

import hmac
import secrets

from django.conf import settings

from confidentiality.interface.drawn import drawn

CODE_DIGITS = 6


def new_ticket_code() -> str:
    """Return what staff type at the screen: eight letters and numbers, 40 bits."""
    return drawn(8)


def new_client_code() -> str:
    """Return what the client types, to begin and to come back: six digits in two groups."""
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    return f"{digits[:3]} {digits[3:]}"


def new_screen_code() -> str:
    """Return what is typed once at a browser that becomes an office screen, 50 bits."""
    return drawn(10)


def new_cookie() -> str:
    """Return 256 random bits as they stand in a cookie."""
    return secrets.token_urlsafe(32)


def print_of_ticket(typed: str) -> str:
    """Return what is kept of the code that staff type, however it was typed."""
    return _print("ticket", _plain(typed))


def print_of_client(typed: str) -> str:
    """Return what is kept of the client's code."""
    return _print("client", _plain(typed))


def print_of_screen_code(typed: str) -> str:
    """Return what is kept of a screen's one-time code."""
    return _print("enrolment", _plain(typed))


def print_of_screen(token: str) -> str:
    """Return what is kept of a screen's cookie."""
    return _print("screen", token)


def print_of_sitting(token: str) -> str:
    """Return what is kept of the cookie of whoever reads."""
    return _print("sitting", token)


def _plain(typed: str) -> str:
    return "".join(each for each in typed.upper() if each.isascii() and each.isalnum())


def _print(what: str, text: str) -> str:
    key = bytes.fromhex(settings.KIOSK_KEY)
    return hmac.digest(key, f"latch.kiosk.{what}:{text}".encode(), "sha256").hex()
