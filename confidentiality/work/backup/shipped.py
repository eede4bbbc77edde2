"""What was shipped outside since a backup: read, and believed only when it hangs together and is signed."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from confidentiality.audit.shipping import shipped_files
from confidentiality.audit.verifier import Line, Report, Trust, check_shipped, read_lines

from .errors import BackupError
from .folder import Manifest

WHAT_TO_DO = (
    "Nothing was restored. Look for a whole copy: the files set aside beside it (shipped.jsonl.1, …), the log's other"
    " places (LATCH_AUDIT_SHIP_TO), the host it is shipped to. Without one, what was destroyed, held, withdrawn or"
    " ended since the backup comes back undone, but for what a sound beginning of the log proves: only"
    " `--although 'WHY, WHO DECIDED'` goes on, and is recorded."
)


@dataclass(frozen=True)
class Shipped:
    """One event as it was shipped: ids only."""

    n: int
    id: UUID
    at: datetime
    person: UUID | None
    actor: str
    action: str
    outcome: str
    file: UUID | None
    ids: tuple[UUID, ...]

    @property
    def on(self) -> UUID:
        """Return the case file that it is about; raises ValueError for one that names none."""
        if self.file is None:
            raise ValueError(f"Event {self.n} names no case file.")
        return self.file

    @property
    def by(self) -> UUID:
        """Return the person who acted; of a system actor an id that is nobody's."""
        return self.person or UUID(int=0)


@dataclass(frozen=True)
class Since:
    """The events since a backup, in their order; `signed` is the last number that a signature covers.

    `held` is the last number that the backup holds itself: up to there it needs no signature.
    """

    events: tuple[Shipped, ...] = ()
    last: int = 0
    signed: int = 0
    held: int = 0
    trouble: str = (
        ""  # why it is not sound; empty where it is, else the events are those proved before that
    )
    path: Path | None = None  # None: there was none
    keys: Mapping[str, Ed25519PublicKey] = field(default_factory=dict)
    left_out: tuple[Shipped, ...] = ()  # not signed, and not to be done

    @property
    def unsigned(self) -> tuple[Shipped, ...]:
        """Return the events after the last signature: whoever could write to the file could have made them up."""
        return tuple(event for event in self.events if event.n > self.signed)

    @property
    def unsigned_throughout(self) -> bool:
        """Say whether no signature reaches the backup: the product stopped just there, or the rest was cut off."""
        return self.signed < self.held

    def without_unsigned(self) -> "Since":
        """Return what a signature covers."""
        sure = max(self.signed, self.held)
        events = tuple(event for event in self.events if event.n <= sure)
        return replace(self, events=events, last=sure, left_out=self.unsigned)


def read_since(path: Path, keys: Mapping[str, Ed25519PublicKey], manifest: Manifest) -> Since:
    """Return what was shipped after a backup's snapshot; raises BackupError when there is no such file.

    `trouble` says what is wrong with it: a hole, a broken chain, a bad signature, another log. Then only those events
    are returned that hang together with the backup and lie before the last signature that holds.
    """
    files = shipped_files(path)
    if not files:
        raise BackupError(f"There is no shipped file {path}. {WHAT_TO_DO}")
    report = Report()
    number, chain = int(manifest.audit["number"]), str(manifest.audit["chain"])
    met, last, signed, events = False, 0, 0, []
    with ExitStack() as opened:
        raw = read_lines([opened.enter_context(file.open("rb")) for file in files], report)
        for line in _as_far_as_sound(check_shipped(raw, Trust(keys=keys), report), report):
            if line["type"] == "checkpoint":
                signed = line["n"]
                continue
            last = line["n"]
            met = met or (number == 0 and last == 1) or (last == number and line["chain"] == chain)
            if last > number:
                events.append(_event(line))
    trouble = report.findings[0] if report.count else ""
    if not trouble and not met:
        trouble = (
            f"It ends at number {last}, before the backup's last event, {number}."
            if last < number
            else f"It does not hold the backup's last event, number {number}: it begins later, or is of another log."
        )
    if trouble:
        proved = tuple(event for event in events if met and event.n <= signed)
        return Since(proved, signed, signed, number, trouble, path, keys)
    return Since(tuple(events), last, signed, number, trouble, path, keys)


def _as_far_as_sound(lines: Iterator[Line], report: Report) -> Iterator[Line]:
    """Yield the lines before the first that is wrong: whoever broke the log may have written what follows."""
    while not report.count:
        try:
            line = next(lines)
            if line["type"] != "checkpoint":
                _event(line)
        except StopIteration:
            return
        except (AttributeError, KeyError, TypeError, ValueError):
            report.find("A line of it is none that the sequencer writes.")
        if not report.count:
            yield line


def _event(line: Line) -> Shipped:
    return Shipped(
        n=line["n"],
        id=UUID(line["id"]),
        at=datetime.fromisoformat(line["at"]),
        person=UUID(line["person"]) if line["person"] else None,
        actor=line["actor"],
        action=line["action"],
        outcome=line["outcome"],
        file=UUID(line["file"]) if line["file"] else None,
        ids=tuple(_ids(line["ids"])),
    )


def _ids(told: Iterable[object]) -> Iterable[UUID]:
    for each in told:
        yield UUID(str(each))
