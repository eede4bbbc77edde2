"""docs/attacks.md says what docs/attacks.jsonl holds, and keeps the last full result of each attack."""

import ast
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from confidentiality.policy.evidence import commit_here
from tests import attacking
from tests.attack_page import KEPT, PAGE, ROOT, Result, joined, page_with, read, summed, table


def test_the_page_is_made_from_the_results_beside_it() -> None:
    results = read(KEPT)
    assert len(results) > 1
    text = PAGE.read_text("utf-8")
    assert text == page_with(text, results)
    assert all(each["full"] for each in results)
    assert all(date.fromisoformat(each["day"]).isoformat() in text for each in results)


def test_a_result_says_of_which_day_and_commit_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LATCH_ATTACK_RESULTS", str(tmp_path / "run.jsonl"))
    monkeypatch.setenv("LATCH_COMMIT", "c0ffee")
    commit_here.cache_clear()
    before = datetime.now(UTC).date()
    for tried in (1, 2):
        attacking.report(*("A5", "flipped"), tried=tried)
    commit_here.cache_clear()
    (line,) = summed(read(tmp_path / "run.jsonl"))
    assert (line["commit"], line["tried"]) == ("c0ffee", 3)
    assert before <= date.fromisoformat(line["day"]) <= datetime.now(UTC).date()
    row = table([line]).splitlines()[-1]
    assert row == f"| A5 | flipped | {line['day']} | tried 3 |"


def test_a_later_full_run_replaces_and_a_small_one_does_not() -> None:
    def result(what: str, tried: int, full: bool = True) -> dict[str, object]:
        return {"attack": "A5", "what": what, "full": full, "tried": tried}

    kept = [result("flipped", 1), result("moved", 2)]
    fresh = [result("flipped", 3), result("moved", 4, full=False), result("cut", 5)]
    assert joined(kept, fresh) == [result("cut", 5), result("flipped", 3), result("moved", 2)]


def test_one_runs_results_under_one_name_are_added_up() -> None:
    one = {"attack": "A17", "what": "planted", "full": True, "tried": 1, "caught": 1}
    missed = {**one, "caught": 0}
    assert joined([], [one, missed, one]) == [{**one, "tried": 3, "caught": 2}]


# ---- every result has its test, every test its result

ANY = ".+"


@dataclass(frozen=True)
class Named:
    """One report in a test: its attack, its name as a pattern, and the words and functions of that source."""

    attack: str
    pattern: str
    where: str
    words: frozenset[str] = frozenset()

    def names(self, row: Result) -> bool:
        """Say whether a result may be of it; a name that comes from elsewhere stands in the same source."""
        if row["attack"] != self.attack or not re.fullmatch(self.pattern, row["what"]):
            return False
        return self.pattern != ANY or row["what"] in self.words


def _pattern(what: ast.expr) -> str:
    """Return a name as a pattern: what is put in while the test runs may be anything."""
    if isinstance(what, ast.Constant):
        return re.escape(str(what.value))
    if isinstance(what, ast.JoinedStr):
        parts = (each.value if isinstance(each, ast.Constant) else None for each in what.values)
        return "".join(ANY if part is None else re.escape(str(part)) for part in parts)
    return ANY


def reported(source: str, where: str) -> list[Named]:
    """Return what the tests in a source report, as it stands there, without running any of it."""
    nodes = list(ast.walk(ast.parse(source)))
    words = {str(n.value) for n in nodes if isinstance(n, ast.Constant)}
    words |= {n.name for n in nodes if isinstance(n, ast.FunctionDef)}
    return [
        Named(str(call.args[0].value), _pattern(call.args[1]), where, frozenset(words))
        for call in nodes
        if isinstance(call, ast.Call)
        and "report" in (getattr(call.func, "id", ""), getattr(call.func, "attr", ""))
        and len(call.args) >= 2
        and isinstance(call.args[0], ast.Constant)
    ]


def unmatched(kept: list[Result], named: list[Named]) -> tuple[list[str], list[str]]:
    """Return the reports that no result was kept of, and the results that no test reports."""
    never_run = [
        f"{n.attack} {n.pattern} ({n.where})" for n in named if not any(map(n.names, kept))
    ]
    no_test = [
        f"{row['attack']} {row['what']}" for row in kept if not any(n.names(row) for n in named)
    ]
    return never_run, no_test


def test_every_attack_was_run_at_full_size_and_every_row_has_its_test() -> None:
    named = [
        each
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for each in reported(path.read_text("utf-8"), path.relative_to(ROOT).as_posix())
    ]
    assert len(named) > 80
    assert unmatched(read(KEPT), named) == ([], [])


def test_a_report_without_a_row_and_a_row_without_a_test_are_found() -> None:
    source = """
def cut(): ...
def test_one():
    report("A5", "flipped", tried=1)
    attacking.report("A5", f"{what} moved", tried=1)
    report("A8", attack.__name__, tried=1)
    somebody.report(key="A5")
"""
    named = reported(source, "t.py")
    assert [n.pattern for n in named] == ["flipped", ANY + r"\ moved", ANY]
    rows = (("A5", "all moved"), ("A5", "cut"), ("A8", "cut"), ("A8", "swapped"))
    kept = [{"attack": attack, "what": what} for attack, what in rows]
    assert unmatched(kept, named) == (["A5 flipped (t.py)"], ["A5 cut", "A8 swapped"])
