"""Joining and leaving a team of 20,000 files: by the clock, and on a processor of the database's."""

import statistics
import time
from typing import Any

from django.db import connections, transaction

from tests.bench.layout import Layout
from tests.bench.load import FIRST_TEAM
from tests.bench.timing import cpu_seconds

JOIN = "INSERT INTO staff_account_groups (account_id, group_id) VALUES (%s, %s)"
LEAVE = "DELETE FROM staff_account_groups WHERE account_id = %s AND group_id = %s"


def measure(layout: Layout, rounds: int = 3) -> dict[str, Any]:
    """Return the medians of both, each round rolled back, and how many files were gained."""
    taken: dict[str, list[float]] = {}
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
        for _ in range(rounds):
            with transaction.atomic(using="owner"):
                for name, statement in (("join", JOIN), ("leave", LEAVE)):
                    began, busy = time.perf_counter(), cpu_seconds(pid)
                    cursor.execute(statement, [layout.newcomer(), FIRST_TEAM + 1])
                    taken.setdefault(f"{name}_s", []).append(time.perf_counter() - began)
                    taken.setdefault(f"{name}_cpu_s", []).append(cpu_seconds(pid) - busy)
                    if name == "join":
                        cursor.execute(
                            "SELECT count(*) FROM clients_effectivegrant WHERE user_id = %s",
                            [layout.newcomer()],
                        )
                        gained = cursor.fetchone()[0]
                transaction.set_rollback(True, using="owner")
    return {
        "files": gained,
        **{name: round(statistics.median(each), 3) for name, each in taken.items()},
    }
