"""Faults put into row security on purpose are caught by the tests that stand (attack A17)."""

import os
import re
import subprocess
import sys
from pathlib import Path

import psycopg2
import pytest
from pytest_django.plugin import DjangoDbBlocker

from tests.access.attacker import session
from tests.access.mutants import MUTANTS as OWN
from tests.access.mutants import Mutant
from tests.access.mutants_groups import GROUPS
from tests.access.mutants_rooms import GONE, ROOMS, SPARED
from tests.attacking import report, sized
from tests.database import copy_of_template

pytestmark = [pytest.mark.slow, pytest.mark.attack("A17")]
ROOT = Path(__file__).parents[2]
MUTANTS = (*OWN, *ROOMS, *GROUPS)
# Within the suite the cheapest to catch.
FEW = ("the signing keys readable",)


def _named(names: tuple[str, ...]) -> list[Mutant]:
    return [mutant for mutant in MUTANTS if mutant.name in names]


def _run(template: str, modules: tuple[str, ...]) -> "subprocess.CompletedProcess[str]":
    """Run test modules on copies of `template` until one test fails."""
    return subprocess.run(
        [sys.executable, "-m", "pytest", *modules, "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly"],
        cwd=ROOT,
        env=os.environ
        | {"LATCH_TEST_TEMPLATE": template, "PYTEST_XDIST_WORKER": f"in_{template}"}
        | {"LATCH_ATTACK_SIZE": "", "LATCH_ATTACK_RESULTS": ""},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("mutant", _named(FEW) if sized(1, 0) else MUTANTS, ids=lambda m: m.name)
def test_the_fault_is_caught(
    mutant: Mutant, django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> None:
    number = MUTANTS.index(mutant)
    with django_db_blocker.unblock(), copy_of_template(f"latch_mutant{number}_{worker_id}") as name:
        with session(name, "owner") as owner:
            mutant.change(owner.cursor)
            owner.link.commit()
        ran = _run(name, mutant.caught_by)
    caught = re.search(r"^FAILED (\S+)", ran.stdout, re.MULTILINE)
    what = (
        "faults planted in row security"
        if mutant in OWN
        else "faults planted in the rooms’ triggers and policies"
    )
    report("A17", what, tried=1, caught=int(caught is not None))
    assert ran.returncode == 1, ran.stdout[-2000:] + ran.stderr[-500:]
    assert caught is not None, ran.stdout[-3000:]


def test_there_are_many_and_each_is_another() -> None:
    assert len(MUTANTS) >= 40
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS)


def test_every_fault_still_fits(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> None:
    """What a mutant changes is still there to be changed; each is rolled back."""
    misfits = []
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_fit_{worker_id}") as name,
        session(name, "owner") as owner,
    ):
        for mutant in MUTANTS:
            try:
                mutant.change(owner.cursor)
            except (AssertionError, ValueError, psycopg2.Error) as error:
                misfits.append(f"{mutant.name}: {error}"[:300])
            owner.link.rollback()
    assert misfits == []


def test_every_room_s_triggers_have_one(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> None:
    """Those that keep the effective grants have theirs among row security's own."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_fit_{worker_id}") as name,
        session(name, "owner") as owner,
    ):
        there = owner.sql(
            "SELECT CASE relnamespace WHEN 'keys'::regnamespace THEN 'keys.' ELSE '' END || relname, tgname"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
            " WHERE NOT tgisinternal AND tgname NOT SIMILAR TO 'keep_(grants_%|attention)'"
        )
    known = {
        (table, trigger) for table, trigger, _ in GONE if not trigger.startswith("keep_grants")
    }
    assert {tuple(row) for row in there} == known | set(SPARED)
