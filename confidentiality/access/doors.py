"""The doors of the whole product: while they are closed, the database serves nobody but its owner.

A restore and an upgrade close them. What closes them lies in the database: the keys by which it knows the running
logins' identities are taken away, so no process, new or old, and no code can pass. The row in `work_closing` says so
to people, and to row security when it is installed anew meanwhile.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import connections, transaction

from .identity_sql import closed_for, take_keys_away
from .installing import install

REASONS = {
    "restore": "A restore is under way, or has stopped before everything since the backup was done again.",
    "upgrade": "An upgrade is under way, or has stopped before it was whole.",
}
WHAT_TO_DO = "See docs/operations.md, 'When the doors stay closed'."


def close(reason: str, using: str = "default") -> None:
    """Close the doors, as the owner; a reason that stands already is kept. Running requests end first or fail."""
    if reason not in REASONS:
        raise ValueError(reason)
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute(
            "INSERT INTO public.work_closing (id, reason, since) VALUES (1, %s, now())"
            " ON CONFLICT (id) DO NOTHING",
            [reason],
        )
        cursor.execute("SELECT to_regclass('access.login_key')")
        if cursor.fetchone()[0] is not None:
            take_keys_away(cursor)


def open_again(using: str = "default") -> None:
    """Open the doors, as the owner: with row security installed anew, in one transaction."""
    with transaction.atomic(using=using):
        with connections[using].cursor() as cursor:
            cursor.execute("DELETE FROM public.work_closing")
        install(using)


def refuse_while_closed(cursor: Any) -> None:
    """Raise ImproperlyConfigured with a sentence while the doors are closed."""
    reason = closed_for(cursor)
    if reason is not None:
        raise ImproperlyConfigured(f"The doors are closed. {REASONS[reason]} {WHAT_TO_DO}")
