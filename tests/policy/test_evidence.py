"""Evidence: what the tests proved is told for the commit that they ran on, and for no other."""

import json
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.test import Client, override_settings

from confidentiality.policy import evidence
from confidentiality.policy.evidence import Evidence, Outcome, commit_of, read_evidence
from tests.proving import Proving

SignedIn = Callable[[str], Client]
COMMIT = "c0ffee" * 6 + "cafe"
AT = datetime(2026, 11, 25, 21, 0, tzinfo=UTC)
pytest_plugins = ["pytester"]


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Nobody", "-c", "user.email=nobody@example.org")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    folder.mkdir()
    git(folder, "init", "-q")
    (folder / "code.py").write_text("kept = 1\n", encoding="utf-8")
    git(folder, "add", "code.py")
    git(folder, "commit", "-qm", "First.")
    return folder


@pytest.fixture(autouse=True)
def no_commit_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LATCH_COMMIT", raising=False)


def test_a_checkout_is_of_its_commit_until_something_in_it_changes(checkout: Path) -> None:
    assert len(commit_of(checkout)) == 40
    (checkout / "code.py").write_text("kept = 2\n", encoding="utf-8")
    assert commit_of(checkout) == ""


def test_a_folder_without_git_is_of_no_commit_but_may_be_told_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert commit_of(tmp_path) == ""
    monkeypatch.setenv("LATCH_COMMIT", COMMIT)
    assert commit_of(tmp_path) == COMMIT


def test_evidence_is_read_on_its_own_commit_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "evidence.json"
    found = Evidence(COMMIT, AT, {"2.1": Outcome(3, 0)})
    evidence.write_evidence(path, found)
    assert read_evidence(path, COMMIT) == found
    assert read_evidence(path, COMMIT[::-1]) is None
    assert read_evidence(tmp_path / "none.json", COMMIT) is None


def test_nothing_is_proved_where_the_commit_is_unknown(tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    evidence.write_evidence(path, Evidence("", AT, {}))
    assert read_evidence(path, "") is None


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"commit": 1}', '{"clauses": 3, "at": 1}'])
def test_what_cannot_be_read_proves_nothing(text: str, tmp_path: Path) -> None:
    path = tmp_path / "evidence.json"
    path.write_text(text, encoding="utf-8")
    assert read_evidence(path, COMMIT) is None


def test_a_clause_is_proved_by_tests_that_ran_and_did_not_fail() -> None:
    assert Outcome(1, 0).proved
    assert not Outcome(0, 0).proved
    assert not Outcome(5, 1).proved


TESTS = """
import pytest

@pytest.mark.clause("2.1")
def test_good(): ...

@pytest.mark.clause("2.1", "3.3.1")
@pytest.mark.parametrize("number", [1, 2])
def test_half(number): assert number == 1

@pytest.mark.clause("4.4.2")
def test_skipped(): pytest.skip("not here")

@pytest.fixture
def broken():
    yield
    raise RuntimeError

@pytest.mark.clause("5.2.2")
def test_torn_down_badly(broken): ...
"""


@pytest.mark.slow
def test_pytest_writes_what_a_run_proved(
    pytester: pytest.Pytester, checkout: Path, tmp_path: Path
) -> None:
    path = tmp_path / "evidence.json"
    pytester.makepyfile(TESTS)
    pytester.makeini("[pytest]\nmarkers =\n    clause(number): a clause\n")
    pytester.makeconftest(
        "from tests.proving import tell_clauses\n"
        "def pytest_collection_modifyitems(items):\n    tell_clauses(items)\n"
    )
    pytester.inline_run("-p", "no:django", "-p", "no:valkey", plugins=[Proving(path, checkout)])
    told = json.loads(path.read_text("utf-8"))
    assert told["commit"] == commit_of(checkout)
    assert told["clauses"] == {
        "2.1": {"passed": 2, "failed": 1},
        "3.3.1": {"passed": 1, "failed": 1},
        "5.2.2": {"passed": 0, "failed": 1},
    }


def test_a_checkout_that_changed_while_the_tests_ran_leaves_no_evidence(
    checkout: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "evidence.json"
    proving = Proving(path, checkout)
    proving.pytest_sessionfinish(request.session, pytest.ExitCode.OK)
    assert path.exists()
    path.unlink()
    (checkout / "code.py").write_text("kept = 2\n", encoding="utf-8")
    proving.pytest_sessionfinish(request.session, pytest.ExitCode.OK)
    assert not path.exists()


@pytest.mark.parametrize("code", [pytest.ExitCode.INTERRUPTED, pytest.ExitCode.INTERNAL_ERROR])
def test_a_run_that_did_not_end_leaves_no_evidence(
    code: pytest.ExitCode, checkout: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = tmp_path / "evidence.json"
    Proving(path, checkout).pytest_sessionfinish(request.session, code)
    assert not path.exists()


@pytest.fixture
def shown(
    db: None, signed_in: SignedIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], str]:
    """Return the policy page as it stands on a commit, with evidence of COMMIT on the machine."""
    path = tmp_path / "evidence.json"
    outcomes = {"2.1": Outcome(7, 0), "3.3.1": Outcome(4, 1)}
    evidence.write_evidence(path, Evidence(COMMIT, AT, outcomes))

    def page(commit: str) -> str:
        monkeypatch.setattr("confidentiality.policy.views.commit_here", lambda checkout: commit)
        with override_settings(EVIDENCE=path):
            return str(signed_in("iss_worker").get("/policy/").content.decode())

    return page


def test_the_page_says_what_was_proved_on_this_commit(shown: Callable[[str], str]) -> None:
    page = shown(COMMIT)
    assert COMMIT[:10] in page
    assert "by 7 tests" in page
    assert "1 of 5 tests failed" in page
    assert "No whole run" not in page
    assert "Unproved here" in page  # an enforced clause of which this evidence says nothing


def test_on_another_commit_everything_is_unproved(shown: Callable[[str], str]) -> None:
    page = shown(COMMIT[::-1])
    assert "No whole run" in page
    assert "Unproved here" in page
    assert "Proved here" not in page
    assert "by 7 tests" not in page
