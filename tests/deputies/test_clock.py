"""What the clock does to deputies: it begins them by a turn of beat's, and ends them by nothing but comparison."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.backup.shipped import Shipped
from staff.deputies import replay
from staff.deputies.models import Deputyship
from staff.deputies.tasks import begin_deputies
from tests.accounts.working import opens
from tests.database import logged_in_as
from tests.retention.working import owner

from .working import DEPUTY, MANAGER, appoint, end, who

LATER = "UPDATE {0} SET {1} = {1} - interval '8 days'"


def _days_pass() -> None:
    """Let eight days pass for all that has to do with deputies; nothing runs meanwhile."""
    for table in ("deputies_deputyship", "staff_roleloan"):
        owner(LATER.format(table, "starts_at"))
        owner(LATER.format(table, "ends_at"))
    owner(
        "UPDATE clients_effectivegrant SET view_until = view_until - interval '8 days' WHERE user_id = %s",
        who(DEPUTY),
    )
    owner("ALTER TABLE staff_account_groups DISABLE TRIGGER USER")
    owner(LATER.format("staff_account_groups", "until"))
    owner("ALTER TABLE staff_account_groups ENABLE TRIGGER USER")


def _turn() -> None:
    with logged_in_as("worker"):
        begin_deputies()


@pytest.mark.clause("1.2")
def test_one_to_come_begins_by_a_turn_and_ends_by_none(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    appoint(starts=5, days=12)
    gone = appoint("iss_colleague", starts=5, days=12)
    assert end(gone, by=MANAGER)
    _turn()
    assert opens(who(DEPUTY)) == 0
    _days_pass()
    _turn()
    assert opens(who(DEPUTY)) > 0
    assert opens(who("iss_colleague")) == 1, "their own file alone"
    client = signed_in(DEPUTY)
    page = client.get("/allocation/").content.decode()
    assert "To decide" in page
    assert 'href="/people/"' not in page, "account changes are not a deputy's"
    _days_pass()
    assert opens(who(DEPUTY)) == 0
    assert client.get("/allocation/").status_code == 404


def test_one_to_come_does_not_begin_where_it_does_not_fit_any_more(committed: str) -> None:
    appoint(starts=5, days=30)
    owner("DELETE FROM staff_account_groups WHERE account_id = %s", who(MANAGER))
    _days_pass()
    _turn()
    assert opens(who(DEPUTY)) == 0
    with acting_as(who(MANAGER)):
        assert Deputyship.objects.get().ended_at is not None


def test_a_restore_ends_again_what_had_ended(committed: str) -> None:
    deputyship = appoint()
    assert opens(who(DEPUTY)) > 0
    ids = (deputyship, who(DEPUTY), who(MANAGER))
    told = Shipped(1, uuid4(), timezone.now(), None, "database", "deputy_ended", "done", None, ids)
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        replay.end_again(told)
    assert opens(who(DEPUTY)) == 0
    assert owner(
        "SELECT count(*) FROM staff_roleloan WHERE id = %s AND ends_at > now()", deputyship
    ) == [(0,)]
