"""What the tests proved, and on which commit: pytest writes it, the policy page reads it.

On any other commit, on a changed checkout, or without the file, every clause is unproved here.
"""

import json
import os
import shutil
import subprocess
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

UNKNOWN = ""  # proves nothing: no evidence is ever of it


@dataclass(frozen=True, slots=True)
class Outcome:
    """How the tests of one clause ended."""

    passed: int
    failed: int

    @property
    def proved(self) -> bool:
        """Say whether tests ran and none of them failed."""
        return self.passed > 0 and self.failed == 0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One whole run of the tests: the commit, when it ended, and each clause's outcome."""

    commit: str
    at: datetime
    clauses: dict[str, Outcome]


def commit_of(checkout: Path) -> str:
    """Return the commit that a checkout holds unchanged, or UNKNOWN: changed, no checkout, no git.

    Where a release is unpacked without git, whoever packs it names its commit in LATCH_COMMIT.
    """
    named = os.environ.get("LATCH_COMMIT")
    if named is not None:
        return named
    git = shutil.which("git")
    if git is None or not (checkout / ".git").exists():
        return UNKNOWN
    said = [
        subprocess.run([git, *words], cwd=checkout, capture_output=True, text=True, check=False)
        for words in (("rev-parse", "HEAD"), ("status", "--porcelain"))
    ]
    if any(run.returncode for run in said) or said[1].stdout.strip():
        return UNKNOWN
    return said[0].stdout.strip()


@cache
def commit_here(checkout: Path) -> str:
    """Return the same, asked once: a process runs the code that it started with."""
    return commit_of(checkout)


def write_evidence(path: Path, evidence: Evidence) -> None:
    """Write the outcome of a whole run in place of the last one."""
    content = {
        "commit": evidence.commit,
        "at": evidence.at.isoformat(timespec="seconds"),
        "clauses": {
            number: {"passed": outcome.passed, "failed": outcome.failed}
            for number, outcome in sorted(evidence.clauses.items())
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_suffix(".fresh")
    fresh.write_text(json.dumps(content, indent=1), encoding="utf-8")
    fresh.replace(path)


def read_evidence(path: Path, commit: str) -> Evidence | None:
    """Return what a whole run on `commit` proved; None for another commit, no file, or one that cannot be read."""
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = Evidence(
            commit=str(content["commit"]),
            at=datetime.fromisoformat(content["at"]),
            clauses={
                number: Outcome(int(outcome["passed"]), int(outcome["failed"]))
                for number, outcome in content["clauses"].items()
            },
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return found if commit != UNKNOWN and found.commit == commit else None
