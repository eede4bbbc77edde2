"""A call that was looked at is destroyed with its key when its time is over, unless it is on a file."""

from datetime import date
from uuid import UUID

import pytest

from clients.callers.disposal import erase_until
from clients.callers.models import Call
from confidentiality.access.identity import SystemActor, acting_as
from tests.callers import working
from tests.clients.questions import working_as
from tests.database import logged_in_as
from tests.retention.working import LONG_AGO, owner

pytestmark = [pytest.mark.slow, pytest.mark.clause("5.2.7"), pytest.mark.edge("E19")]


def _keys() -> set[UUID]:
    return {
        UUID(str(key)) for (key,) in owner("SELECT subject FROM sealing_key WHERE kind = 'call'")
    }


def test_calls_are_destroyed_in_time_unless_they_are_on_a_file(committed: str) -> None:
    seen, unseen, linked, young = (working.record() for _ in range(4))
    for call in (seen, linked, young):
        working.look(call)
    working.put(linked)
    owner(
        "UPDATE callers_call SET recorded_at = %s, looked_at = CASE WHEN id <> %s THEN %s::timestamptz END"
        " WHERE id <> %s",
        LONG_AGO,
        unseen,
        LONG_AGO,
        young,
    )
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert erase_until(date(2015, 5, 3)) == 0
        assert erase_until(LONG_AGO) == 1
        assert erase_until(LONG_AGO) == 0
    with working_as("iss_manager"):
        assert set(Call.objects.values_list("id", flat=True)) == {unseen, linked, young}
    assert _keys() == {unseen, linked, young}
