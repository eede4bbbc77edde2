"""Seals: AES-256-GCM under a subject's key, bound to where the value lies. Pure: no database, no Django.

A seal is a version byte, a nonce of 12 bytes, and what AES-GCM makes of the padded value.
"""

import os
from typing import Any, NoReturn

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from .errors import SealingError

VERSION = b"\x01"
BLOCK = 64  # bytes: a sealed text's length tells its block, not its length
NONCE = 12


class Sealed(bytes):
    """Bytes as they lie in the database; nothing a person types is ever of this type."""

    def __copy__(self) -> "Sealed":
        """Return the same bytes: they do not change."""
        return self

    def __deepcopy__(self, memo: Any) -> "Sealed":
        """Return the same bytes: they do not change."""
        return self

    def __reduce_ex__(self, protocol: Any) -> NoReturn:
        """Refuse pickling, also of an object that holds this: rows are not kept in caches or queues."""
        raise SealingError("What is sealed is not pickled.")


def _pad(plain: bytes) -> bytes:
    padded = len(plain) + 4
    return len(plain).to_bytes(4, "big") + plain + b"\0" * (-padded % BLOCK)


def seal(plain: bytes, key: bytes, bound_to: bytes) -> Sealed:
    """Return `plain` sealed under `key`, openable only with the same `bound_to`."""
    nonce = os.urandom(NONCE)
    return Sealed(VERSION + nonce + AESGCM(key).encrypt(nonce, _pad(plain), bound_to))


def unseal(sealed: bytes, key: bytes, bound_to: bytes) -> bytes:
    """Return what was sealed; raises SealingError for a wrong key, another row or column, or a changed byte."""
    try:
        if sealed[:1] != VERSION:
            raise InvalidTag
        padded = AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], bound_to)
    except (InvalidTag, ValueError):
        raise SealingError(
            "A sealed value did not open: it was changed, moved, or its key is wrong."
        ) from None
    return padded[4 : 4 + int.from_bytes(padded[:4], "big")]
