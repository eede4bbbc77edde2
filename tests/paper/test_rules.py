"""What a count makes of folders, whatever the register said of them before (clause 5.2.3)."""

from datetime import date, timedelta
from uuid import UUID, uuid5

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.paper.rules import Known, is_overdue, judge

pytestmark = pytest.mark.clause("5.2.3")
TODAY = date(2026, 11, 26)
# Of each folder: whether it was out, missing, seen by whoever counts.
STATES = st.lists(st.tuples(st.booleans(), st.booleans(), st.booleans()), max_size=12)


def key_of(number: int) -> UUID:
    return uuid5(UUID(int=0), str(number))


@given(STATES, st.sets(st.integers(100, 110)))
def test_every_folder_is_there_out_or_missing_and_nothing_else_is_judged(
    states: list[tuple[bool, bool, bool]], strangers: set[int]
) -> None:
    folders = [Known(key_of(n), out, missing) for n, (out, missing, _) in enumerate(states)]
    seen = {key_of(n) for n, (_, _, seen) in enumerate(states) if seen}
    judged = judge(folders, seen | {key_of(n) for n in strangers})
    assert judged.there == seen
    parts = [*judged.there, *judged.out, *judged.missing]
    assert sorted(parts) == sorted(each.key for each in folders)
    for n, (out, missing, found) in enumerate(states):
        assert (key_of(n) in judged.out) == (out and not found)
        assert (key_of(n) in judged.missing) == (not out and not found)
        assert (key_of(n) in judged.back) == (found and (out or missing))


@pytest.mark.parametrize(("days", "late"), [(-1, True), (0, False), (1, False)])
def test_a_folder_is_overdue_from_the_day_after(days: int, late: bool) -> None:
    assert is_overdue(TODAY + timedelta(days=days), TODAY) == late
    assert not is_overdue(None, TODAY)
