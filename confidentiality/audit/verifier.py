#!/usr/bin/env python3
"""Verifies the audit by itself: this one file, Python 3.11 or later and the package `cryptography`.

    python verifier.py --export export.jsonl --shipped shipped.jsonl --key <public key, hexadecimal>

`manage.py audit export` writes the export, the sequencer ships the other, `manage.py audit key` prints the key. Copy
the shipped file first and export afterwards. Each event has a leaf (a hash of all of it) and a number; each number's
chain hash covers the one before it and the line that is shipped; checkpoints sign chain hashes. So every edit,
deletion, insertion and new order breaks a hash, and whoever works out all hashes anew lacks the signature and the copy
outside. Exit status: 0 sound, 1 findings, 2 not usable.
"""

import argparse
import hashlib
import json
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Line = dict[str, Any]
START = "0" * 64  # the chain hash before the first event
SHIPPED_FIELDS = ("id", "at", "person", "actor", "action", "outcome", "file", "ids")
# How much later than it says an event may be sealed: a transaction that long is none of ours.
LATE = timedelta(hours=1)
WAITS_AT_MOST = timedelta(minutes=10)
REPEATS_KNOWN = 20_000  # lines that a sender may send again after a restart
FINDINGS_KEPT = 1_000


# ---- what is hashed and signed; the sequencer uses these same functions


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


# ---- what is found


@dataclass
class Report:
    """What was looked at and what was found; `notes` are worth reading, `findings` are alarms."""

    sealed: int = 0
    checkpoints: int = 0
    signed_until: int = 0
    waiting: int = 0
    shipped: int = 0
    last: int = 0
    chain: str = START
    count: int = 0
    findings: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def find(self, words: str) -> None:
        """Keep one finding; the first thousand are told in words."""
        self.count += 1
        if len(self.findings) < FINDINGS_KEPT:
            self.findings.append(words)


@dataclass(frozen=True)
class Trust:
    """What the verifier is told by people: public keys, chain hashes on paper, numbers lost to a restore."""

    keys: Mapping[str, Ed25519PublicKey]
    roots: Mapping[int, str] = field(default_factory=dict)
    restored: tuple[range, ...] = ()


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None


class _Log:
    """One pass over the export: numbers, leaves, chain, checkpoints; yields what a sound log ships."""

    def __init__(self, trust: Trust, report: Report) -> None:
        self.trust, self.report = trust, report
        self.signed_at: datetime | None = None
        self.exported_at: datetime | None = None
        self.lost = 0

    def check(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Check every line; yield the event and checkpoint lines in their order."""
        for line in lines:
            kind = line.get("type")
            if kind == "sealed":
                yield from self._sealed(line)
            elif kind == "checkpoint":
                yield from self._checkpoint(line)
            elif kind == "waiting":
                self._waiting(line["event"])
            elif kind == "export":
                self.exported_at = _moment(line.get("at"))
            else:
                self.report.find("The export holds a line of no known kind.")
        if self.lost:
            self.report.notes.append(
                f"{self.lost} events are known from the shipped copy only, as said (restored)."
            )
        for n in self.trust.roots:
            if n > self.report.last:
                self.report.find(
                    f"The log ends at {self.report.last}, before the root on paper, {n}."
                )

    def _sealed(self, line: Line) -> Iterator[Line]:
        report, n = self.report, line["n"]
        if n != report.last + 1:
            self._misplaced(n)
            if n <= report.last:
                return
        event, previous = line["event"], report.chain
        if event is None:
            shipped: Line = {"type": "event", "n": n, "id": line["id"], "chain": line["chain"]}
            self._missing(n)
        else:
            shipped = shipped_line(n, event, line["leaf"], previous)
            if leaf_of(event) != line["leaf"] or event["id"] != line["id"]:
                report.find(f"Event {n} is not what was sealed.")
            elif n == report.last + 1 and shipped["chain"] != line["chain"]:
                report.find(f"The chain breaks at {n}.")
            self._times(n, event)
        report.sealed, report.last, report.chain = report.sealed + 1, n, line["chain"]
        if self.trust.roots.get(n, line["chain"]) != line["chain"]:
            report.find(f"The chain at {n} is not the root on paper.")
        yield shipped | {"chain": line["chain"]}

    def _misplaced(self, n: int) -> None:
        last = self.report.last
        if n <= last:
            self.report.find(f"Number {n} stands after {last}: repeated or out of order.")
        else:
            self.report.find(f"Numbers {last + 1} to {n - 1} are missing.")

    def _missing(self, n: int) -> None:
        if any(n in lost for lost in self.trust.restored):
            self.lost += 1
        else:
            self.report.find(f"Event {n} was sealed and is gone.")

    def _times(self, n: int, event: Line) -> None:
        at = _moment(event["at"])
        if at is None:
            self.report.find(f"Event {n} has no time.")
        elif self.signed_at is not None and at < self.signed_at - LATE:
            self.report.find(f"Event {n} was added long after the time that it gives.")

    def _checkpoint(self, line: Line) -> Iterator[Line]:
        report, n = self.report, line["n"]
        report.checkpoints += 1
        if not is_signed(line, self.trust.keys):
            report.find(f"The checkpoint at {n} is not signed by a known key.")
        elif n != report.last or line["chain"] != report.chain:
            report.find(f"The checkpoint at {n} is of another chain.")
        else:
            report.signed_until, self.signed_at = n, _moment(line["at"])
        yield line

    def _waiting(self, event: Line) -> None:
        self.report.waiting += 1
        at = _moment(event["at"])
        if at is None or (self.signed_at is not None and at < self.signed_at - LATE):
            self.report.find(f"Event {event['id']} was added long after the time that it gives.")
        elif self.exported_at is not None and at < self.exported_at - WAITS_AT_MOST:
            self.report.find(f"Event {event['id']} waits since {event['at']} to be sealed.")


def check_shipped(lines: Iterable[Line], trust: Trust, report: Report) -> Iterator[Line]:
    """Check what was shipped by itself: numbers, chain, signatures; yield its lines in their order, each once."""
    last, chain = -1, ""
    known: deque[str] = deque(maxlen=REPEATS_KNOWN)
    recent: set[str] = set()
    for line in lines:
        n, mark = line["n"], line.get("signature") or line["chain"]
        if mark in recent:
            continue  # sent again after a restart
        if len(known) == REPEATS_KNOWN:
            recent.discard(known[0])
        known.append(mark)
        recent.add(mark)
        if line["type"] == "checkpoint":
            if not is_signed(line, trust.keys):
                report.find(f"The shipped checkpoint at {n} is not signed by a known key.")
            elif n != last or line["chain"] != chain:
                report.find(f"The shipped checkpoint at {n} is of another chain.")
            yield line
            continue
        if last >= 0 and n != last + 1:
            report.find(f"The shipped copy goes from {last} to {n}.")
        elif (last >= 0 or n == 1) and chain_of(line, chain or START) != line["chain"]:
            report.find(f"The shipped copy's chain breaks at {n}.")
        if n > last:
            report.shipped, last, chain = report.shipped + 1, n, line["chain"]
            yield line


def _place(line: Line | None) -> tuple[int, int]:
    if line is None:
        return sys.maxsize, 0
    return line["n"], 1 if line["type"] == "checkpoint" else 0


def _same(mine: Line, shipped: Line) -> bool:
    if mine["type"] == "event" and "leaf" not in mine:  # its event is gone: what is left to compare
        return bool(mine["chain"] == shipped["chain"] and mine["id"] == shipped["id"])
    return mine == shipped


def _compare(log: Iterator[Line], shipped: Iterator[Line], report: Report, *, whole: bool) -> None:
    """Walk both in step. The shipped copy may begin late, and end early unless it is said to be whole.

    Even then it may lack what was sealed or signed this very moment: events are shipped before they are signed.
    """
    mine, theirs = next(log, None), next(shipped, None)
    began = theirs is None
    ahead: tuple[list[int], list[int]] = [], []  # numbers of events and of checkpoints
    while mine is not None or theirs is not None:
        here, there = _place(mine), _place(theirs)
        if here == there and mine is not None and theirs is not None:
            began = True
            if not _same(mine, theirs):
                what = "checkpoint" if here[1] else "event"
                report.find(
                    f"The log and the shipped copy tell the {what} at {here[0]} differently."
                )
            mine, theirs = next(log, None), next(shipped, None)
        elif here < there:
            if theirs is None:
                ahead[here[1]].append(here[0])
            elif began:
                report.find(f"The shipped copy lacks what the log has at {here[0]}.")
            mine = next(log, None)
        else:
            began = True
            report.find(f"The log lacks what was shipped at {there[0]}.")
            theirs = next(shipped, None)
    _judge_end(ahead, report, whole=whole)


def _judge_end(ahead: tuple[list[int], list[int]], report: Report, *, whole: bool) -> None:
    events, checkpoints = ahead
    if not events and not checkpoints:
        return
    words = f"The shipped copy ends before {min(events + checkpoints)}; the log goes on to {report.last}."
    if whole and ((events and events[0] <= report.signed_until) or len(checkpoints) > 1):
        report.find(words)
    else:
        report.notes.append(words)


def verify(
    export: Iterable[Line],
    shipped: Iterable[Line] | None,
    trust: Trust,
    *,
    shipped_is_whole: bool = False,
) -> Report:
    """Verify an export, against the shipped copy where there is one.

    `shipped_is_whole`: both were taken at one moment, so a copy that ends early has been cut.
    """
    report = Report()
    log = _Log(trust, report).check(export)
    if shipped is None:
        deque(log, maxlen=0)
        report.notes.append(
            "Nothing outside was compared: a log that was rewritten whole is not found."
        )
    else:
        _compare(log, check_shipped(shipped, trust, report), report, whole=shipped_is_whole)
    return report


# ---- files and the command line


def read_lines(files: Iterable[BinaryIO], report: Report | None = None) -> Iterator[Line]:
    """Yield the JSON objects of open files, line by line.

    A line that a crash has torn is passed over when the next one begins with it; any other that is no JSON is a
    finding, or raises ValueError without a report.
    """
    torn: bytes | None = None
    for raw in (raw for file in files for raw in file):
        text = raw.rstrip(b"\n")
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


def as_text(report: Report) -> str:
    """Return a report for people."""
    lines = [
        f"{report.sealed} events sealed, the last is {report.last} with chain {report.chain}",
        f"{report.checkpoints} checkpoints, signed until {report.signed_until}; {report.waiting} events wait;"
        f" {report.shipped} events in the shipped copy",
        *(f"note: {words}" for words in report.notes),
        *(f"FOUND: {words}" for words in report.findings),
    ]
    sound = "sound" if not report.count else f"NOT SOUND: {report.count} findings"
    return "\n".join([*lines, sound])


def main(arguments: list[str]) -> int:
    """Do what the command line asks; return the exit status."""
    parser = argparse.ArgumentParser(description="Verify an export of Latch's audit.")
    parser.add_argument("--export", type=Path, required=True)
    parser.add_argument("--shipped", type=Path, action="append", default=[], help="oldest first")
    parser.add_argument("--key", action="append", required=True, help="a public key, or its file")
    parser.add_argument("--root", action="append", default=[], help="NUMBER:CHAIN, from paper")
    parser.add_argument("--restored", action="append", default=[], help="FIRST-LAST")
    asked = parser.parse_args(arguments)
    try:
        roots = dict(root.split(":") for root in asked.root)
        trust = Trust(
            keys=public_keys(asked.key),
            roots={int(n): chain for n, chain in roots.items()},
            restored=tuple(numbers(text) for text in asked.restored),
        )
        early = Report()
        files = [path.open("rb") for path in asked.shipped]
        shipped = read_lines(files, early) if files else None
        report = verify(read_lines([asked.export.open("rb")]), shipped, trust)
        report.findings, report.count = early.findings + report.findings, early.count + report.count
    except (ValueError, KeyError, TypeError, OSError) as error:
        print(f"cannot be verified: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    print(as_text(report))
    return 1 if report.count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
