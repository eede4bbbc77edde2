"""The table of the demo's people that `run` prints."""

import base64
import hmac
import json
import struct
import time
from typing import Any


def sign_in_table(cast_json: str) -> str:
    """Return who can sign in how, from what `manage.py cast --json` printed."""
    people: list[dict[str, Any]] = json.loads(cast_json)
    rows = [("role", "sign-in name", "password", "code now")]
    for person in people:
        if person.get("sign_in"):
            secret = person.get("totp_secret")
            code = code_now(str(secret)) if secret else ""
            rows.append(
                (str(person["role"]), str(person["sign_in"]), str(person["password"]), code)
            )
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        "  ".join(f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
        for row in rows
    ]
    return "\n".join([*lines, "New codes at any time: .venv/bin/python manage.py cast --codes"])


def code_now(secret: str, *, at: float | None = None) -> str:
    """Return the six digits of a TOTP secret (RFC 6238: SHA-1, 30 seconds) for now or a time."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8), casefold=True)
    counter = struct.pack(">Q", int((time.time() if at is None else at) // 30))
    digest = hmac.digest(key, counter, "sha1")
    start = digest[-1] & 0x0F
    number = int.from_bytes(digest[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"
