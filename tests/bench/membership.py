"""Joining and leaving a team of 20,000 files: by the clock, and on a processor of the database's."""

import time
from typing import Any

from django.db import connections, transaction

from tests.bench.layout import Layout
from tests.bench.load import FIRST_TEAM
from tests.bench.timing import cpu_seconds

JOIN = "INSERT INTO staff_account_groups (account_id, group_id) VALUES (%s, %s)"
LEAVE = "DELETE FROM staff_account_groups WHERE account_id = %s AND group_id = %s"
GAINED = (
    "SELECT (SELECT count(*) FROM clients_effectivegrant WHERE user_id = %s),"
    " (SELECT count(*) FROM clients_wall WHERE user_id = %s)"
)
ENDS = "file_id, view_until, contribute_until, third_party_until, lead_until, attention_at"
# What joining cannot do without: as many rows as the team's manager has, and nothing thought about.
ROWS = (
    f"INSERT INTO clients_effectivegrant (user_id, {ENDS}) SELECT %s, {ENDS} FROM clients_effectivegrant"
    " WHERE user_id = %s ORDER BY file_id"
)
# What waits for the commit, such as foreign keys of walls, belongs to it.
AT_COMMIT = "; SET CONSTRAINTS ALL IMMEDIATE; SET CONSTRAINTS ALL DEFERRED"


class _Timed:
    """Statements in transactions that are rolled back: each one's times by the clock and on a processor."""

    def __init__(self, cursor: Any) -> None:
        self.cursor, self.taken = cursor, dict[str, list[float]]()
        cursor.execute("SELECT pg_backend_pid()")
        self.pid = cursor.fetchone()[0]

    def run(self, name: str, statement: str, values: list[Any]) -> None:
        began, busy = time.perf_counter(), cpu_seconds(self.pid)
        self.cursor.execute(statement + AT_COMMIT, values)
        self.taken.setdefault(f"{name}_s", []).append(time.perf_counter() - began)
        self.taken.setdefault(f"{name}_cpu_s", []).append(cpu_seconds(self.pid) - busy)


def measure(layout: Layout, rounds: int = 10) -> dict[str, Any]:
    """Return what joining, leaving and the bare rows took at best, and how many files and walls were gained."""
    newcomer, team = layout.newcomer(), FIRST_TEAM + 1
    with connections["owner"].cursor() as cursor:
        timed = _Timed(cursor)
        for _ in range(rounds):
            with transaction.atomic(using="owner"):
                timed.run("join", JOIN, [newcomer, team])
                cursor.execute(GAINED, [newcomer, newcomer])
                files, walls = cursor.fetchone()
                timed.run("leave", LEAVE, [newcomer, team])
                transaction.set_rollback(True, using="owner")
            with transaction.atomic(using="owner"):
                timed.run("rows", ROWS, [newcomer, layout.manager(1)])
                transaction.set_rollback(True, using="owner")
    best = {name: round(min(each), 3) for name, each in timed.taken.items()}
    return {"files": files, "walls": walls, **best}
