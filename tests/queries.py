"""How many questions a page asks the database."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Transactions, savepoints and who acts are counted apart: they cost the same on every page.
APART = (
    "BEGIN",
    "COMMIT",
    "ROLLBACK",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "SELECT access.challenge(), access.closed_for()",
    "SELECT set_config('latch.identity'",
)


@contextmanager
def assert_queries_at_most(most: int) -> Iterator[list[str]]:
    """Assert that the block asks at most `most` queries; gives the list of them, filled at its end."""
    asked: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield asked
    asked.extend(q["sql"] for q in captured.captured_queries if not q["sql"].startswith(APART))
    assert len(asked) <= most, "\n".join([f"{len(asked)} queries, {most} allowed:", *asked])
