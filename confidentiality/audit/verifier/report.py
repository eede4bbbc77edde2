"""What the verifier is told by people, and what it finds."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from .chain import START

FINDINGS_KEPT = 1_000


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
