"""The master keys encrypted to people outside (age, X25519), to be opened when everything else is lost. Pure.

What the file holds is a list of master keys as LATCH_MASTER_KEYS writes it; any `age` program opens it with the
offline identity, so that nobody depends on Latch to get at the keys of Latch.
"""

import hashlib
from collections.abc import Sequence

import pyrage
from pyrage import x25519

from .epochs import MasterKey, read_master_keys
from .errors import SealingError

HEADER = "# Master keys of Latch. Put the line below into LATCH_MASTER_KEYS (docs/operations.md, 'Keys')."


def lock_away(held: Sequence[MasterKey], recipients: Sequence[str]) -> bytes:
    """Return `held` encrypted to every one of `recipients` (age public keys), each of whom can open it alone.

    Raises SealingError for no recipient, or one that is not an age X25519 public key.
    """
    if not recipients or not held:
        raise SealingError("An escrow takes master keys and at least one recipient.")
    people = []
    for place, recipient in enumerate(recipients, 1):
        try:
            people.append(x25519.Recipient.from_str(recipient))
        except pyrage.RecipientError:
            raise SealingError(
                f"Recipient {place} is not an age public key (age1…, as `age-keygen` prints it)."
            ) from None
    text = f"{HEADER}\n" + ",".join(f"{master.epoch}:{master.key}" for master in held) + "\n"
    return bytes(pyrage.encrypt(text.encode(), people, armored=True))


def open_again(locked: bytes, identity: str) -> tuple[MasterKey, ...]:
    """Return the master keys of an escrow file, opened with an offline identity (AGE-SECRET-KEY-1…).

    Raises SealingError, quoting neither, for a wrong identity and a file that is damaged or something else.
    """
    try:
        opener = x25519.Identity.from_str(_secret_line(identity))
    except pyrage.IdentityError:
        raise SealingError("That is not an age identity (AGE-SECRET-KEY-1…).") from None
    try:
        text = pyrage.decrypt(locked, [opener]).decode()
        held = read_master_keys("".join(t for t in text.splitlines() if not t.startswith("#")))
    except (pyrage.DecryptError, UnicodeError, ValueError):
        held = ()
    if not held:
        raise SealingError(
            "The escrow does not open with this identity: it is another's, or the file is damaged."
        )
    return held


def digest_of(locked: bytes) -> str:
    """Return what an escrow file is known by: its SHA-256."""
    return hashlib.sha256(locked).hexdigest()


def _secret_line(identity: str) -> str:
    """Return the key of an identity file, which may hold comments as `age-keygen` writes them."""
    lines = [line.strip() for line in identity.splitlines()]
    return next((line for line in lines if line and not line.startswith("#")), "")
