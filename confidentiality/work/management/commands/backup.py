"""`manage.py backup`: make a backup, read it back, note it, and remove what has outlived its days."""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from confidentiality.work.backup.errors import BackupError
from confidentiality.work.backup.folder import prune
from confidentiality.work.backup.making import folders, make_backup, note


class Command(BaseCommand):
    """Make one backup."""

    help = "Back up the data without its keys, and the keys apart to an offline recipient."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make, note and prune; a failure leaves nothing half made."""
        if settings.LOGIN != "backup":
            raise CommandError(
                "A backup is made with LATCH_LOGIN=backup and that login's password."
            )
        try:
            data, keys = folders()
            made = make_backup(backups=data, keys_folder=keys)
            note(made)
            days, keys_days = settings.BACKUP_DAYS, settings.KEYS_BACKUP_DAYS
            pruned = prune(data, keys, days=days, keys_days=keys_days, now=datetime.now(UTC))
        except BackupError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            f"{made.folder} and {made.keys}: {made.size:,} bytes, read back whole; {len(pruned)} old ones removed."
        )
