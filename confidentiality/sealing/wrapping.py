"""Wrapping subjects' keys by master keys. Pure: no database, no Django.

What is wrapped names its subject, so that a key in another's row is found out. The tokens are those that
django-encrypted-model-fields makes (Fernet), which wraps and opens single keys everywhere else.
"""

import base64
from collections.abc import Sequence
from uuid import UUID

from cryptography.fernet import Fernet, InvalidToken

from .epochs import MasterKey
from .errors import SealingError

KEY_BYTES = 32


def named(kind: str, subject: UUID, raw: bytes) -> str:
    """Return a key with its subject's name, as it is wrapped."""
    return f"{kind}:{subject}:{base64.b64encode(raw).decode()}"


def raw_of(text: str, kind: str, subject: UUID) -> bytes:
    """Return the key from what was wrapped; raises SealingError when it is another subject's, or no key at all."""
    found, _, raw = text.rpartition(":")
    if found != f"{kind}:{subject}":
        raise SealingError("A subject's key lies in the row of another. Nothing was changed.")
    try:
        key = base64.b64decode(raw, validate=True)
    except ValueError:
        key = b""
    if len(key) != KEY_BYTES:
        raise SealingError("A subject's key is damaged. Nothing was changed.")
    return key


class Masters:
    """Master keys by epoch, the one that wraps new keys first."""

    def __init__(self, held: Sequence[MasterKey]) -> None:
        """Take them; raises SealingError for none at all."""
        if not held:
            raise SealingError("There are no master keys.")
        self.held = tuple(held)
        self.first = held[0].epoch
        self._fernets = {master.epoch: Fernet(master.key) for master in held}

    def without(self, epoch: int) -> "Masters":
        """Return the same set without one epoch's key."""
        return Masters([master for master in self.held if master.epoch != epoch])

    def unwrap(self, kind: str, subject: UUID, epoch: int, wrapped: str) -> bytes:
        """Return a subject's key from its row, opened by the master key that the row names and by no other.

        Raises SealingError for a master key that is not here, a wrong one, and a changed or swapped row.
        """
        return raw_of(self._opened(epoch, wrapped), kind, subject)

    def wrap(self, kind: str, subject: UUID, raw: bytes) -> str:
        """Return a subject's key wrapped by the first master key."""
        return self._fernets[self.first].encrypt(named(kind, subject, raw).encode()).decode()

    def rewrap(self, kind: str, subject: UUID, epoch: int, wrapped: str) -> str:
        """Return a subject's key wrapped by the first master key; raises SealingError as `unwrap` does."""
        text = self._opened(epoch, wrapped)
        raw_of(text, kind, subject)
        return self._fernets[self.first].encrypt(text.encode()).decode()

    def _opened(self, epoch: int, wrapped: str) -> str:
        fernet = self._fernets.get(epoch)
        if fernet is None:
            raise SealingError(f"The master key of epoch {epoch} is not here.")
        try:
            # Fernet reads two spellings of some letters and ignores what is none; only what it writes is a row of ours
            if base64.urlsafe_b64encode(base64.urlsafe_b64decode(wrapped)).decode() != wrapped:
                raise InvalidToken
            return fernet.decrypt(wrapped).decode()
        except (InvalidToken, ValueError):
            raise SealingError(
                f"A subject's key does not open under the master key of epoch {epoch}."
            ) from None
