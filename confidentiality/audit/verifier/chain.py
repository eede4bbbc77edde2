"""What is hashed and signed, and how; the sequencer uses these same functions."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Line = dict[str, Any]
START = "0" * 64  # the chain hash before the first event
SHIPPED_FIELDS = ("id", "at", "person", "actor", "action", "outcome", "file", "ids")


def canonical(what: Line) -> bytes:
    """Return the one byte string of a JSON object: keys sorted, no blanks, ASCII."""
    return json.dumps(what, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()


def leaf_of(event: Line) -> str:
    """Return the hash of a whole event."""
    return hashlib.sha256(b"latch event 1\n" + canonical(event)).hexdigest()


def shipped_line(n: int, event: Line, leaf: str, previous: str) -> Line:
    """Return what is shipped of event number `n`: ids only, with the chain hash that covers all of it."""
    line: Line = {"type": "event", "n": n, "leaf": leaf}
    line |= {name: event[name] for name in SHIPPED_FIELDS}
    return line | {"chain": chain_of(line, previous)}


def chain_of(line: Line, previous: str) -> str:
    """Return the chain hash of a shipped line (`chain` itself left out) after the hash before it."""
    covered = {name: value for name, value in line.items() if name != "chain"}
    return hashlib.sha256(
        b"latch chain 1\n" + previous.encode() + b"\n" + canonical(covered)
    ).hexdigest()


def signed_bytes(checkpoint: Line) -> bytes:
    """Return what a checkpoint's signature covers."""
    covered = {name: checkpoint[name] for name in ("n", "chain", "at", "key")}
    return b"latch checkpoint 1\n" + canonical(covered)


def key_id(public: bytes) -> str:
    """Return the short name of a public key: 16 hexadecimal characters."""
    return hashlib.sha256(public).hexdigest()[:16]


def is_signed(checkpoint: Line, keys: Mapping[str, Ed25519PublicKey]) -> bool:
    """Say whether one of the known keys has signed the checkpoint."""
    try:
        key = keys[checkpoint["key"]]
        key.verify(bytes.fromhex(checkpoint["signature"]), signed_bytes(checkpoint))
    except (KeyError, ValueError, TypeError, InvalidSignature):
        return False
    return True
