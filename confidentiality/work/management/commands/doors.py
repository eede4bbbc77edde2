"""`manage.py doors`: whether the doors are closed, and opening them by hand."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from confidentiality.access import doors
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.access.identity_sql import closed_for
from confidentiality.audit.record import record


class Command(BaseCommand):
    """Say how the doors are, or open them."""

    help = "Say whether the doors are closed; --open opens them, with the reason on record."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --open and --although."""
        parser.add_argument("--open", action="store_true")
        parser.add_argument("--although", default="", metavar="WORDS", help="why, and who decided")

    def handle(self, *args: Any, **options: Any) -> None:
        """Show, or open as the owner."""
        with connection.cursor() as cursor:
            reason = closed_for(cursor)
        if not options["open"]:
            self.stdout.write("open" if reason is None else f"closed. {doors.REASONS[reason]}")
            return
        if settings.LOGIN != "owner" or not options["although"].strip():
            raise CommandError(
                "LATCH_LOGIN=owner opens them, and --although says why and who decided."
            )
        with acting_as(SystemActor.RESTORER):
            record("doors_opened", reason=options["although"][:200])
        doors.open_again()
        self.stdout.write("open")
