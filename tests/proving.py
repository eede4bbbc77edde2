"""Writes what a whole run proved, clause by clause, for the policy page.

A run of chosen tests proves too little and leaves the last whole run's evidence alone.
"""

from collections import defaultdict
from datetime import UTC, datetime
from pathlib import Path

import pytest

from confidentiality.policy.evidence import Evidence, Outcome, commit_of, write_evidence

ROOT = Path(__file__).parents[1]
CLAUSES = "clauses"


class Proving:
    """Collects outcomes where reports arrive; under xdist that is the process that runs no test itself."""

    def __init__(self, path: Path, checkout: Path = ROOT) -> None:
        self.path, self.checkout = path, checkout
        self.commit = commit_of(checkout)  # as it was when the tests began
        self.failed: dict[str, bool] = {}
        self.clauses: dict[str, set[str]] = defaultdict(set)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note one phase of one test; a test has failed as soon as one of its phases has."""
        numbers = [str(value) for name, value in report.user_properties if name == CLAUSES]
        if report.skipped or not numbers:
            return
        if report.when == "call" or report.failed:
            earlier = self.failed.get(report.nodeid, False)
            self.failed[report.nodeid] = earlier or report.failed
            for number in numbers:
                self.clauses[number].add(report.nodeid)

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Write, if this was a whole run that came to its end on one unchanged commit."""
        whole = exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED)
        if not whole or not self.commit or commit_of(self.checkout) != self.commit:
            return
        write_evidence(self.path, Evidence(self.commit, datetime.now(UTC), self.outcomes()))

    def outcomes(self) -> dict[str, Outcome]:
        """Return each clause's outcome from the tests that bear its mark."""
        found = {}
        for number, tests in self.clauses.items():
            failed = sum(self.failed[test] for test in tests)
            found[number] = Outcome(len(tests) - failed, failed)
        return found


def is_whole(config: pytest.Config) -> bool:
    """Say whether this run was asked for all tests there are."""
    narrowed = config.option.keyword or config.option.markexpr or config.option.maxfail
    chosen = [Path(arg).resolve() for arg in config.args] != [ROOT / "tests"]
    again = config.getoption("lf", False) or config.getoption("deselect", None)
    return not (narrowed or chosen or again)


def tell_clauses(items: list[pytest.Item]) -> None:
    """Let each test's reports carry the numbers of the clauses that it proves."""
    for item in items:
        numbers = {number for mark in item.iter_markers("clause") for number in mark.args}
        item.user_properties.extend((CLAUSES, number) for number in sorted(numbers))
