"""Who is there and who holds what in a measured database: the same at every run, told by numbers alone.

500 workers hold 60 files each in their own team; five of the line managers have somebody's eyes to them: each holds
what is their team's, 20,000 files where there are enough.
"""

import hashlib
from dataclasses import dataclass
from uuid import UUID

WORKERS = 500
MANAGERS = 5
PER_WORKER = 60
PER_TEAM = 20_000
HEAVY = 200  # entries in the one file that is measured with many
SIZES = {"10k": 10_000, "100k": 100_000, "1m": 1_000_000}


def uuid_of(kind: str, number: int) -> UUID:
    """Return the id of the `number`th of a kind; the database makes the same by md5."""
    return UUID(hashlib.md5(f"{kind} {number}".encode(), usedforsecurity=False).hexdigest())


@dataclass(frozen=True)
class Layout:
    """One database's numbers: `files` case files, spread evenly over `teams` teams."""

    files: int

    @property
    def teams(self) -> int:
        """Return how many teams there are: as many as keep 20,000 files each, five at least."""
        return max(MANAGERS, self.files // PER_TEAM)

    @property
    def per_team(self) -> int:
        """Return how many files a team keeps."""
        return self.files // self.teams

    def worker(self, number: int) -> UUID:
        """Return the id of a worker, numbered from 1."""
        return uuid_of("worker", number)

    def manager(self, number: int) -> UUID:
        """Return the id of a line manager, numbered from 1: they hold the grants of the team of that number."""
        return uuid_of("worker", WORKERS + number)

    def newcomer(self) -> UUID:
        """Return the id of a line manager who holds no team's grants yet."""
        return uuid_of("worker", WORKERS + MANAGERS + 1)
