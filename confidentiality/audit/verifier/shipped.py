"""The shipped copy by itself, and in step with the log."""

import sys
from collections import deque
from collections.abc import Iterable, Iterator

from .chain import START, Line, chain_of, is_signed
from .report import Report, Trust

REPEATS_KNOWN = 20_000  # lines that a sender may send again after a restart


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


def compare(log: Iterator[Line], shipped: Iterator[Line], report: Report, *, whole: bool) -> None:
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
