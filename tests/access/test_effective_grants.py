"""Effective grants equal the sources minus the walls after every change, in any order and by many at once.

Each checker is also shown a database with a planted fault: one that has not been seen to complain proves nothing.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import psycopg2.errors
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

import clients.fence
from clients.fence_sql import FOREVER, FUNCTIONS, TRIGGERS
from confidentiality.access import installing
from tests.access import grants_machine as changes
from tests.access.grants_checker import (
    FILES,
    PEOPLE,
    RIGHTS,
    START,
    TEAMS,
    complaints,
    days,
    make_world,
)
from tests.access.grants_checker import owner_session as owner
from tests.access.grants_machine import GrantsMachine
from tests.attacking import report, sized

ISS_WORKER, DVPP_WORKER = UUID(int=1), UUID(int=3)
HER, HIS = UUID(int=11), UUID(int=14)  # files of the two services
COUPLE = sorted((HER, HIS))
HOUR_LATER = START + timedelta(hours=1)

_WALL_CHECK = (
    " WHERE NOT EXISTS (\n        SELECT 1 FROM public.clients_wall v"
    " WHERE v.user_id = s.person AND v.file_id = s.file\n"
    "           AND (v.kind = 'couple' OR NOT s.emergency))"
)
_OF_A_KIND = "\n           AND (v.kind = 'couple' OR NOT s.emergency)"
_OWN_SERVICE = (
    "         WHERE NOT (x.of_file IS NOT DISTINCT FROM x.of_person AND x.of_other <> x.of_file)"
)
_NO_TURN_STANDS = (
    "\n                         AND NOT EXISTS (SELECT 1 FROM public.turns_turn t WHERE t.manager_id = b.person\n"
    "                             AND t.ended_at IS NULL AND t.file_id IN (b.file, b.other))"
)
_NO_COUPLES = """
CREATE OR REPLACE FUNCTION access.raise_couple_walls(files uuid[]) RETURNS void LANGUAGE sql AS 'SELECT';
"""
_NO_LOCKS = """
CREATE OR REPLACE FUNCTION access.lock_each(kind int, ids text[], alone boolean) RETURNS void LANGUAGE sql AS 'SELECT';
"""


def _without(*lines: str) -> str:
    """Return the functions with these lines left out; a line that is not there fails the test."""
    text = FUNCTIONS
    for line in lines:
        assert line in text
        text = text.replace(line, "")
    return text


_DROP_OLD = "".join(
    f"DROP TRIGGER keep_grants_update_old ON public.{table};"
    for table in ("clients_usergrant", "clients_teamgrant")
)
MUTANTS = {
    "no wall is looked at": (_without(_WALL_CHECK), TRIGGERS),
    "an emergency passes no wall": (_without(_OF_A_KIND), TRIGGERS),
    "an emergency passes every wall": (
        FUNCTIONS.replace("(v.kind = 'couple' OR NOT s.emergency)", "NOT s.emergency"),
        TRIGGERS,
    ),
    "the end of an emergency is not noticed": (
        FUNCTIONS,
        TRIGGERS
        + "DROP TRIGGER keep_grants_update_new ON public.emergency_emergencyaccess;"
        + "DROP TRIGGER keep_grants_update_old ON public.emergency_emergencyaccess;",
    ),
    "a turn leaves the other half open": (_without(_NO_TURN_STANDS), TRIGGERS),
    "what an update left behind is forgotten": (FUNCTIONS, TRIGGERS + _DROP_OLD),
    "a membership's end is forgotten": (
        FUNCTIONS.replace(
            "least(coalesce(g.until, {F}), coalesce(m.until, {F}))".replace("{F}", FOREVER),
            f"coalesce(g.until, {FOREVER})",
        ),
        TRIGGERS,
    ),
    "no couple walls": (FUNCTIONS + _NO_COUPLES, TRIGGERS),
    "own service does not decide": (_without(_OWN_SERVICE), TRIGGERS),
}
# Within the suite some of what the machine finds soon.
FEW = [
    "no wall is looked at",
    "what an update left behind is forgotten",
    "own service does not decide",
]


@pytest.fixture
def install(committed: str, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Install row security with these functions and triggers on case files in this test's own database."""

    def installer(functions: str, triggers: str) -> None:
        own = clients.fence.FENCE.functions
        changed = replace(
            clients.fence.FENCE,
            functions=own.replace(FUNCTIONS, functions),
            triggers=triggers,
        )
        monkeypatch.setattr(clients.fence, "FENCE", changed)
        installing.install("owner")

    return installer


def _run_machine(examples: int, **more: Any) -> None:
    run_state_machine_as_test(
        GrantsMachine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            report_multiple_bugs=False,
            **more,
        ),
    )


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_random_changes_leave_no_wrong_row(committed: str) -> None:
    _run_machine(sized(10, 200))


@pytest.mark.slow
@pytest.mark.parametrize("mutant", FEW if sized(1, 0) else MUTANTS)
def test_the_machine_finds_a_planted_fault(
    install: Callable[[str, str], None], mutant: str
) -> None:
    install(*MUTANTS[mutant])
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        _run_machine(200, phases=[Phase.generate], derandomize=True)


@pytest.mark.slow
@pytest.mark.edge("E1")
@pytest.mark.attack("A4")
def test_a_couple_s_wall_that_is_taken_down_stands_again(committed: str) -> None:
    """Whoever holds the other half is sought there: nothing of the file whose wall is gone tells of them."""
    wall = (
        "SELECT count(*) FROM clients_wall WHERE user_id = %s AND file_id = %s AND kind = 'couple'"
    )
    whose = (str(ISS_WORKER), str(HIS))
    with _world() as cursor:
        cursor.execute(*STATEMENTS["grant on hers"])
        cursor.execute(*STATEMENTS["link"])
        cursor.execute(wall, whose)
        assert cursor.fetchone() == (1,)
        cursor.execute("DELETE FROM clients_wall WHERE user_id = %s AND file_id = %s", whose)
        cursor.execute(*STATEMENTS["grant on his"])
        cursor.execute(wall, whose)
        assert cursor.fetchone() == (1,)
        assert complaints(cursor) == []


# Two transactions that overlap, in every order

X, Y = TEAMS
STATEMENTS = {
    "grant on hers": (changes.GIVE, ("lead", ISS_WORKER, HER, None)),
    "grant on his": (changes.GIVE, ("lead", ISS_WORKER, HIS, None)),
    "end of a grant": (
        "UPDATE clients_usergrant SET until = %s WHERE user_id = %s",
        (days(-1), ISS_WORKER),
    ),
    "change of hands": (changes.HAND_ON, (UUID(int=2), ISS_WORKER)),
    "loss of grants": (changes.TAKE, (ISS_WORKER, HER)),
    "team grant on hers": (changes.GIVE_TEAM, ("contribute", X, HER, None)),
    "team grant on his": (changes.GIVE_TEAM, ("contribute", Y, HIS, None)),
    "joining hers": (changes.JOIN, (ISS_WORKER, X)),
    "joining his": (changes.JOIN, (ISS_WORKER, Y)),
    "standing in at his": (changes.STAND_IN, (ISS_WORKER, Y, days(1))),
    "leaving hers": (changes.LEAVE, (ISS_WORKER, X)),
    "wall": (changes.WALL, (ISS_WORKER, HER)),
    "emergency on his": (changes.EMERGENCY, (HIS, ISS_WORKER, days(0), HOUR_LATER)),
    "end of the emergency": (changes.END_EMERGENCY, (ISS_WORKER, HIS)),
    "turn on hers": (changes.TAKE_TURN, (HER, ISS_WORKER, START, HOUR_LATER)),
    "link": (changes.LINK, tuple(COUPLE)),
    "attention": (changes.ATTENTION, (days(7), HER)),
}
# What is there before: grants on both files and no link yet; or the link, and one team each.
BEFORE = {
    "a foot in both": ("view of team X", "view of team Y", "joining hers", "view of his"),
    "a couple": ("view of team X", "view of team Y", "link"),
}
_VIEWS = {
    "view of team X": (changes.GIVE_TEAM, ("view_casefile", X, HER, None)),
    "view of team Y": (changes.GIVE_TEAM, ("view_casefile", Y, HIS, None)),
    "view of his": (changes.GIVE, ("view_casefile", ISS_WORKER, HIS, None)),
}


def _start_again(cursor: Any, before: tuple[str, ...]) -> None:
    for table in (
        "clients_partnerlink",
        "clients_usergrant",
        "clients_teamgrant",
        "emergency_emergencyaccess",
        "turns_turn",
        "clients_wall",
    ):
        cursor.execute(f"DELETE FROM {table}")
    cursor.execute("DELETE FROM staff_account_groups WHERE group_id IN %s", [TEAMS])
    cursor.execute("UPDATE clients_casefile SET attention_at = %s", [days(0)])
    for name in before:
        cursor.execute(*(_VIEWS | STATEMENTS)[name])
    cursor.connection.commit()


def _overlap(first: Any, second: Any, one: str, other: str) -> None:
    """Let `other` begin after `one` has run and before it commits; both commit."""
    first.cursor().execute(*STATEMENTS[one])
    problems: list[Exception] = []

    def go() -> None:
        try:
            with second, second.cursor() as cursor:
                cursor.execute(*STATEMENTS[other])
        except Exception as error:
            problems.append(error)

    thread = threading.Thread(target=go)
    thread.start()
    with first.cursor() as cursor:
        while thread.is_alive():
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", [second.info.backend_pid])
            if cursor.fetchone()[0]:
                break
            thread.join(0.001)
    first.commit()
    thread.join(20)
    assert problems == []


def _wrong_overlaps(*states: str) -> list[str]:
    out = []
    with _world() as cursor, owner() as first, owner() as second:
        for state in states:
            for one, other in permutations(STATEMENTS, 2):
                _start_again(cursor, BEFORE[state])
                _overlap(first, second, one, other)
                out += [f"{state}: {one}, then {other}: {words}" for words in complaints(cursor)]
                cursor.connection.commit()
    return out


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_two_at_once_leave_no_wrong_row(committed: str) -> None:
    assert _wrong_overlaps(*BEFORE) == []


@pytest.mark.slow
def test_without_locks_two_at_once_are_found_wrong(install: Callable[[str, str], None]) -> None:
    install(FUNCTIONS + _NO_LOCKS, TRIGGERS)
    found = "\n".join(_wrong_overlaps("a foot in both"))
    assert "holds both halves of a couple" in found
    assert "instead of" in found


# Many writers at once

Statements = list[tuple[str, tuple[Any, ...]]]


def _random_statements(rng: random.Random) -> Statements:
    person, file = rng.choice(list(PEOPLE)), rng.choice(list(FILES))
    team, right = rng.choice(TEAMS), rng.choice(RIGHTS)
    pair = tuple(sorted(rng.sample(list(FILES), 2)))
    until = days(rng.choice((None, -1, 0, 1)))
    every = [
        (changes.GIVE, (right, person, file, until)),
        (changes.GIVE, (right, person, file, until)),
        (changes.TAKE, (person, file)),
        (changes.GIVE_TEAM, (right, team, file, until)),
        (changes.TAKE_FROM_TEAM, (team, file)),
        (changes.JOIN, (person, team)),
        (changes.LEAVE, (person, team)),
        (changes.WALL, (person, file)),
        (changes.LIFT, (person, file)),
        (changes.EMERGENCY, (file, person, days(0), HOUR_LATER)),
        (changes.END_EMERGENCY, (person, file)),
        (changes.TAKE_TURN, (file, person, days(0), HOUR_LATER)),
        (changes.END_TURN, (person,)),
        (changes.LINK, pair),
        (changes.UNLINK, pair),
        (changes.ATTENTION, (days(rng.randint(1, 1000)), file)),
    ]
    return rng.choices(every, k=2 if rng.random() < 0.02 else 1)


class Writers:
    """Eight people's sessions changing grants at once; deadlocks are tried again and counted."""

    def __init__(
        self, seed: int, transactions: int, choose: Callable[[random.Random], Statements]
    ) -> None:
        self.seed, self.transactions, self.choose = seed, transactions, choose
        self.counts: Counter[str] = Counter()
        self.errors: list[Exception] = []

    def run(self, many: int = 8) -> None:
        """Let them all work, and wait for the last."""
        start = threading.Barrier(many)
        threads = [
            threading.Thread(target=self._write, args=(number, start)) for number in range(many)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert self.errors == []

    def _write(self, number: int, start: threading.Barrier) -> None:
        rng = random.Random(self.seed * 1000 + number)
        try:
            with owner() as link:
                start.wait(10)
                for _ in range(self.transactions):
                    statements = self.choose(rng)
                    while not self._commit(link, statements):
                        self.counts["deadlocks"] += 1
                    self.counts["committed"] += 1
        except Exception as error:
            self.errors.append(error)

    def _commit(self, link: Any, statements: Statements) -> bool:
        try:
            with link, link.cursor() as cursor:
                for statement, values in statements:
                    cursor.execute(statement, values)
        except psycopg2.errors.DeadlockDetected:
            return False
        except psycopg2.errors.UniqueViolation:
            self.counts["overtaken"] += 1  # somebody else made the same membership meanwhile
        return True


@contextmanager
def _world() -> Iterator[Any]:
    with owner() as link, link.cursor() as cursor:
        make_world(cursor)
        link.commit()
        yield cursor


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_eight_writers_leave_no_wrong_row(committed: str) -> None:
    with _world() as cursor:
        for seed in range(2):
            writers = Writers(seed, 30, _random_statements)
            writers.run()
            assert complaints(cursor) == [], f"round {seed}"
            cursor.connection.rollback()
            assert writers.counts["committed"] == 8 * 30


# Large teams: joining one works everything out that the person holds, while others change parts of it

MANY = [UUID(int=1000 + number) for number in range(sized(150, 3000))]


def _make_large_teams(cursor: Any) -> None:
    """Give each team half of many files, every tenth of them a half of a couple with one of the other team's."""
    cursor.execute(
        "INSERT INTO clients_casefile (id, reference, service, status, opened_on, person, attention_at, team_id,"
        " name, known_as, date_of_birth, contact, partner_names)"
        " SELECT id, 'M' || row_number() OVER (), CASE row_number() OVER () %% 2 WHEN 0 THEN 'iss' ELSE 'dvpp' END,"
        " 'open', '2030-01-01', gen_random_uuid(), %s, %s, '', '', '', '', '' FROM unnest(%s::uuid[]) id",
        [days(0), X, MANY],
    )
    for team, files in ((X, MANY[::2]), (Y, MANY[1::2])):
        for start in range(0, len(files), 50):
            cursor.execute(
                "INSERT INTO clients_teamgrant (id, permission_id, group_id, content_object_id, reason, given_at)"
                " SELECT gen_random_uuid(), p.id, %s, f, '', now() FROM unnest(%s::uuid[]) f, auth_permission p"
                " WHERE p.codename IN ('view_casefile', 'lead')",
                [team, files[start : start + 50]],
            )
    for one in range(0, len(MANY) - 1, 10):
        cursor.execute(changes.LINK, (MANY[one], MANY[one + 1]))
    cursor.connection.commit()


def _changes_to_large_teams(rng: random.Random) -> Statements:
    person, file, team = rng.choice(list(PEOPLE)), rng.choice(MANY), rng.choice(TEAMS)
    one = rng.randrange(len(MANY) - 1)
    moved = "UPDATE staff_account_groups m SET group_id = %s WHERE account_id = %s AND NOT EXISTS"
    moved += " (SELECT 1 FROM staff_account_groups o WHERE o.account_id = m.account_id AND o.group_id = %s)"
    every: Statements = [
        *2 * [(changes.JOIN, (person, team)), (changes.LEAVE, (person, team))],
        (moved, (team, person, team)),
        (changes.GIVE, (rng.choice(RIGHTS), person, file, days(rng.choice((None, 0))))),
        (changes.TAKE, (person, file)),
        (changes.GIVE_TEAM, ("contribute", team, file, None)),
        (changes.TAKE_FROM_TEAM, (team, file)),
        (changes.WALL, (person, file)),
        (changes.LIFT, (person, file)),
        (changes.LINK, (MANY[one], MANY[one + 1])),
        (changes.UNLINK, (MANY[one], MANY[one + 1])),
        *3 * [(changes.ATTENTION, (days(rng.randint(1, 1000)), file))],
    ]
    return rng.choices(every, k=2 if rng.random() < 0.05 else 1)


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_large_teams_are_joined_and_left_while_others_write(committed: str) -> None:
    with _world() as cursor:
        _make_large_teams(cursor)
        for seed in range(sized(1, 10)):
            writers = Writers(seed, sized(30, 200), _changes_to_large_teams)
            writers.run()
            assert complaints(cursor) == [], f"round {seed}"
            cursor.connection.rollback()
            report("A4", "large teams, eight writers", tried=writers.counts["committed"])
