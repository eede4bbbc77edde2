"""`manage.py ages`: say of files that were closed before it was asked whether their client left as a child."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clients.of_age import look_at_ages


class Command(BaseCommand):
    """Run once after an upgrade, as the owner: `LATCH_LOGIN=owner manage.py ages`."""

    help = "Look whose closed file is that of a child; until then it is not destroyed."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do it; raises CommandError for any other login."""
        if settings.LOGIN != "owner":
            raise CommandError("Only the owner opens every file: LATCH_LOGIN=owner.")
        looked = look_at_ages()
        self.stdout.write(f"Looked at {looked.said} closed case files.")
        if looked.unopened:
            self.stdout.write(
                f"{looked.unopened} have no key: nobody can say it of them, and they are kept."
            )
