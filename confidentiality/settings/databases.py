"""The database's logins: this process's own, and how any of them connects."""

import os
from typing import Any

from .environment import read

# Which database login this process is: web, worker, sequencer, reader, kiosk, or owner (migrations only).
LOGIN = read("LOGIN", "web")


def database(login: str) -> dict[str, Any]:
    """Return the connection settings of one database login; a process holds its own password only."""
    # A page answers that it failed rather than hang behind a lock; jobs wait as long as it takes.
    patience = " -c lock_timeout=10s" if login in ("web", "reader", "kiosk") else ""
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": read("DB_NAME", "latch"),
        "USER": f"latch_{login}",
        "PASSWORD": os.environ.get(f"LATCH_DB_PASSWORD_{login.upper()}", ""),
        "HOST": read("DB_HOST", "127.0.0.1"),
        "PORT": read("DB_PORT", "5432"),
        "CONN_MAX_AGE": 600,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,  # a pooler in transaction mode cannot keep them
        "ATOMIC_REQUESTS": True,
        # Keys live in a schema of their own, which the data backup leaves out.
        "OPTIONS": {"options": f"-c search_path=public,keys -c timezone=UTC{patience}"},
    }


DATABASES = {"default": database(LOGIN)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# HMAC keys that sign who acts, 64 hex characters; the owner holds all of them to install them.
IDENTITY_KEYS = {
    login: os.environ[name]
    for login in ("web", "worker", "sequencer", "reader", "kiosk")
    if (name := f"LATCH_IDENTITY_KEY_{login.upper()}") in os.environ
}
