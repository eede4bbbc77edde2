"""`manage.py fence`: what row security declares."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from confidentiality.access.fence_page import as_markdown
from confidentiality.access.installing import declared_tables


class Command(BaseCommand):
    """Print the declared row security; it asks no database."""

    help = (
        "Print each table's class, or with --table everything as Markdown (docs/row-security.md)."
    )
    requires_system_checks: list[str] = []  # Django's own declaration

    def add_arguments(self, parser: CommandParser) -> None:
        """Take --table."""
        parser.add_argument("--table", action="store_true", help="the whole page, as Markdown")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the page, or one line per table."""
        if options["table"]:
            self.stdout.write(as_markdown(), ending="")
            return
        for name, kind in sorted({(table.name, table.kind) for table in declared_tables()}):
            self.stdout.write(f"{kind:12}{name}")
