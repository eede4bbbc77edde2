"""Row security, installed whole after every migration.

Runs as the owner, in one transaction, and replaces all that stood before by what the rooms' fences declare.
"""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction

from . import identity_sql
from .fence import Fence, Table
from .identity import owner_key
from .thirdparty import TABLES

# A backup reads everything; what it has done it notes through one function of the keeper's.
BACKUP_READS = """
GRANT USAGE ON SCHEMA public, keys, access TO latch_backup;
GRANT SELECT ON ALL TABLES IN SCHEMA public, keys TO latch_backup;
GRANT SELECT ON ALL SEQUENCES IN SCHEMA public, keys TO latch_backup;
"""


def collect() -> dict[str, Fence]:
    """Return each room's fence by app name, floors first; a room without `fence.py` brings none."""
    names = [config.name for config in reversed(list(apps.get_app_configs()))]
    found = {}
    for name in names:
        if find_spec(f"{name}.fence") is None or name == "confidentiality.access":
            continue
        found[name] = import_module(f"{name}.fence").FENCE
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def declared_tables() -> list[Table]:
    """Return every table's declaration, the third parties' and Django's own included."""
    return [*TABLES, *(table for fence in collect().values() for table in fence.tables)]


def policy_sql(table: Table) -> list[str]:
    """Return the statements that make a table's policies and privileges."""
    logins = ", ".join(f"latch_{login}" for login in table.logins)
    label = table.label
    out = []
    for command, using, check in (
        ("SELECT", table.select, None),
        ("INSERT", None, table.insert),
        ("UPDATE", table.update, table.update),
        ("DELETE", table.delete, None),
    ):
        if using is None and check is None:
            continue
        clause = f" USING ({using})" if using else ""
        clause += f" WITH CHECK ({check})" if check else ""
        columns = (
            f" ({', '.join(table.update_columns)})"
            if command == "UPDATE" and table.update_columns
            else ""
        )
        out.append(
            f"CREATE POLICY {label}_{command.lower()} ON {table.name} FOR {command} TO {logins}{clause}"
        )
        out.append(f"GRANT {command}{columns} ON {table.name} TO {logins}")
    return out


def _close_everything(cursor: Any) -> list[str]:
    """Drop all policies and privileges, switch row security on for every table; return the tables' names."""
    cursor.execute(
        "SELECT policyname, format('%I.%I', schemaname, tablename) FROM pg_policies"
        " WHERE schemaname IN ('public', 'keys')"
    )
    for policy, table in cursor.fetchall():
        cursor.execute(f'DROP POLICY "{policy}" ON {table}')
    cursor.execute(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind IN ('r', 'p')"
        " AND c.relnamespace IN ('public'::regnamespace, 'keys'::regnamespace)"
    )
    names = [name for (name,) in cursor.fetchall()]
    for name in names:
        cursor.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        cursor.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
        cursor.execute(
            f"REVOKE ALL ON {name} FROM PUBLIC, latch_web, latch_worker, latch_sequencer,"
            " latch_reader, latch_kiosk, latch_backup, latch_keeper"
        )
        # The owner migrates and needs its own rows; without this, FORCE makes data migrations do nothing.
        cursor.execute(
            f"CREATE POLICY keeper ON {name} TO latch_keeper, latch_owner USING (true) WITH CHECK (true)"
        )
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO latch_keeper")
    return names


def _as_keeper(
    cursor: Any,
    functions: str,
    callables: tuple[str, ...],
    **by_login: tuple[str, ...],
) -> None:
    """Create functions as the keeper; `by_login` names which of them another login may call."""
    if not functions:
        return
    cursor.execute("SET LOCAL ROLE latch_keeper")
    cursor.execute(functions)
    for name in callables:
        cursor.execute(f"GRANT EXECUTE ON FUNCTION {name} TO latch_web, latch_worker")
    for login, names in by_login.items():
        for name in names:
            cursor.execute(f"GRANT EXECUTE ON FUNCTION {name} TO latch_{login}")
    cursor.execute("RESET ROLE")


def install(using: str = "default") -> None:
    """Replace the schema `access`, every policy and every privilege by what the rooms declare.

    Runs as the owner; raises ValueError for a declared table that does not exist.
    """
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS access CASCADE")
        existing = _close_everything(cursor)
        cursor.execute(identity_sql.SCHEMA)
        identity_sql.install_keys(cursor, {**settings.IDENTITY_KEYS, "owner": owner_key()})
        cursor.execute("SET LOCAL ROLE latch_keeper")
        cursor.execute("ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC")
        cursor.execute("RESET ROLE")
        _as_keeper(
            cursor,
            identity_sql.FUNCTIONS,
            identity_sql.CALLABLE_BY_LOGINS,
            sequencer=identity_sql.CALLABLE_BY_SEQUENCER,
            reader=identity_sql.CALLABLE_BY_READER,
            kiosk=identity_sql.CALLABLE_BY_KIOSK,
        )
        fences = collect()
        for fence in fences.values():
            _as_keeper(
                cursor,
                fence.functions,
                fence.callable,
                backup=fence.callable_by_backup,
                reader=fence.callable_by_reader,
                kiosk=fence.callable_by_kiosk,
            )
        # the owner makes the triggers that call them
        cursor.execute("SET LOCAL ROLE latch_keeper")
        cursor.execute("GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA access TO latch_owner")
        cursor.execute("RESET ROLE")
        for fence in fences.values():
            if fence.triggers:
                cursor.execute(fence.triggers)
        for table in declared_tables():
            if table.name not in existing and table.name.split(".")[-1] not in existing:
                raise ValueError(f"Row security names a table that does not exist: {table.name}")
            for statement in policy_sql(table):
                cursor.execute(statement)
        cursor.execute("REVOKE CREATE ON SCHEMA access FROM latch_keeper")
        cursor.execute(BACKUP_READS)
        if identity_sql.closed_for(cursor) is not None:
            identity_sql.take_keys_away(cursor)
