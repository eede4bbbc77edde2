"""The breach register on committed data: two at once, and a restore."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from uuid import UUID, uuid4

import pytest
from django.db import connections

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.backup.shipped import Shipped
from staff.breaches import replay
from staff.breaches.actions import CannotNote
from staff.breaches.rules import Kind
from tests import cast
from tests.database import logged_in_as

from .working import LEAD, SECOND, handlers, kinds_seen, note, note_enough, report, stage_of

pytestmark = [pytest.mark.slow, pytest.mark.clause("1.1")]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do these at the same moment; return what came of each, or the refusal."""
    start = Barrier(len(acts))

    def do(act: Callable[[], object]) -> object:
        try:
            start.wait(10)
            return act()
        except CannotNote as error:
            return error.refusal.clause
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(do, acts))


def test_closing_and_danger_at_the_same_moment_have_one_outcome(committed: str) -> None:
    """Whoever comes second is judged by what the first has noted: never closed with a call owed."""
    for _ in range(3):
        breach_id = report(danger="yes")
        note(breach_id, Kind.SAFETY_CALL, code="made", worker=LEAD)
        note_enough(breach_id)
        came = at_once(
            lambda breach_id=breach_id: note(breach_id, Kind.CLOSED),  # type: ignore[misc]
            lambda breach_id=breach_id: note(breach_id, Kind.DANGER, SECOND),  # type: ignore[misc]
        )
        assert sorted(isinstance(each, UUID) for each in came) == [False, True]
        last = kinds_seen(LEAD, breach_id)[-1]
        assert last in ("closed", "danger")
        assert (stage_of(breach_id) == "closed") == (last == "closed")


def test_a_restore_keeps_a_breach_again_from_whom_it_concerns(committed: str) -> None:
    breach_id, event_id = report(danger="yes"), uuid4()
    assert handlers(breach_id) == {LEAD, SECOND}

    def ship(action: str, *ids: UUID) -> None:
        who = cast.PEOPLE[SECOND].id
        said = (1, uuid4(), datetime.now(UTC), who, "", action, "done", None)
        with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
            replay.keep_from_again(Shipped(*said, ids=ids))

    concerned = cast.PEOPLE[LEAD].id
    for _ in range(2):  # what stands already is not done twice
        ship("breach_concern_named", breach_id, event_id, concerned)
        ship("breach_concern_named", uuid4(), uuid4(), concerned)  # not in the backup
        ship("breach_concern_named", breach_id, uuid4(), uuid4())  # a worker who is not
    assert handlers(breach_id) == {SECOND}
    assert kinds_seen(SECOND, breach_id) == ["concerned"]
    ship("breach_concern_lifted", breach_id, uuid4(), concerned)
    assert handlers(breach_id) == {LEAD, SECOND}
