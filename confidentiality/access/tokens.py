"""What is signed to say who acts; the database works out the same (`identity_sql.py`). No Django."""

import hashlib
import hmac
from collections.abc import Mapping


def token(who: str, challenge: str, key: bytes) -> str:
    """Return the token for `who`, good for the transaction that gave `challenge`."""
    mac = hmac.new(key, f"{who}|{challenge}".encode(), hashlib.sha256)
    return f"{who}.{mac.hexdigest()}"


def key_of_all(keys: Mapping[str, str]) -> str:
    """Return the migrating owner's key, made of every login's (hexadecimal, as they are), in the logins' order."""
    joined = "".join(keys[login] for login in sorted(keys))
    return hashlib.sha256(bytes.fromhex(joined)).hexdigest()


def pads(key_hex: str) -> tuple[bytes, bytes]:
    """Return HMAC-SHA256's inner and outer padded block of a hex key of at most 64 bytes."""
    block = bytes.fromhex(key_hex).ljust(64, b"\0")
    if len(block) != 64:
        raise ValueError("An identity key has at most 64 bytes.")
    return bytes(b ^ 0x36 for b in block), bytes(b ^ 0x5C for b in block)
