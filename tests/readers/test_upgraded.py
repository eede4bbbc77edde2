"""What an earlier version kept of who was shut out, as the upgrade takes it over (2.1, 3.3.2 d)."""

from importlib import import_module
from uuid import UUID

import pytest

from tests.database import owner
from tests.readers.outside import a_package, give
from tests.readers.test_agreed_to_less import IN_WORDS, agrees, reads, unread
from tests.readers.test_refused_since import recipient

pytestmark = [pytest.mark.slow, pytest.mark.clause("2.1", "3.3.2 d")]
upgrade = import_module("disclosures.readers.migrations.0008_why_closed")


def _is_shut(package: UUID) -> bool:
    return owner("SELECT access.is_shut_to_reader(%s)", package) == [(True,)]


def test_limits_that_were_read_stay_read(committed: str) -> None:
    package = a_package()
    later = agrees(recipient(package), provisos=(IN_WORDS,))
    reads(package, later)
    owner("DELETE FROM readers_limitsread")
    owner("ALTER TABLE readers_ticket ADD limits_read jsonb NOT NULL DEFAULT '[]'")
    owner(
        "UPDATE readers_ticket SET limits_read = jsonb_build_array(%s::text) WHERE package_id = %s",
        str(later), package,
    )  # fmt: skip
    assert unread(package) == [later]
    owner(upgrade.KEEP_READ)
    assert unread(package) == []


def test_the_newest_way_in_says_who_is_shut_out(committed: str) -> None:
    """It was so, and whoever was let in by a new link is not shut out by the one before it."""
    let_in, shut = a_package(), a_package()
    for package in (let_in, shut):
        give(package)
        give(package)
    for package in (let_in, shut):
        owner(
            "UPDATE readers_ticket SET closed_for = 'taken_back' WHERE package_id = %s AND closed_at IS NOT NULL",
            package,
        )
    owner(
        "UPDATE readers_ticket SET closed_at = now(), closed_for = 'taken_back'"
        " WHERE package_id = %s AND closed_at IS NULL",
        shut,
    )
    assert _is_shut(let_in)
    owner(upgrade.LET_IN)
    assert not _is_shut(let_in)
    assert _is_shut(shut)
