"""What was typed, on its way into an address: sealed for one person, for a quarter of an hour.

So that Back, and the next page of results, work without a name in any address, history or log.
"""

import base64

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from confidentiality.sealing.index.tokens import query_key
from staff.models import Worker

BLOCK = 128  # bytes: its length tells its block, not its length


def _seal_of(worker: Worker) -> Fernet:
    return Fernet(base64.urlsafe_b64encode(query_key(str(worker.pk))))


def carry(text: str, worker: Worker) -> str:
    """Return a text sealed for this worker, fit for an address."""
    plain = text.encode()
    padded = plain + b"\0" * (-len(plain) % BLOCK)
    return _seal_of(worker).encrypt(padded).decode()


def carried(sealed: str, worker: Worker) -> str | None:
    """Return the text, or None where it is another's, too old, or broken."""
    try:
        plain = _seal_of(worker).decrypt(sealed.encode(), ttl=settings.SESSION_IDLE_SECONDS)
    except (InvalidToken, UnicodeEncodeError):
        return None
    return plain.rstrip(b"\0").decode()
