"""What the owner does before the demo's processes start, in one process: starting Django is dear.

python -m confidentiality.embedded.prepare FILE      (the cast goes into FILE as JSON)
"""

import io
import sys
from pathlib import Path

import django
from django.core.management import call_command


def prepare(cast_file: Path) -> None:
    """Migrate, load the demo's people and files (which does nothing twice), and list the people."""
    django.setup()
    call_command("migrate", interactive=False)
    call_command("load_cast")
    cast = io.StringIO()
    call_command("cast", "--json", stdout=cast)
    cast_file.write_text(cast.getvalue(), encoding="utf-8")


if __name__ == "__main__":
    prepare(Path(sys.argv[1]))
