"""Search and duty search: whole requests as a browser sends them while somebody types, and the database's part in them.

A worker looks through 60 files, a manager through 20,000 of their team's, the duty search through a whole service.
"""

import re
from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clients.access import files_open_to
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests.bench.layout import Layout
from tests.bench.lists import ask
from tests.bench.signed_in import client_of, worker
from tests.bench.timing import Took, in_turn, milliseconds, took
from tests.queries import APART

NOBODY = "Zebedee Quackenbush"
DAY = ("born-day", "born-month", "born-year")
SEARCH = re.compile(
    r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
)  # its id, the first in the question


def _last_of(person: UUID) -> tuple[CaseFile, dict[str, Any]]:
    """Return a file that the person holds, the last of its first page, its fields opened."""
    with acting_as(person):
        file = files_open_to(worker(person)).grants[-1].file
        return file, {"name": file.name, "born": file.date_of_birth, **file.contact}


def _typed(held: dict[str, Any]) -> dict[str, str]:
    """Return what somebody types: whole, in part, wrongly spelt, common or nobody's."""
    given, family = held["name"].rsplit(" ", 1)
    return {
        "a whole name": held["name"],
        "first letters of both names": f"{given[:2]} {family[:2]}",
        "two letters, common": "ma",
        "two letters and two, common": "ma wi",
        "a common name": "Smith",
        "a name as it sounds": f"{given} {_misspelt(family)}",
        "nobody's name": NOBODY,
        "a telephone number": held["phones"][0],
        "a date of birth": held["born"],
        "a postcode": held["postcode"],
    }


def _misspelt(name: str) -> str:
    """Double a consonant within: nobody is spelt like it, and it sounds the same."""
    at = next(
        (n for n, letter in enumerate(name[1:], 1) if letter.lower() in "lmnprst"), len(name) - 1
    )
    return name[:at] + name[at] * 2 + name[at + 1 :]


def _types(client: Client, words: str) -> Callable[[], Any]:
    def types() -> Any:
        answer = client.post("/search/", {"words": words}, headers={"HX-Request": "true"})
        assert answer.status_code == 200, f"{words!r}: {answer.status_code}"
        return answer

    return types


def _selects(task: Callable[[], Any]) -> tuple[list[str], int]:
    """Return the SELECTs of a request without those of its frame, and how many questions it asks."""
    with CaptureQueriesContext(connection) as captured:
        task()
    asked = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(APART)]
    return [sql for sql in asked if '"search_token"' in sql], len(asked)


def measure(layout: Layout, rounds: int = 10) -> dict[str, Any]:
    """Return what whole requests took, and of them the SQL that looks among the tokens, for a worker and a manager."""
    out: dict[str, Any] = {}
    for role, person in (("worker", layout.worker(7)), ("manager", layout.manager(3))):
        client = client_of(person)
        _, held = _last_of(person)
        tasks = {name: _types(client, words) for name, words in _typed(held).items()}
        shown = {name: task().content.count(b'href="/files/') for name, task in tasks.items()}
        asked = {name: _selects(task) for name, task in tasks.items()}
        tasks["trivial"] = partial(client.get, "/bench/trivial/")
        taken = in_turn(tasks, rounds=rounds)
        sql = _of_the_index(person, {name: asked[name][0] for name in asked}, rounds)
        for name in shown:
            told = {"sql_cpu_ms": sql[name].cpu_ms, "found": shown[name], "queries": asked[name][1]}
            out.setdefault(role, {})[name] = {**taken[name]._asdict(), **told}
        out[role]["trivial"] = taken["trivial"]._asdict()
    out["duty"] = _on_duty(layout, rounds)
    return out


def _of_the_index(person: UUID, statements: dict[str, list[str]], rounds: int) -> dict[str, Took]:
    with acting_as(person), connection.cursor() as cursor:
        tasks = {name: partial(ask, cursor, each) for name, each in statements.items()}
        return in_turn(tasks, rounds=rounds)


# ---- the duty search


def _forget(layout: Layout) -> None:
    """Take back the count of duty searches, which stops whoever searches too often."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("DELETE FROM clients_dutysearch")


def _on_duty(layout: Layout, rounds: int) -> dict[str, Any]:
    """Search for a client of a colleague in the same service, by name and number, and for nobody."""
    client = client_of(layout.worker(7))
    _, held = _last_of(layout.worker(9))
    year, month, day = held["born"].split("-")
    given = held["name"].rsplit(" ", 1)[0]
    born = dict(zip(DAY, (day, month, year), strict=True))
    forms = {
        "found": {"first_name": given, "phone": held["phones"][0], **born},
        "nobody": {"first_name": NOBODY.split()[0], "phone": held["phones"][0], **born},
    }
    tasks = {name: partial(client.post, "/duty/", form) for name, form in forms.items()}
    taken: dict[str, list[tuple[float, float]]] = {}
    for _ in range(rounds):
        _forget(layout)
        statuses = {name: task().status_code for name, task in tasks.items()}
        assert statuses == {"found": 302, "nobody": 200}, statuses
        for name, task in tasks.items():
            taken.setdefault(name, []).append(milliseconds(task))
    _forget(layout)
    asked = {name: _asked(task) for name, task in tasks.items()}
    _forget(layout)
    sql = _searched_again(layout.worker(7), {name: each[0] for name, each in asked.items()}, rounds)
    shown = {"found": 1, "nobody": 0}
    return {
        name: {
            **took(times)._asdict(),
            "sql_cpu_ms": sql[name].cpu_ms,
            "found": shown[name],
            "queries": asked[name][1],
        }
        for name, times in taken.items()
    }


def _asked(task: Callable[[], Any]) -> tuple[str, int]:
    """Return the question that searches for somebody on duty, and how many questions the request asks."""
    with CaptureQueriesContext(connection) as captured:
        task()
    asked = [q["sql"] for q in captured.captured_queries if not q["sql"].startswith(APART)]
    (search,) = (sql for sql in asked if "access.duty_search" in sql)
    return search, len(asked)


def _searched_again(person: UUID, searches: dict[str, str], rounds: int) -> dict[str, Took]:
    """Time the question alone, each time as a search of its own that is taken back."""
    with acting_as(person), connection.cursor() as cursor:

        def search(sql: str) -> None:
            with transaction.atomic():
                cursor.execute(SEARCH.sub(str(uuid4()), sql, count=1))
                transaction.set_rollback(True)

        return in_turn({n: partial(search, sql) for n, sql in searches.items()}, rounds=rounds)
