"""Make the demo's people and files; refused outside the demo."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction


class Command(BaseCommand):
    """Load the cast, as the database's owner; safe to repeat."""

    help = "Load the demo cast (demo settings and the owner's login only)."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load the cast; raises CommandError outside the demo."""
        if not settings.DEMO or settings.LOGIN != "owner":
            raise CommandError("The cast is loaded by the demo's owner login only.")
        from tests import cast

        with transaction.atomic():
            cast.load()
