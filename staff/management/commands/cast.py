"""Who is who in the demo, and how to sign in as each; refused outside the demo."""

import json
import time
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser


class Command(BaseCommand):
    """Print the cast: roles, sign-ins, passwords, authenticator secrets, files."""

    help = "Print the demo cast and how to sign in (demo settings only)."
    requires_system_checks: list[str] = []  # Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --json or --codes."""
        parser.add_argument("--json", action="store_true", help="everything, for programs")
        parser.add_argument(
            "--codes", action="store_true", help="each one's code of this half minute"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the cast; raises CommandError outside the demo."""
        if not settings.DEMO:
            raise CommandError("There is a cast in the demo only.")
        from tests import cast

        people = cast.as_json()
        if options["json"]:
            self.stdout.write(json.dumps(people, indent=1, ensure_ascii=False))
            return
        for person in people:
            code = format_hotp_value(hotp_value(person["totp_secret"], int(time.time()) // 30))
            last = code if options["codes"] else person["totp_secret"]
            self.stdout.write(
                f"{person['role']:22}{person['sign_in']:20}{person['password']:25}{last}"
            )
