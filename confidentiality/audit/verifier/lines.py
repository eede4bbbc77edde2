"""What is read: lines of files, and what people write on a command line."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .chain import Line, key_id
from .report import Report

SENDER = b" latch-audit"  # our program's name, in the head that a syslog writes before a line


def said_in(raw: bytes) -> Any:
    """Return the JSON of a line, as it was shipped to a file or as a syslog keeps it. Raises ValueError."""
    return json.loads(_without_head(raw))


def _without_head(raw: bytes) -> bytes:
    """Take off a syslog's head, of RFC 5424 or older, with or without its octet count: none has a brace."""
    head, brace, rest = raw.partition(b"{")
    return brace + rest if SENDER in head else raw


def read_lines(files: Iterable[BinaryIO], report: Report | None = None) -> Iterator[Line]:
    """Yield the JSON objects of open files, line by line, also where a syslog has kept them.

    A line that a crash has torn is passed over when the next one begins with it; any other that is no JSON is a
    finding, or raises ValueError without a report.
    """
    torn: bytes | None = None
    for raw in (raw for file in files for raw in file):
        text = _without_head(raw.rstrip(b"\n"))
        if torn is not None and not text.startswith(torn):
            _no_line(report)
        torn = None
        try:
            line = json.loads(text)
        except ValueError:
            torn = text
            continue
        if isinstance(line, dict) and isinstance(line.get("n", 0), int):
            yield line
        else:
            _no_line(report)
    if torn is not None and report is not None:
        report.notes.append("The last line of a file is torn, as a crash leaves it.")


def _no_line(report: Report | None) -> None:
    if report is None:
        raise ValueError("A line is no JSON object.")
    report.find("A line of the shipped copy is no JSON object.")


def public_keys(texts: Iterable[str]) -> dict[str, Ed25519PublicKey]:
    """Return keys by their short names, from hexadecimal texts or files that hold one. Raises ValueError."""
    keys = {}
    for text in texts:
        raw = bytes.fromhex(Path(text).read_text().strip() if Path(text).is_file() else text)
        keys[key_id(raw)] = Ed25519PublicKey.from_public_bytes(raw)
    return keys


def numbers(text: str) -> range:
    """Return the numbers of `first-last`. Raises ValueError."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)
