"""`manage.py` beside a running demo: it finds that run's services and the owner's secrets."""

from collections.abc import MutableMapping

from .secret_file import read_secrets
from .services import secrets_of
from .state import named_state, read_run, real_place

DEMO_SETTINGS = "confidentiality.settings.demo"


def adopt_demo(environment: MutableMapping[str, str], command: str = "") -> None:
    """Fill in what an administrator's command needs, if a demo is running and nothing is set.

    Raises LauncherError when the demo's secrets are damaged.
    """
    if environment.get("DJANGO_SETTINGS_MODULE") != DEMO_SETTINGS or any(
        name.startswith("LATCH_DB_") and name != "LATCH_DB_PORT" for name in environment
    ):
        return
    run = read_run(named_state())
    if run is None:
        return
    secrets = read_secrets(real_place(named_state()) / "secrets.json")
    login = environment.get("LATCH_LOGIN", "backup" if command == "backup" else "owner")
    found = run["addresses"] | {"LATCH_PUBLIC_URL": run["url"]} | secrets_of(secrets, login)
    environment.update(found)
