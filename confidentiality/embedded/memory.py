"""`memory`: what a running demo really takes, process by process.

The proportional set size (PSS) counts a page that several processes share once, divided among
them, so the sum is what the machine would get back.
"""

import contextlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

from .errors import LauncherError
from .state import named_state, read_run

PROC = Path("/proc")


@dataclass(frozen=True)
class Use:
    """One process: which part of the demo it belongs to and its PSS in KiB."""

    part: str
    pid: int
    kib: int


def measure() -> list[Use]:
    """Return the use of every process of the run that is on. Raises LauncherError if none is."""
    run = read_run(named_state())
    if run is None:
        raise LauncherError(f"nothing is running in {named_state()}.")
    names = {pid: name for name, pid in run["processes"].items()}
    names[run["launcher"]] = "launcher"
    parents = _parents()
    found = []
    for pid in parents:
        part, at = None, pid
        while part is None and at in parents:
            part, at = names.get(at), parents[at]
        if part is not None:
            with contextlib.suppress(OSError):
                found.append(Use(part, pid, _pss(pid)))
    return sorted(found, key=lambda use: (use.part, use.pid))


def _parents() -> dict[int, int]:
    parents = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                parents[int(entry.name)] = int(fields[1])
    return parents


def _pss(pid: int) -> int:
    for line in (PROC / str(pid) / "smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def report(*, as_json: bool) -> str:
    """Return the measurement as a table, or as JSON."""
    uses = measure()
    if as_json:
        return json.dumps([asdict(use) for use in uses])
    lines = [f"{use.part:<9} {use.pid:>8} {use.kib / 1024:>8.1f} MiB" for use in uses]
    total = sum(use.kib for use in uses) / 1024
    return "\n".join([*lines, f"{len(uses)} processes, {total:.1f} MiB together (PSS)"])
