"""Making, copying and switching the tests' databases."""

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connections
from psycopg2.extensions import ISOLATION_LEVEL_AUTOCOMMIT

from confidentiality.settings.databases import database
from tests import cast
from tests.migrating import nothing_drawn_twice

# Mutants of row security are templates too: the tests then run in copies of one (tests.access.mutants).
TEMPLATE = os.environ.get("LATCH_TEST_TEMPLATE", "latch_template")


_kept: list[Any] = []


def _maintenance() -> Any:
    """Return the owner's own connection to the product's database, kept: making one takes longer than most it does."""
    if not _kept or _kept[0].closed:
        owner = connections["owner"].settings_dict
        link = psycopg2.connect(
            host=owner["HOST"],
            port=owner["PORT"],
            user=owner["USER"],
            password=owner["PASSWORD"],
            dbname=database("owner")["NAME"],
        )
        link.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)
        _kept[:] = [link]
    return _kept[0]


def run_as_owner(*statements: str) -> list[tuple[object, ...]]:
    """Run statements as the owner on its own maintenance connection; return the last one's rows."""
    with _maintenance().cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
        return list(cursor.fetchall()) if cursor.description else []


def drop(name: str) -> None:
    """Drop a database and what an interrupted run of the owner's left connected to it.

    Not WITH (FORCE): that fails where the server's own autovacuum is at work, which a plain DROP sends away.
    """
    run_as_owner(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        f" WHERE datname = '{name}' AND usename = current_user",
        f"DROP DATABASE IF EXISTS {name}",
    )


def is_there(name: str) -> bool:
    """Say whether a database was built whole: it takes its name when all is in it."""
    return bool(run_as_owner(f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))


def has_template() -> bool:
    """Say whether the template is there."""
    return is_there(TEMPLATE)


def make_template() -> None:
    """Build the template: migrate as the owner, load the cast, take the name when all is there.

    Without the collector, which has nothing to find in the thousands of classes that migrations make: a third of it.
    """
    building = f"{TEMPLATE}_building"
    run_as_owner(f"DROP DATABASE IF EXISTS {building}", f"CREATE DATABASE {building}")
    gc.disable()
    try:
        with use_database(building), logged_in_as("owner"):
            with nothing_drawn_twice():
                call_command("migrate", verbosity=0)
            cast.load()
    finally:
        gc.enable()
    run_as_owner(f"ALTER DATABASE {building} RENAME TO {TEMPLATE}")


@contextmanager
def copy_of_template(name: str, template: str = TEMPLATE, *, keep_as: str = "") -> Iterator[str]:
    """Copy a template for as long as the block lasts, as closed to the public as the product's own database.

    `keep_as`: what it is called from then on, if nothing failed.
    """
    drop(name)
    run_as_owner(
        f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY",
        f"REVOKE ALL ON DATABASE {name} FROM PUBLIC",
        f"GRANT CONNECT ON DATABASE {name} TO latch_web, latch_worker, latch_sequencer, latch_reader,"
        " latch_kiosk, latch_backup",
    )
    try:
        yield name
        connections.close_all()
        if keep_as:
            run_as_owner(f"ALTER DATABASE {name} RENAME TO {keep_as}")
    finally:
        connections.close_all()
        drop(name)


@contextmanager
def use_database(name: str) -> Iterator[None]:
    """Point every alias at another database of the same server."""
    before = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    try:
        yield
    finally:
        for alias in connections:
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = before[alias]


@contextmanager
def logged_in_as(login: str) -> Iterator[None]:
    """Let the default connection log in as web, worker or owner."""
    default, other = connections["default"], database(login)
    of_a_login = ("USER", "PASSWORD", "OPTIONS")
    kept = {key: default.settings_dict[key] for key in of_a_login}
    default.close()
    default.settings_dict.update({key: other[key] for key in of_a_login})
    try:
        yield
    finally:
        default.close()
        default.settings_dict.update(kept)


def owner(sql: str, *parameters: Any) -> list[tuple[object, ...]]:
    """Run a statement as the owner, whom row security lets see everything; return its rows."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql, list(parameters))
        return list(cursor.fetchall()) if cursor.description else []
