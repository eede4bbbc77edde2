"""Closed enquiries are destroyed by the nightly sweep, a year after they were touched last, and stay so."""

import json
from datetime import date
from uuid import UUID

import pytest

from clients.actions import Particulars
from clients.enquiries import actions
from clients.enquiries.models import Enquiry
from clients.enquiries.replay import destroy_again
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.sealing.errors import SealingError
from confidentiality.work.backup.shipped import Shipped
from retention.rules import due_from, latest_due
from tests.allocation.working import at_once
from tests.clients.questions import working_as
from tests.database import logged_in_as
from tests.enquiries import working
from tests.retention.working import owner, sweep


def _left(enquiry_id: UUID) -> tuple[int, int, int]:
    """Return how many rows of the enquiry, its notes and its key there are."""
    asked = (
        "SELECT (SELECT count(*) FROM enquiries_enquiry WHERE id = %s),"
        " (SELECT count(*) FROM enquiries_enquirynote WHERE enquiry_id = %s),"
        " (SELECT count(*) FROM keys.sealing_key WHERE subject = %s)"
    )
    ((rows, notes, keys),) = owner(asked, enquiry_id, enquiry_id, enquiry_id)
    return int(str(rows)), int(str(notes)), int(str(keys))


@pytest.mark.parametrize("years", [1, 6])
def test_the_latest_day_that_is_due_is_the_last_one(years: int) -> None:
    for as_of in (date(2026, 3, 1), date(2028, 2, 29), date(2025, 3, 1), date(2025, 3, 2)):
        day = latest_due(as_of, years)
        assert due_from(day, years) <= as_of
        later = [day.replace(day=1, month=day.month % 12 + 1, year=day.year + day.month // 12)]
        assert all(due_from(each, years) > as_of for each in later)
    assert latest_due(date(2025, 3, 1), 1) == date(2024, 2, 28)


@pytest.mark.edge("E40")
def test_the_sweep_destroys_what_is_closed_and_a_year_old(committed: str) -> None:
    year_ago = latest_due(working.today(), 1)
    old, young, still_open, again = (working.take() for _ in range(4))
    for each in (old, young, again):
        working.write_on(each)
        working.close(each)
    working.touched(old, year_ago)
    working.touched(young, working.today(-300))
    working.touched(still_open, year_ago)
    working.touched(again, year_ago)
    working.write_on(again)  # she rang once more
    sweep()
    assert _left(old) == (0, 0, 0)
    assert _left(young) == (1, 1, 1)
    assert _left(still_open) == (1, 0, 1)
    assert _left(again) == (1, 2, 1)
    ((ids,),) = owner("SELECT ids FROM audit_event WHERE action = 'enquiries_destroyed'")
    assert json.loads(str(ids)) == [str(old)]
    # a restore does it again
    event = Shipped(1, UUID(int=1), None, None, "disposer", "enquiries_destroyed", "done", None, (young,))  # type: ignore[arg-type]  # fmt: skip
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        destroy_again(event)
    assert _left(young) == (0, 0, 0)
    assert working.seen_by("iss_worker") == {still_open, again}


@pytest.mark.attack("A17")
def test_two_who_make_a_file_of_one_enquiry_at_once_make_one(committed: str) -> None:
    taken = working.take()

    def become(key: str) -> str:
        with working_as(key) as by:
            enquiry = Enquiry.objects.select_related("taken_by").filter(id=taken).first()
            if enquiry is None:
                return "gone"
            try:
                caller = enquiry.caller
            except SealingError:  # the other was done between the row and its key
                return "gone"
            try:
                actions.become_file(
                    enquiry=enquiry,
                    notes=[],
                    particulars=Particulars(name=caller),
                    opened_on=working.today(),
                    sensitive_kind="",
                    by=by,
                )
            except actions.Gone:
                return "gone"
            return "file"

    results = at_once(lambda: become("iss_worker"), lambda: become("iss_colleague"))
    assert sorted(map(str, results)) == ["file", "gone"]
    assert owner("SELECT count(*) FROM clients_entry WHERE id = %s", taken) == [(1,)]
    assert _left(taken) == (0, 0, 0)
