"""Going on after a restore: the database takes over the numbers that had been shipped since the backup.

Without this the sequencer stands still, for new events would get numbers that are taken outside.
"""

from datetime import datetime
from itertools import islice

from django.core.management.base import CommandError

from .models import Checkpoint, Seal
from .sequencer import alone
from .shipping import ShippedFile, shipped_files
from .verifier import Line, Report, Trust, check_shipped, read_lines

BATCH = 1_000


def adopt(place: ShippedFile | None, trust: Trust) -> str:
    """Add the seals and checkpoints that the shipped file has and the database lacks; say in words which.

    Raises CommandError, and adds nothing, when the file is not sound or not the continuation of this database.
    """
    if place is None:
        raise CommandError("No file in LATCH_AUDIT_SHIP_TO: there is nothing to adopt from.")
    place.position()  # mends a torn end
    report = Report()
    with alone() as mine:
        if not mine:
            raise CommandError("A sequencer is at work: stop it first.")
        last = Seal.objects.order_by("-n").first()
        n, chain = (last.n, last.chain) if last else (0, "")
        signed = Checkpoint.objects.order_by("-n").first()
        files = [path.open("rb") for path in shipped_files(place.path)]
        met, added = n == 0, 0
        lines = check_shipped(read_lines(files, report), trust, report)
        while batch := list(islice(lines, BATCH)):
            met = met or any(_is(line, n, chain) for line in batch)
            added += _add(batch, n, signed.n if signed else 0)
        if report.count:
            raise CommandError("\n".join(["The shipped file is not sound.", *report.findings]))
        if not met:
            raise CommandError(f"The shipped file and the database differ at {n}.")
    if not added:
        return "The database has all that was shipped: nothing to adopt."
    return f"Numbers {n + 1} to {n + added} adopted. Verify with --restored {n + 1}-{n + added}"


def _is(line: Line, n: int, chain: str) -> bool:
    return bool(line["type"] == "event" and line["n"] == n and line["chain"] == chain)


def _add(lines: list[Line], sealed: int, signed: int) -> int:
    """Add what is new of a batch; return how many seals that was."""
    seals = [
        Seal(n=line["n"], event=line["id"], leaf=line["leaf"], chain=line["chain"])
        for line in lines
        if line["type"] == "event" and line["n"] > sealed
    ]
    Seal.objects.bulk_create(seals)
    Checkpoint.objects.bulk_create(
        Checkpoint(
            n=line["n"],
            chain=line["chain"],
            at=datetime.fromisoformat(line["at"]),
            key=line["key"],
            signature=line["signature"],
        )
        for line in lines
        if line["type"] == "checkpoint" and line["n"] > signed
    )
    return len(seals)
