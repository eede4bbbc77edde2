"""Two managers at once: one file goes to one of two, one free place takes one of two files, a couple to nobody."""

from collections import Counter

import pytest
from django.db import OperationalError, connection

from clients.actions import give_to_worker
from clients.allocation.actions import Outcome
from tests import cast
from tests.allocation import working
from tests.allocation.working import LEAD, MANAGER, OTHER, allocate, at_once, lead_of, who
from tests.clients.questions import file_of, give, working_as

pytestmark = [pytest.mark.slow, pytest.mark.edge("E1")]
SECOND = "iss_volunteer"  # made a line manager of the team


@pytest.mark.attack("A17")
def test_two_managers_allocate_one_file_and_the_other_is_told(committed: str) -> None:
    working.manages_too(SECOND)
    working.leads_no_more("amina", "leila")
    results = at_once(
        lambda: allocate(to=OTHER, by=MANAGER, was=None, note=""),
        lambda: allocate(to="iss_colleague", by=SECOND, was=None, note=""),
    )
    assert Counter(results) == {Outcome.DONE: 1, Outcome.OVERTAKEN: 1}
    winner = OTHER if results[0] == Outcome.DONE else "iss_colleague"
    assert lead_of() == who(winner)
    # one place is left, and two files go for it
    working.limit(LEAD, 1)
    working.leads_no_more("siobhan")
    results = at_once(
        lambda: allocate("leila", LEAD, by=MANAGER, was=None, note=""),
        lambda: allocate("siobhan", LEAD, by=SECOND, was=None, note=""),
    )
    assert Counter(results) == {Outcome.DONE: 1, Outcome.NOT_AVAILABLE: 1}


@pytest.mark.attack("A17")
@pytest.mark.clause("3.3.1")
def test_a_worker_never_gets_both_halves_of_a_couple_however_close(committed: str) -> None:
    results = at_once(
        lambda: allocate(to=OTHER, note=""),
        lambda: give("daniel", OTHER, "view", holder="dvpp_worker"),
    )
    hers, his = (working.sees(OTHER, key) for key in ("amina", "daniel"))
    assert (results[0], hers, his) in (
        (Outcome.DONE, True, False),
        (Outcome.NOT_AVAILABLE, False, True),
    )
    assert lead_of() == who(OTHER if hers else LEAD)


@pytest.mark.attack("A17")
def test_a_grant_on_the_other_half_waits_for_an_allocation(committed: str) -> None:
    def give_his() -> None:
        with working_as("dvpp_worker") as by, connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '300ms'")
            give_to_worker(
                file=file_of("daniel"),
                worker=cast.worker(OTHER),
                rights=("view",),
                reason="cover",
                by=by.pk,
            )

    with working_as(MANAGER), connection.cursor() as cursor:
        begin = "SELECT access.begin_allocation(ARRAY[%s]::uuid[], ARRAY[%s]::uuid[])"
        cursor.execute(begin, [cast.FILES["amina"].id, who(OTHER)])
        (met,) = at_once(give_his)
        assert isinstance(met, OperationalError), met
        assert "lock timeout" in str(met)
    assert at_once(give_his) == [None]
