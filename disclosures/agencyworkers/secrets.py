"""What is kept of somebody of a partner agency: prints of codes and cookies, a hash, a sealed second factor.

All need the readers' key, which the web's and the readers' processes hold; the database alone opens none of them.
"""

import hashlib
import hmac

from django.conf import settings

from confidentiality.interface.drawn import drawn
from confidentiality.sealing.seals import Sealed, seal, unseal


def new_sign_in_name() -> str:
    """Return what they sign in with: eight letters and numbers that say nothing."""
    return drawn(8)


def new_code() -> str:
    """Return a code of ten letters and numbers in two groups, 50 bits."""
    return drawn(10)


def as_name(typed: str) -> str:
    """Return a sign-in name as it is kept, however it was typed."""
    letters = _plain(typed)
    return f"{letters[:4]}-{letters[4:8]}"


def print_of_code(typed: str) -> str:
    """Return what is kept of a code, however it was typed."""
    return _print("invitation", _plain(typed))


def print_of_cookie(token: str) -> str:
    """Return what is kept of a session's cookie."""
    return _print("session", token)


def seal_factor(name: str, secret: str) -> bytes:
    """Return the second factor's secret sealed, bound to whose it is."""
    return seal(secret.encode(), _factor_key(), f"agencyworkers.factor:{name}".encode())


def open_factor(name: str, sealed: bytes) -> str:
    """Return the secret; raises SealingError for another's or a changed one."""
    return unseal(Sealed(sealed), _factor_key(), f"agencyworkers.factor:{name}".encode()).decode()


def _plain(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum() and letter.isascii())


def _key() -> bytes:
    return bytes.fromhex(settings.READER_KEY)


def _print(what: str, text: str) -> str:
    return hmac.digest(_key(), f"latch.agency.{what}:{text}".encode(), "sha256").hex()


def _factor_key() -> bytes:
    return hashlib.sha256(b"latch.agency.factor:" + _key()).digest()
