"""`manage.py backup`: make a backup, read it back, note it, and remove what has outlived its days."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from confidentiality.sealing.storage import place
from confidentiality.work.backup.errors import BackupError
from confidentiality.work.backup.folder import prune
from confidentiality.work.backup.making import folders, make_backup, note

LACKS = (
    "It is kept, and lacks documents that are not in {place} any more, or cannot be read there: {names}."
    " `manage.py keys verify` says which."
)
UNCOUNTED = (
    " Bring them back from an earlier backup (docs/operations.md, 'Documents'); until then *Health* counts no backup,"
    " and no earlier one is removed. --although 'WHY, WHO DECIDED' lets one count without them."
)


class Command(BaseCommand):
    """Make one backup."""

    help = "Back up the data without its keys, and the keys apart to an offline recipient."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --although, or --for-upgrade."""
        parser.add_argument(
            "--although", default="", metavar="WORDS", help="it lacks documents: why, who decided"
        )
        parser.add_argument(
            "--for-upgrade",
            action="store_true",
            help="make it whatever documents it lacks, and say which",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, note and prune; a failure leaves nothing half made.

        One that lacks documents is kept and not noted, so that the health page goes on asking for a whole one; and
        what may have them outlives its days until then.
        """
        although, for_upgrade = bool(options["although"].strip()), options["for_upgrade"]
        if settings.LOGIN != "backup":
            raise CommandError(
                "A backup is made with LATCH_LOGIN=backup and that login's password."
            )
        try:
            data, keys = folders()
            made = make_backup(backups=data, keys_folder=keys, although=although or for_upgrade)
            counts = not made.lost or although
            if counts:
                note(made)
            days, keys_days = settings.BACKUP_DAYS if counts else None, settings.KEYS_BACKUP_DAYS
            pruned = prune(data, keys, days=days, keys_days=keys_days, now=datetime.now(UTC))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{made.folder} and {made.keys}: {made.size:,} bytes, read back whole; {len(pruned)} old ones removed."
        )
        if not made.lost:
            return
        lacks = LACKS.format(names=", ".join(map(str, made.lost)), place=place())
        if not counts:
            lacks += UNCOUNTED
        if not counts and not for_upgrade:
            raise CommandError(lacks)
        self.stdout.write(lacks)
