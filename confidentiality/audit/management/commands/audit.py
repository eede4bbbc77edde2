"""`manage.py audit`: verify the log, export it for the verifier elsewhere, print the public key, go on after a restore.

Runs with the sequencer's environment (`LATCH_LOGIN=sequencer`).
"""

import contextlib
import json
from collections.abc import Iterator
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from confidentiality.access.checks import refuse_unsafe_database
from confidentiality.audit.adopt import adopt
from confidentiality.audit.export import lines_of_export, one_moment
from confidentiality.audit.sequencer import signing_key
from confidentiality.audit.shipping import Position, ShippedFile, places, shipped_files
from confidentiality.audit.verifier import (
    Line,
    Report,
    Trust,
    as_text,
    numbers,
    public_keys,
    read_lines,
    verify,
)


class Command(BaseCommand):
    """Four things that operators do with the audit."""

    help = "verify | export | key | adopt"
    requires_system_checks: list[str] = []  # as the sequencer's

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what is to be done and what the verifier is told by people."""
        parser.add_argument("what", choices=["verify", "export", "key", "adopt"])
        parser.add_argument("--key", action="append", default=[], help="a former public key")
        parser.add_argument("--root", action="append", default=[], help="NUMBER:CHAIN, from paper")
        parser.add_argument("--restored", action="append", default=[], help="FIRST-LAST")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; verification ends with an error when there are findings."""
        if settings.LOGIN != "sequencer":
            raise CommandError("Set LATCH_LOGIN=sequencer: see docs/operations.md, 'Audit'.")
        if options["what"] == "key":
            self.stdout.write(signing_key().public_key().public_bytes_raw().hex())
            return
        refuse_unsafe_database()
        if options["what"] == "export":
            with one_moment():
                for line in lines_of_export():
                    self.stdout.write(json.dumps(line))
        elif options["what"] == "adopt":
            self.stdout.write(adopt(_shipped_file(), _trust(options)))
        else:
            report = _verify_live(_trust(options))
            self.stdout.write(as_text(report))
            if report.count:
                raise CommandError("The audit is not sound: see docs/operations.md, 'Audit'.")


def _trust(options: dict[str, Any]) -> Trust:
    own = signing_key().public_key().public_bytes_raw().hex()
    try:
        roots = dict(root.split(":") for root in options["root"])
        return Trust(
            keys=public_keys([own, *options["key"]]),
            roots={int(n): chain for n, chain in roots.items()},
            restored=tuple(numbers(text) for text in options["restored"]),
        )
    except ValueError as error:
        raise CommandError(f"Not understood: {error}") from None


def _shipped_file() -> ShippedFile | None:
    found = places(settings.AUDIT_SHIP_TO, rotate_bytes=settings.AUDIT_SHIP_ROTATE_BYTES)
    return next((place for place in found if isinstance(place, ShippedFile)), None)


def _verify_live(trust: Trust) -> Report:
    """Verify the database against the shipped file, both as they stand at one moment."""
    place, early = _shipped_file(), Report()
    files: list[BinaryIO] = []
    until = Position()

    def look() -> None:
        nonlocal until
        if place is not None:
            until = place.position()
            files.extend(stack.enter_context(path.open("rb")) for path in shipped_files(place.path))

    with contextlib.ExitStack() as stack, one_moment(look):
        shipped = _until(until, read_lines(files, early)) if place is not None else None
        report = verify(lines_of_export(), shipped, trust, shipped_is_whole=True)
    report.findings, report.count = early.findings + report.findings, early.count + report.count
    return report


def _until(end: Position, lines: Iterator[Line]) -> Iterator[Line]:
    """Yield what had been shipped at that moment: the file goes on growing."""
    for line in lines:
        if line["n"] <= (end.checkpoint if line["type"] == "checkpoint" else end.event):
            yield line
