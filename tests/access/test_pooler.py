"""A4 behind PgBouncer in transaction mode: many people on few server connections, and nobody sees another's rows."""

import random
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest
from django.db import DatabaseError, connection, connections, transaction

from clients.models import CaseFile, EffectiveGrant, Entry
from confidentiality.access.identity import SETTING, IdentityError, acting_as
from tests.access.pooler import SERVER_CONNECTIONS, pgbouncer, pooler
from tests.attacking import report, sized
from tests.database import logged_in_as

pytestmark = [pytest.mark.attack("A4"), pytest.mark.slow]
THREADS = 32
KINDS = ("list", "own", "others", "entries", "nested", "error", "nobody", "write", "left over")
Owned = dict[UUID, set[UUID]]


@pytest.fixture
def owned(committed: str) -> Iterator[Owned]:
    """Who may view which files, told by the owner, who sees all; the web login then comes by the pooler."""
    program = pgbouncer()
    if program is None:
        pytest.skip("no PgBouncer on this machine, and no right to install one")
    found: Owned = {}
    with logged_in_as("owner"):
        for grant in EffectiveGrant.objects.exclude(view_until=None):
            found.setdefault(grant.user_id, set()).add(grant.file_id)
    assert len(found) > 4
    default = connections["default"].settings_dict
    kept = default["PORT"]
    with (
        tempfile.TemporaryDirectory() as folder,
        pooler(program, Path(folder), "web") as port,
    ):
        connections["default"].close()
        default["PORT"] = str(port)
        yield found
        connections["default"].close()
        default["PORT"] = kept


class Clients:
    """People who use the database at the same time; what they see that is not theirs is kept."""

    def __init__(self, owned: Owned) -> None:
        self.owned, self.people = owned, sorted(owned)
        self.kinds: Counter[str] = Counter()
        self.foreign: list[str] = []
        self.backends: set[int] = set()
        self.lock = threading.Lock()

    def request(self, number: int) -> None:
        """Do what one request would do; its kind and people follow from its number."""
        chance = random.Random(number)
        person, other = chance.sample(self.people, 2)
        kind = chance.choice(KINDS)
        nobody = kind == "nobody"
        outcome = self._as_nobody() if nobody else self._as_somebody(kind, person, other)
        with self.lock:
            self.kinds[outcome] += 1

    def _as_nobody(self) -> str:
        try:
            if seen := CaseFile.objects.count():
                self.foreign.append(f"nobody saw {seen}")
        except (
            DatabaseError
        ):  # a signature that was left on the connection is of another transaction
            return "nobody, refused"
        return "nobody"

    def _as_somebody(self, kind: str, person: UUID, other: UUID) -> str:
        try:
            with acting_as(person):
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_backend_pid()")
                    self.backends.add(cursor.fetchone()[0])
                self._look(kind, person, other)
        except ZeroDivisionError:
            pass
        return kind

    def _look(self, kind: str, person: UUID, other: UUID) -> None:
        files = CaseFile.objects.all()
        theirs = self.owned[other]
        if kind == "list":
            self._note(person, EffectiveGrant.objects.values_list("file_id", flat=True))
        elif kind == "own":
            own = set(files.filter(id__in=self.owned[person]).values_list("id", flat=True))
            if own != self.owned[person]:
                self.foreign.append("own rows were missing")
        elif kind == "others":
            self._note(person, files.filter(id__in=theirs).values_list("id", flat=True))
        elif kind == "entries":
            seen = Entry.objects.filter(file_id__in=theirs).values_list("file_id", flat=True)
            self._note(person, seen)
        elif kind == "nested":
            with pytest.raises(IdentityError), acting_as(other):
                pass
            self._note(person, files.values_list("id", flat=True))
        elif kind == "error":
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SELECT 1/0")
            raise ZeroDivisionError  # as a view that fails after its query did
        elif kind == "write":
            self._try_to_write(person, other)
        elif kind == "left over":
            with (
                connection.cursor() as cursor
            ):  # for the whole server connection, not this transaction
                cursor.execute(
                    "SELECT set_config(%s, current_setting(%s), false)", [SETTING, SETTING]
                )

    def _try_to_write(self, person: UUID, other: UUID) -> None:
        theirs = self.owned[other] - self.owned[person]
        if theirs and Entry.objects.filter(file_id__in=theirs).update(nature=Entry.Nature.FACT):
            self.foreign.append("wrote in another's file")

    def _note(self, person: UUID, seen: object) -> None:
        if more := set(seen) - self.owned[person]:  # type: ignore[call-overload]
            self.foreign.append(f"{len(more)} foreign rows")


def _storm(owned: Owned, requests: int) -> Clients:
    clients = Clients(owned)
    with ThreadPoolExecutor(THREADS) as pool:
        try:
            list(pool.map(clients.request, range(requests)))
        finally:
            list(pool.map(lambda _: connections.close_all(), range(THREADS * 4)))
    return clients


def test_nobody_sees_another_through_a_shared_connection(owned: Owned) -> None:
    requests = sized(600, 20_000)
    clients = _storm(owned, requests)
    assert clients.foreign == []
    assert sum(clients.kinds.values()) == requests
    assert {"list", "others", "write", "left over", "nobody, refused"} <= set(clients.kinds)
    assert 1 < len(clients.backends) <= 2 * SERVER_CONNECTIONS  # they did share
    report(
        "A4",
        f"requests over {THREADS} threads and {SERVER_CONNECTIONS} pooled connections",
        tried=requests,
        foreign=len(clients.foreign),
        refused=clients.kinds["nobody, refused"],
    )


def test_the_storm_would_find_a_fence_with_a_hole(owned: Owned) -> None:
    """A policy that lets everybody in is planted, and seen from behind the pooler."""
    default = connections["default"].settings_dict
    pooled, default["PORT"] = default["PORT"], connections["owner"].settings_dict["PORT"]
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute(
            "CREATE POLICY hole ON clients_casefile FOR SELECT TO latch_web USING (true)"
        )
        cursor.execute("GRANT SELECT ON clients_casefile TO latch_web")
    default["PORT"] = pooled
    assert _storm(owned, 200).foreign != []
    report("A4", "planted: a policy that lets everybody in, behind the pooler", tried=1, found=1)
