"""Requests about one of us on committed data: answers at once, a deputy before and after the end, and time."""

from collections.abc import Callable
from datetime import date

import pytest

from confidentiality.access.identity import SystemActor, acting_as
from staff.askings.actions import CannotNote
from staff.askings.disposal import erase_until
from staff.askings.models import AskingNote
from staff.askings.rules import Kind
from tests.allocation.working import at_once
from tests.askings.test_askings import noted_for, seen_by, waits
from tests.askings.working import ABOUT, MANAGER, RECORDER, note, put, record
from tests.clients.questions import working_as
from tests.database import logged_in_as
from tests.deputies import working as deputies
from tests.retention.working import LONG_AGO, owner

pytestmark = [pytest.mark.slow, pytest.mark.clause("4.5.1"), pytest.mark.edge("E50")]


def _try(write: Callable[[], None]) -> Callable[[], str]:
    def attempt() -> str:
        try:
            write()
        except CannotNote:
            return "refused"
        return "noted"

    return attempt


@pytest.mark.edge("E20")
@pytest.mark.attack("A11")
def test_of_answers_at_once_one_holds_and_time_and_deputies_count(committed: str) -> None:
    asking = put(record())
    note(asking, Kind.TERMS, ABOUT, code="yes")
    # two windows of the manager's give out what they saw, while the person takes her yes back
    give = _try(lambda: note(asking, Kind.GIVEN, items=["address"], words="By post.", shown=2))
    back = _try(lambda: note(asking, Kind.TERMS, ABOUT, code="no", shown=2))
    said = at_once(give, give, back)
    with working_as(MANAGER):
        kinds = list(
            AskingNote.objects.filter(asking=asking)
            .order_by("number")
            .values_list("kind", flat=True)
        )
    assert said.count("noted") == len(kinds) - 2
    assert kinds in (["put", "terms", "terms"], ["put", "terms", "given", "terms"])
    # a deputy handles it while they stand in, and sees nothing of it afterwards
    standing = deputies.appoint()
    assert "iss_senior" in seen_by(asking)
    assert "iss_senior" in noted_for(asking)
    assert deputies.end(standing, by=MANAGER)
    assert "iss_senior" not in seen_by(asking)
    # what lies about for three days comes to HR, and after five to the person, whatever was done
    left = record()
    owner("UPDATE askings_asking SET recorded_at = now() - interval '73 hours' WHERE id = %s", left)
    assert seen_by(left) == {RECORDER, MANAGER, "hr"}
    owner(
        "UPDATE askings_asking SET recorded_at = now() - interval '121 hours' WHERE id = %s", left
    )
    assert ABOUT in seen_by(left)
    assert waits("hr") == 1
    # closed long ago: gone with both keys
    note(left, Kind.CLOSED)
    owner("UPDATE askings_asking SET closed_at = %s WHERE id = %s", LONG_AGO, left)
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert erase_until(date(2015, 5, 3)) == 0
        assert erase_until(LONG_AGO) == 1
    assert owner("SELECT count(*) FROM sealing_key WHERE subject = %s", left) == [(0,)]
    assert owner("SELECT count(*) FROM askings_asking WHERE id = %s", asking) == [(1,)]
