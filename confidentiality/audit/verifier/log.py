"""The log by itself: numbers, leaves, chain and checkpoints of an export."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from .chain import Line, is_signed, leaf_of, shipped_line
from .report import Report, Trust

# How much later than it says an event may be sealed: a transaction that long is none of ours.
LATE = timedelta(hours=1)
WAITS_AT_MOST = timedelta(minutes=10)


def _moment(text: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except (ValueError, TypeError):
        return None


class Log:
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
