"""Time-based codes as authenticator apps show them (RFC 6238: SHA-1, six digits, thirty seconds). Pure: no Django."""

import base64
import hashlib
import hmac
import secrets

SECONDS, DIGITS, TOLERANCE = 30, 6, 1


def new_secret() -> str:
    """Return 160 random bits, base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """Return the code of one step of thirty seconds."""
    digest = hmac.digest(base64.b32decode(secret), step.to_bytes(8), hashlib.sha1)
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4]) & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, typed: str, now: float) -> int | None:
    """Return the step whose code was typed, if it is a moment ago, now or about to be; None for any other.

    Every step is compared, so that it takes as long whichever it is.
    """
    digits = "".join(each for each in typed if each.isascii() and each.isdigit())
    here, found = int(now // SECONDS), None
    for step in range(here - TOLERANCE, here + TOLERANCE + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), digits.encode()):
            found = step
    return found


def address_of(secret: str, name: str, issuer: str) -> str:
    """Return what an authenticator app reads out of the picture."""
    return f"otpauth://totp/{issuer}:{name}?secret={secret}&issuer={issuer}"
