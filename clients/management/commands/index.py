"""`manage.py index`: how the search index stands, make it anew, compare it with the files."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from clients.searching.rebuild import index_state, rebuild_index, verify_index


class Command(BaseCommand):
    """Run as the owner: `LATCH_LOGIN=owner manage.py index rebuild`."""

    help = "The search index: state, rebuild (goes on where it was stopped), verify."

    def add_arguments(self, parser: CommandParser) -> None:
        """Add what to do."""
        parser.add_argument("what", choices=["state", "rebuild", "verify"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        """Do it; raises CommandError where the index is not what the files say."""
        if settings.LOGIN != "owner":
            raise CommandError("Only the owner reads every name: LATCH_LOGIN=owner.")
        {"state": self._state, "rebuild": self._rebuild, "verify": self._verify}[what]()

    def _state(self) -> None:
        state = index_state()
        if (made := state.generation) is not None:
            self.stdout.write(
                f"generation {made.number}: {made.bits} bits, made for {made.files} files; now {state.files}"
            )
        if state.building is not None:
            self.stdout.write(f"generation {state.building.number} is being made")
        if state.due:
            raise CommandError(f"Make it anew with `index rebuild`: {state.due}.")

    def _rebuild(self) -> None:
        files = rebuild_index(self.stdout.write)
        self.stdout.write(f"The index is made anew: {files} files in this run.")

    def _verify(self) -> None:
        found = verify_index()
        self.stdout.write(f"{found.files} files, {found.tokens} tokens")
        if not found.sound:
            raise CommandError(
                f"{found.missing} tokens are missing, {found.surplus} too many, {found.orphans} of nobody who is there."
                " Make the index anew with `index rebuild`."
            )
