"""`rotate`: a new master key for a demo that is stopped, from the first step to the last that the demo has."""

import json
import os
import subprocess
import sys

from .adopt import DEMO_SETTINGS
from .children import clean_environment
from .errors import LauncherError
from .say import say
from .services import Services, running_services, secrets_of
from .state import PROJECT, named_state, real_place, write_private


def rotate(*, finish: bool) -> int:
    """Make a new master key, put it in front of the others, and rewrap every key by it; return the exit status.

    `finish` makes none: it goes on with a rotation that was ended. The old one stays in the list, because the
    launcher tells its own database by it.

    Raises LauncherError when there is no demo yet, it is running, or a step refuses.
    """
    state = named_state()
    if not (real_place(state) / "secrets.json").is_file():
        raise LauncherError(f"there is no demo in {state} yet; `make run` makes one.")
    port = int(os.environ.get("LATCH_DB_PORT") or 0)
    with running_services(state, db_port=port, for_tests=False) as services:
        if not finish:
            _put_in_front(services, _keys(services, "new"))
        say(_keys(services, "rotate"))
    say("the demo starts with the new master key from now on")
    return 0


def _put_in_front(services: Services, made: str) -> None:
    """Keep a new master key, `EPOCH:KEY`, before those that are there; one without a number is the first."""
    held = services.secrets["MASTER_KEYS"]
    services.secrets["MASTER_KEYS"] = f"{made},{held if ':' in held else f'1:{held}'}"
    write_private(
        services.state.path / "secrets.json", json.dumps(services.secrets, indent=1) + "\n"
    )


def _keys(services: Services, step: str) -> str:
    """Run one step of `manage.py keys` as the owner and return what it prints."""
    environment = clean_environment() | services.addresses()
    environment |= secrets_of(services.secrets, "owner")
    ran = subprocess.run(
        [sys.executable, "manage.py", "keys", step],
        env=environment | {"DJANGO_SETTINGS_MODULE": DEMO_SETTINGS},
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )
    if ran.returncode:
        words = ran.stderr.strip().splitlines()[-1:] or ["no word"]
        raise LauncherError(
            f"`keys {step}` refused: {words[0]} Nothing is lost; go on with `make rotate ARGS=--finish`."
        )
    return ran.stdout.strip()
