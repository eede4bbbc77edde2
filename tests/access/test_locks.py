"""Locks: a change of thousands of files takes no more of them than the server has."""

import pytest

from clients.fence_sql import SLOTS
from tests.access.grants_checker import owner_session

pytestmark = pytest.mark.attack("A4")
LOCK = "SELECT access.lock_each(%s, ARRAY(SELECT gen_random_uuid()::text FROM generate_series(1, %s)), true)"
HELD = "SELECT count(*) FROM pg_locks WHERE pid = pg_backend_pid() AND locktype = 'advisory'"


def test_twenty_thousand_files_are_locked_by_a_thousand_locks(committed: str) -> None:
    """The server has some five thousand for everybody: one a file would be more than there are."""
    with owner_session() as link, link.cursor() as cursor:
        cursor.execute("SET ROLE latch_keeper")
        cursor.execute(LOCK, [3, 20_000])
        cursor.execute(HELD)
        assert cursor.fetchone() == (SLOTS,)
        link.rollback()
        cursor.execute("SET ROLE latch_keeper")
        cursor.execute(LOCK, [2, 100])  # people share none: joining a team waits for nobody else
        cursor.execute(HELD)
        assert cursor.fetchone() == (100,)
