"""Lists, files and counts at one size: SQL against the same SQL without permission, and whole requests."""

import os
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clients.access import entries_in, files_open_to, open_file
from clients.models import EffectiveGrant
from confidentiality.access.identity import acting_as
from confidentiality.sealing.seals import seal, unseal
from staff.models import Worker
from tests.bench.layout import HEAVY, Layout
from tests.bench.signed_in import client_of, worker
from tests.bench.timing import in_turn
from tests.queries import APART


def asked(person: UUID, action: Callable[[], Any]) -> list[str]:
    """Return the SELECTs that an action asks as the person, with their values."""
    with acting_as(person), CaptureQueriesContext(connection) as captured:
        action()
    return [
        q["sql"]
        for q in captured.captured_queries
        if q["sql"].startswith("SELECT") and not q["sql"].startswith(APART)
    ]


def ask(cursor: Any, statements: list[str]) -> int:
    """Ask statements anew and fetch their rows; return how many."""
    rows = 0
    for statement in statements:
        cursor.execute(statement)
        rows += len(cursor.fetchall())
    return rows


class _Questions:
    """One action's SQL, asked as its person and, without permission, as the owner, whose policies let all pass."""

    def __init__(self, person: UUID, action: Callable[[], Any]) -> None:
        self.person, self.statements = person, asked(person, action)

    def times(self, rounds: int) -> dict[str, float]:
        """Return what both took, asked in turn."""
        with (
            acting_as(self.person),
            connection.cursor() as cursor,
            connections["owner"].cursor() as floor,
        ):
            floor.execute("SET search_path = public, keys")
            tasks = {
                "ours": lambda: ask(cursor, self.statements),
                "floor": lambda: ask(floor, self.statements),
            }
            taken = in_turn(tasks, rounds=rounds)
        ours, without = taken["ours"], taken["floor"].cpu_ms
        compared = {"floor_cpu_ms": without, "times_floor": round(ours.cpu_ms / without, 2)}
        return {**ours._asdict(), **compared}


def _counted(person: UUID) -> Callable[[], int]:
    held = EffectiveGrant.objects.filter(user_id=person, view_until__gt=timezone.now())
    return held.count


def _reference_of_heavy(person: UUID) -> str:
    with acting_as(person):
        grants = EffectiveGrant.objects.filter(user_id=person).order_by("attention_at", "file_id")
        return grants.select_related("file")[0].file.reference


def _open_all(who: Worker, reference: str) -> object:
    return entries_in(open_file(who, reference, purpose="timeline"), size=HEAVY)


def measure_sql(layout: Layout, rounds: int = 60) -> dict[str, Any]:
    """Return SQL times of the first page, the entries of a file with 200, and the count of what one holds."""
    out = {}
    for role, person in (("worker", layout.worker(7)), ("manager", layout.manager(3))):
        who, heavy = worker(person), _reference_of_heavy(person)
        actions: dict[str, Callable[[], Any]] = {
            "my files": partial(files_open_to, who),
            "200 entries": partial(_open_all, who, heavy),
            "count": _counted(person),
        }
        out[role] = {
            name: _Questions(person, action).times(rounds) for name, action in actions.items()
        }
    return out


# ---- whole requests


def fetch(client: Client, path: str) -> Callable[[], object]:
    def fetch() -> None:
        answer = client.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"

    return fetch


def questions(fetch: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as captured:
        fetch()
    return len([q for q in captured.captured_queries if not q["sql"].startswith(APART)])


def _bare_seals() -> Callable[[], object]:
    """Open 200 seals of an entry's size and do nothing else."""
    key, bound = AESGCM.generate_key(256), b"clients.entry.body:" + os.urandom(16).hex().encode()
    sealed = [seal(b"words " * 60, key, bound) for _ in range(HEAVY)]
    return lambda: [unseal(each, key, bound) for each in sealed]


PAGES = {
    "trivial": "/bench/trivial/",
    "my files": "/files/",
    "today, with its counts": "/today/",
    "file, first 30 of 200 entries": "/files/{heavy}/",
    "200 entries opened": "/bench/opened-entries/{heavy}/",
    "200 entries on a page": "/bench/all-entries/{heavy}/",
}


def measure_requests(
    layout: Layout, pages: dict[str, str] = PAGES, rounds: int = 40
) -> dict[str, Any]:
    """Return whole requests' times through every middleware, and how many questions each asks."""
    out: dict[str, Any] = {}
    for role, person in (("worker", layout.worker(7)), ("manager", layout.manager(3))):
        client, heavy = client_of(person), _reference_of_heavy(person)
        tasks = {name: fetch(client, path.format(heavy=heavy)) for name, path in pages.items()}
        asked = {name: questions(task) for name, task in tasks.items()}
        taken = in_turn({**tasks, "200 bare seals": _bare_seals()}, rounds=rounds)
        seals = taken.pop("200 bare seals")
        least = taken["trivial"].cpu_ms
        for name, each in taken.items():
            compared = {"queries": asked[name], "times_trivial": round(each.cpu_ms / least, 2)}
            out.setdefault(role, {})[name] = {**each._asdict(), **compared}
        out[role]["200 bare seals"] = seals._asdict()
    return out
