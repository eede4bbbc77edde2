"""Verifies the audit by itself: this folder, Python 3.11 or later and the package `cryptography`.

    python -m verifier --export export.jsonl --shipped shipped.jsonl --key <public key, hexadecimal>

`manage.py audit export` writes the export, the sequencer ships the other, `manage.py audit key` prints the key. Copy
the shipped file first and export afterwards. Each event has a leaf (a hash of all of it) and a number; each number's
chain hash covers the one before it and the line that is shipped; checkpoints sign chain hashes. So every edit,
deletion, insertion and new order breaks a hash, and whoever works out all hashes anew lacks the signature and the copy
outside. Exit status: 0 sound, 1 findings, 2 not usable.
"""

from .chain import (
    SHIPPED_FIELDS,
    START,
    Line,
    canonical,
    chain_of,
    is_signed,
    key_id,
    leaf_of,
    shipped_line,
    signed_bytes,
)
from .lines import numbers, public_keys, read_lines, said_in
from .report import Report, Trust, as_text
from .shipped import check_shipped
from .verifying import verify

__all__ = [
    "SHIPPED_FIELDS",
    "START",
    "Line",
    "Report",
    "Trust",
    "as_text",
    "canonical",
    "chain_of",
    "check_shipped",
    "is_signed",
    "key_id",
    "leaf_of",
    "numbers",
    "public_keys",
    "read_lines",
    "said_in",
    "shipped_line",
    "signed_bytes",
    "verify",
]
