"""`manage.py restore`: put a backup into an empty database, and do again what was done since."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from confidentiality.audit.verifier import public_keys
from confidentiality.work.backup import crypt
from confidentiality.work.backup.errors import BackupError
from confidentiality.work.backup.folder import Manifest
from confidentiality.work.backup.replaying import does_something
from confidentiality.work.backup.report import as_text
from confidentiality.work.backup.restoring import check, restore
from confidentiality.work.backup.shipped import WHAT_TO_DO, Since, read_since

UNSIGNED = (
    "The shipped file's last {count} events, since {first:%d %B %Y %H:%M:%S} UTC, are not signed: whoever can write to"
    " that file could have made them up. To be done again of them: {of}. If nobody but the sequencer can have written"
    " there, --unsigned do believes them; --unsigned leave takes them off the file and leaves them undone. Which it was"
    " is recorded. Nothing was restored."
)
DAMAGED = "{count} documents in the backup are damaged: {names}."
REFUSED = (
    "{count} documents in the backup are damaged, as listed above. Another backup, or the storage itself, may have them"
    " whole: copy them to those places. --without-damaged 'WHY, WHO DECIDED' restores everything else, and is recorded."
    " Nothing was restored."
)
NOWHERE = (
    "Nothing of the shipped file is signed after number {signed}, and the backup goes to {held}: either everything"
    " stopped within the minute of the backup, as at an upgrade, or the end was cut off. {count} unsigned events follow"
    " it in the file. If nobody but the sequencer can have written there, --unsigned do goes on with them; --unsigned"
    " leave goes on without them. Which it was is recorded. Nothing was restored."
)


class Command(BaseCommand):
    """Restore one backup."""

    help = "Restore a backup into an empty database; the doors open when everything since is done again."
    requires_migrations_checks = False
    requires_system_checks: list[str] = []  # they may ask the database, which is empty

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the places of the backup, its keys, and what was shipped since."""
        parser.add_argument("backup", type=Path, help="the backup's folder")
        parser.add_argument(
            "--keys", type=Path, required=True, help="the keys' file, as new or newer"
        )
        parser.add_argument(
            "--identity", default="-", help="the offline identity's file; - reads it (default)"
        )
        parser.add_argument("--shipped", type=Path, help="the audit's shipped file")
        parser.add_argument("--audit-key", action="append", default=[], help="its public key")
        parser.add_argument(
            "--although",
            default="",
            metavar="WORDS",
            help="go on without a sound log: nothing is done again but what its sound beginning proves",
        )
        parser.add_argument(
            "--without-damaged",
            default="",
            metavar="WORDS",
            help="go on without the documents that are damaged in the backup",
        )
        parser.add_argument(
            "--unsigned",
            choices=["do", "leave"],
            default="",
            help="what was shipped after the last signature: do it again too, or leave it out",
        )
        parser.add_argument(
            "--check", action="store_true", help="say what would be done, and do nothing"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check everything first, then restore; a refusal changes nothing."""
        if settings.LOGIN != "owner":
            raise CommandError("A restore runs with LATCH_LOGIN=owner: it makes the tables.")
        try:
            manifest, damaged = check(options["backup"], options["keys"])
            if damaged:  # first: whoever goes on without a log knows of the documents, and the other way round
                self.stdout.write(DAMAGED.format(count=len(damaged), names=", ".join(damaged)))
            since = self._since(manifest, options)
            if damaged and not options["without_damaged"].strip():
                raise BackupError(REFUSED.format(count=len(damaged)))
            if options["check"]:
                but = f" but for {len(damaged)} documents" if damaged else ""
                told = (
                    "events since the backup are proved"
                    if since.trouble
                    else "events were shipped since"
                )
                self.stdout.write(f"The backup is whole{but}; {len(since.events)} {told}.")
                return
            done = restore(
                options["backup"],
                manifest,
                keys=options["keys"],
                identity=_identity(options["identity"]),
                since=since,
                damaged=damaged,
                decided=[options["although"], options["without_damaged"]],
            )
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(as_text(done, manifest, since))
        if not done.opened:
            raise CommandError("The doors stay closed.")

    def _since(self, manifest: Manifest, options: dict[str, Any]) -> Since:
        """Return what was shipped since; raises BackupError unless it is sound, or gone by `although`."""
        although = bool(options["although"].strip())
        if options["shipped"] is None:
            if not although:
                raise BackupError(f"Name the shipped file with --shipped. {WHAT_TO_DO}")
            return Since(trouble="No shipped file was given.")
        try:
            keys = public_keys(options["audit_key"])
        except ValueError:
            raise BackupError(
                "--audit-key is no public key: `manage.py audit key` prints it."
            ) from None
        since = read_since(options["shipped"], keys, manifest)
        if since.trouble and not although:
            raise BackupError(f"The shipped file is not sound. {since.trouble} {WHAT_TO_DO}")
        return since if since.trouble else _decided(since, options["unsigned"])


def _decided(since: Since, unsigned: str) -> Since:
    """Return what is to be done of it; raises BackupError where nobody has decided about what is not signed."""
    if since.unsigned_throughout and not unsigned:
        count = len(since.unsigned)
        raise BackupError(NOWHERE.format(signed=since.signed, held=since.held, count=count))
    would_do = Counter(event.action for event in since.unsigned if does_something(event))
    if would_do and not unsigned:
        of = ", ".join(f"{count} × {action}" for action, count in sorted(would_do.items()))
        raise BackupError(
            UNSIGNED.format(count=len(since.unsigned), first=since.unsigned[0].at, of=of)
        )
    return since.without_unsigned() if unsigned == "leave" else since


def _identity(where: str) -> Any:
    words = sys.stdin.read() if where == "-" else Path(where).read_text(encoding="utf-8")
    return crypt.read_identity(words)
