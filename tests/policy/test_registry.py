"""The clause registry: whole, truthful about what is proved, and readable by programs."""

import json
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from confidentiality.policy.proofs import proofs
from confidentiality.policy.registry import CLAUSES, Kind, State

TESTS = Path(__file__).parents[1]
NUMBERS = [
    "1", "1 (DVPP)", "1.1", "1.2", "2.1", "2.2", "3.1.1", "3.2.1", "3.3.1", "3.3.2 a", "3.3.2 b",
    "3.3.2 c", "3.3.2 d", "3.3.2 e", "4.1.1", "4.2.1", "4.3.1", "4.4.1", "4.4.2", "4.5.1",
    "4.6.1–4.6.5", "4.6.6", "5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.5", "5.1.6", "5.1.7", "5.1.8",
    "5.2.1", "5.2.2", "5.2.3", "5.2.4", "5.2.5", "5.2.6", "5.2.7", "5.2.8", "5.3.1", "5.3.2",
    "5.3.3", "5.5", "5.6", "5.7", "5.8", "5.10", "App. A",
]  # fmt: skip


def test_every_clause_of_the_policy_has_its_row_in_order() -> None:
    assert [clause.number for clause in CLAUSES] == NUMBERS


def test_every_row_says_something_of_its_own() -> None:
    for clause in CLAUSES:
        assert clause.title
        assert clause.control.endswith(".")
    assert max(Counter(clause.anchor for clause in CLAUSES).values()) == 1
    assert not any(" " in clause.anchor for clause in CLAUSES)


def test_guidance_is_the_only_thing_that_is_not_enforceable() -> None:
    guides = [clause.number for clause in CLAUSES if clause.kind == Kind.GUIDE_AND_AID]
    assert guides == ["4.6.1–4.6.5"]
    assert all(c.state in (State.GUIDE, State.AID) for c in CLAUSES if c.number in guides)


def test_what_is_called_enforced_is_proved_by_a_test() -> None:
    found = proofs(TESTS)
    unproved = [c.number for c in CLAUSES if c.state == State.ENFORCED and not found.get(c.number)]
    assert unproved == []


@pytest.mark.slow
def test_every_mark_names_a_clause_that_exists() -> None:
    assert set(proofs(TESTS)) - set(NUMBERS) == set()


def test_proofs_are_read_from_tests_classes_and_whole_files(tmp_path: Path) -> None:
    folder = tmp_path / "tests" / "some"
    folder.mkdir(parents=True)
    (folder / "test_one.py").write_text(
        "import pytest\n"
        'pytestmark = [pytest.mark.clause("1")]\n'
        '@pytest.mark.clause("2.1", "2.2")\n'
        '@pytest.mark.edge("E1")\n'
        "def test_a(): ...\n"
        '@pytest.mark.clause("3.3.2 b")\n'
        "class TestB:\n"
        "    def test_c(self): ...\n"
        "    def helper(self): ...\n"
        '@pytest.mark.clause("4.4.2")\n'
        "def no_test(): ...\n",
        encoding="utf-8",
    )
    assert proofs(tmp_path / "tests") == {
        "1": ["tests/some/test_one.py::TestB::test_c", "tests/some/test_one.py::test_a"],
        "2.1": ["tests/some/test_one.py::test_a"],
        "2.2": ["tests/some/test_one.py::test_a"],
        "3.3.2 b": ["tests/some/test_one.py::TestB::test_c"],
    }
    assert proofs(tmp_path / "nothing") == {}


@pytest.mark.slow
def test_the_command_prints_a_list_for_programs() -> None:
    out = StringIO()
    call_command("clauses", "--json", stdout=out)
    rows = json.loads(out.getvalue())
    assert [row["clause"] for row in rows] == NUMBERS
    for row in rows:
        assert set(row) == {"clause", "kind", "state", "control", "tests"}
        assert row["state"] in {"enforced", "aid", "guide", "not yet"}
    (consent,) = [row for row in rows if row["clause"] == "2.1"]
    assert any(t.startswith("tests/disclosures/test_rules.py::") for t in consent["tests"])


@pytest.mark.slow
def test_the_command_prints_a_table_for_people() -> None:
    out = StringIO()
    call_command("clauses", stdout=out)
    lines = out.getvalue().splitlines()
    assert len(lines) == len(NUMBERS)
    assert lines[0].startswith("1 ")
