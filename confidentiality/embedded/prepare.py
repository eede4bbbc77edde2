"""What the owner does before the demo's processes start, in one process: starting Django is dear.

python -m confidentiality.embedded.prepare FILE              (the cast goes into FILE as JSON)
python -m confidentiality.embedded.prepare FILE NAME NAME    (no cast: what the first two people are told goes there)
"""

import gc
import io
import sys
from collections.abc import Sequence
from pathlib import Path

import django
from django.core.management import CommandError, call_command


def prepare(told: Path, first: Sequence[str]) -> None:
    """Migrate, then load the demo's people and files (which does nothing twice), or let the first people in.

    An installation that began without the cast goes on without it, and nothing is told then.
    """
    gc.disable()  # migrations make thousands of classes, all of which stay: looking through them takes a third more
    django.setup()
    call_command("migrate", interactive=False)
    out = io.StringIO()
    if first:
        call_command("first_people", *first, stdout=out)
    elif _is_a_demo():
        call_command("load_cast")
        call_command("cast", "--json", stdout=out)
    told.write_text(out.getvalue().strip(), encoding="utf-8")


def _is_a_demo() -> bool:
    """Say whether nobody is there yet, or the cast is."""
    from django.contrib.auth import get_user_model

    from tests.cast import PEOPLE

    accounts = get_user_model().objects
    cast = accounts.filter(pk__in=[person.id for person in PEOPLE.values()])
    return cast.exists() or not accounts.exists()


if __name__ == "__main__":
    try:
        prepare(Path(sys.argv[1]), sys.argv[2:])
    except CommandError as refused:
        sys.exit(str(refused))
