"""The two codes of an invitation: drawn at random, told once, kept as prints."""

import secrets

from django.utils.crypto import salted_hmac

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that a tired eye takes for another
LENGTH = 10
SALT = "latch.invitation"


def new_code() -> str:
    """Return a code of ten letters and numbers in two groups, 50 bits."""
    drawn = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return f"{drawn[:5]}-{drawn[5:]}"


def print_of(code: str) -> str:
    """Return what is kept of a code, however it was typed: 64 hex characters that need this installation's secret."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac(SALT, typed, algorithm="sha256").hexdigest()
