"""`manage.py keys`: what an operator does with the master keys. Runs as the owner, who alone reads every key."""

import base64
import os
import secrets
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.record import record
from confidentiality.sealing import drilling, epoch_register
from confidentiality.sealing.epochs import MasterKey
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.rotation import BATCH, rotate
from confidentiality.sealing.verifying import Fault, Opener, verify, verify_keys
from confidentiality.sealing.wrapping import Masters

DOCUMENT = "docs/operations.md, 'Keys'"
MOST_SHOWN = 100
TO_REMOVE = """\
Epoch {number} is destroyed in this database: no key can be wrapped by its master key any more.
Now remove that master key wherever it is; then what was destroyed before is unreadable in old copies too:
  - the entry {number}:… of LATCH_MASTER_KEYS of web, worker, reader, kiosk and owner, then restart them;
  - wherever you keep that setting (secret store, password safe, paper);
  - every escrow that holds it: {escrows};
  - copies of the keys made before the rotation: they open with it alone, and are of no use without."""


class Command(BaseCommand):
    """Rotate, verify, escrow and drill master keys."""

    help = f"Master keys: new, status, rotate, destroy-epoch, verify, escrow, drill ({DOCUMENT})."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take one of the commands with its own options."""
        commands = parser.add_subparsers(dest="command", required=True)
        commands.add_parser("status", help="show every epoch; make the configured ones known")
        commands.add_parser("new", help="print a new master key, numbered, and make it known")
        again = commands.add_parser("rotate", help="rewrap all keys by the first; safe to end")
        again.add_argument("--batch", type=int, default=BATCH, help="keys in one transaction")
        destroy = commands.add_parser("destroy-epoch", help="end an epoch that wraps nothing more")
        destroy.add_argument("number", type=int)
        commands.add_parser("verify", help="open everything; exit 1 if anything does not")
        escrow = commands.add_parser("escrow", help="write the master keys encrypted to outsiders")
        escrow.add_argument("--to", action="append", required=True, metavar="age1…")
        escrow.add_argument("--out", type=Path, required=True, metavar="FILE")
        drill = commands.add_parser(
            "drill", help="prove that an escrow opens rows of this database"
        )
        drill.add_argument("--escrow", type=Path, required=True, metavar="FILE")
        drill.add_argument(
            "--identity", required=True, metavar="FILE", help="- reads it from stdin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; a refusal is one sentence."""
        if connection.settings_dict["USER"] != "latch_owner":
            raise CommandError(
                f"Only the owner reads every key: set LATCH_LOGIN=owner ({DOCUMENT})."
            )
        do: Callable[..., None] = getattr(self, f"do_{options['command'].replace('-', '_')}")
        try:
            for epoch in epoch_register.register_epochs(settings.MASTER_KEYS):
                self.stderr.write(f"Epoch {epoch} is known from now on.")
            do(**options)
        except (SealingError, OSError) as refused:
            raise CommandError(str(refused)) from None

    def do_status(self, **options: Any) -> None:
        """Print one line per epoch, and when an escrow was last proved."""
        first = settings.MASTER_KEYS[0].epoch
        for state in epoch_register.epoch_states():
            epoch = state.epoch
            words = [
                f"epoch {epoch.number}",
                f"began {epoch.began_at:%Y-%m-%d}",
                f"{state.keys} keys",
            ]
            words += ["wraps new keys"] if epoch.number == first else []
            if epoch.destroyed_at is not None:
                words.append(f"destroyed {epoch.destroyed_at:%Y-%m-%d}")
            words.append("master key is here" if state.held else "master key is not here")
            words += ["take it out"] if state.held and epoch.destroyed_at else []
            self.stdout.write(", ".join(words))
        drilled = drilling.last_drill()
        self.stdout.write(
            f"escrow of the newest epoch last drilled {drilled:%Y-%m-%d}"
            if drilled
            else "escrow of the newest epoch never drilled"
        )

    def do_new(self, **options: Any) -> None:
        """Print `EPOCH:KEY`, alone, so that it can be piped to where secrets are kept."""
        number = max(epoch.number for epoch in epoch_register.known_epochs()) + 1
        key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
        epoch_register.register_epochs((MasterKey(number, key), *settings.MASTER_KEYS))
        self.stdout.write(f"{number}:{key}")
        self.stderr.write(
            "Add it behind the others in LATCH_MASTER_KEYS of every process, and in front once all have it"
            f" ({DOCUMENT}, 'Rotating')."
        )

    def do_rotate(self, batch: int, **options: Any) -> None:
        """Rewrap everything by the first master key, showing how far it is."""
        masters = Masters(settings.MASTER_KEYS)
        newest = max(epoch.number for epoch in epoch_register.known_epochs())
        if masters.first != newest:
            raise CommandError(
                f"LATCH_MASTER_KEYS begins with epoch {masters.first}; put that of epoch {newest} first."
            )
        target, began, shown = f"epoch {newest}", time.monotonic(), [0.0]
        self._record("keys_rotation_began", target)

        def progress(done: int) -> None:
            if time.monotonic() - shown[0] >= 1:
                shown[0] = time.monotonic()
                self.stderr.write(
                    f"{done} keys rewrapped, {done / (shown[0] - began):.0f} a second"
                )

        result = rotate(masters, batch=batch, progress=progress)
        self.stdout.write(f"{result.rewrapped} keys rewrapped; {result.left} left in older epochs.")
        for id_ in result.broken[:MOST_SHOWN]:
            self.stdout.write(f"sealing_key {id_}: does not open; nothing was changed in it")
        if result.left:
            raise CommandError(
                f"{len(result.broken)} keys do not open; the others were held or made meanwhile by a process"
                " that still seals with an older master key: restart it, and run this again."
            )
        self._record("keys_rotated", f"{target}: {result.rewrapped} keys")

    def do_destroy_epoch(self, number: int, **options: Any) -> None:
        """End an epoch, after every key has opened without its master key."""
        masters = Masters(settings.MASTER_KEYS)
        epoch_register.refuse_to_destroy(number, masters)
        if drilling.last_drill() is None:
            raise CommandError(
                "No escrow of the newest master key was ever opened in a drill, and older copies of the keys would"
                " open no more. Run `manage.py keys escrow` and `manage.py keys drill` first."
            )
        without = Opener(masters.without(number))
        if self._print_faults(verify_keys(without)):
            raise CommandError(f"Not every key opens without epoch {number}. It was not destroyed.")
        epoch_register.destroy_epoch(number, masters)
        escrows = drilling.escrows_holding(number)
        self.stdout.write(
            TO_REMOVE.format(number=number, escrows=", ".join(escrows) or "none known")
        )

    def do_verify(self, **options: Any) -> None:
        """Open everything; print what does not, then counts."""
        opener = Opener(Masters(settings.MASTER_KEYS))
        faults = self._print_faults(verify(opener))
        self._print_counts(opener)
        self._record("keys_verified", f"{faults} faults")
        if faults:
            raise CommandError(f"{faults} things do not open or lead nowhere.")
        self.stdout.write("Everything opens, and nothing dangles.")

    def do_escrow(self, to: list[str], out: Path, **options: Any) -> None:
        """Write an escrow to a new file that only its owner reads."""
        escrow, locked = drilling.make_escrow(to)
        handle = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(locked)
            file.flush()
            os.fsync(file.fileno())
        drilling.record_escrow(escrow)
        self.stdout.write(
            f"{out}: the master keys of epochs {escrow.epochs}, for {len(to)} recipients, each of whom can"
            f" open it alone. SHA-256 {escrow.digest}. Now prove it: `manage.py keys drill`."
        )

    def do_drill(self, escrow: Path, identity: str, **options: Any) -> None:
        """Open rows of this database by what is in an escrow, and keep that it was done."""
        locked = escrow.read_bytes()
        opened_by = sys.stdin.read() if identity == "-" else Path(identity).read_text()
        opener = drilling.open_escrow(locked, opened_by)
        faults = self._print_faults(drilling.try_rows(opener))
        self._print_counts(opener)
        if faults:
            raise CommandError("The escrow is not proved: see above. Nothing was recorded.")
        if not opener.opened:
            raise CommandError(
                "Nothing is sealed here yet, so nothing is proved or recorded. Let the first two people in, then drill"
                f" ({DOCUMENT})."
            )
        drilling.record_drill(locked, opener)
        self.stdout.write("The escrow opens, and what is in it opens rows of this database.")

    def _print_faults(self, faults: Iterable[Fault]) -> int:
        count = 0
        for fault in faults:
            count += 1
            if count <= MOST_SHOWN:
                self.stdout.write(str(fault))
        if count > MOST_SHOWN:
            self.stdout.write(f"… and {count - MOST_SHOWN} more")
        return count

    def _print_counts(self, opener: Opener) -> None:
        for what, count in sorted(opener.opened.items()):
            self.stdout.write(f"{count:>10} {what}")

    def _record(self, action: str, reason: str) -> None:
        with acting_as(SystemActor.KEY_KEEPER):
            record(action, reason=reason)
