"""The two codes of an invitation: drawn at random, told once, kept as prints."""

from django.utils.crypto import salted_hmac

from confidentiality.interface.drawn import drawn

SALT = "latch.invitation"


def new_code() -> str:
    """Return a code of ten letters and numbers in two groups, 50 bits."""
    return drawn(10)


def print_of(code: str) -> str:
    """Return what is kept of a code, however it was typed: 64 hex characters that need this installation's secret."""
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    return salted_hmac(SALT, typed, algorithm="sha256").hexdigest()
