"""`manage.py upgrade`: from the version before to this one, with a way back."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from confidentiality.work.backup.errors import BackupError
from confidentiality.work.backup.upgrading import check, upgrade


class Command(BaseCommand):
    """Upgrade the database to this version of the product."""

    help = (
        "Check, close the doors, back up, migrate, install row security, look, and open the doors."
    )
    requires_system_checks: list[str] = []  # asked for in its own checks, with what to do

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --check and --stop."""
        parser.add_argument(
            "--check", action="store_true", help="check and list, and change nothing"
        )

        parser.add_argument(
            "--stop",
            default="",
            metavar="COMMAND",
            help="stops what runs of the old version, just before the doors open",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Check only, or upgrade."""
        try:
            if options["check"]:
                waiting = check().migrations
                self.stdout.write(
                    "\n".join(["Ready. Migrations that wait:", *(waiting or ("none",))])
                )
            else:
                upgrade(self.stdout.write, options["stop"])
        except BackupError as error:
            raise CommandError(str(error)) from None
