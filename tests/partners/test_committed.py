"""Two who write at one moment, on committed data: neither half is missed, and they do not stop each other."""

from dataclasses import replace
from datetime import date

import pytest

from clients.searching.rebuild import rebuild_index
from tests import cast
from tests.allocation.working import at_once
from tests.attacking import report, sized
from tests.conflicts.test_committed import in_between
from tests.database import logged_in_as
from tests.partners.test_following import HIM, give
from tests.partners.working import a_file, decide, sees, ties, who
from tests.people.working import add, change
from tests.retention.working import owner

pytestmark = [pytest.mark.slow, pytest.mark.edge("E6"), pytest.mark.attack("A17")]
TIED = "SELECT count(*), bool_or(sure) FROM partners_tie WHERE kind = 'partner' AND %s IN (one_id, other_id)"


def test_two_halves_opened_at_one_moment_are_never_missed(committed: str) -> None:
    (hers, _), waited = in_between(
        lambda: a_file("Zoe Pye", partner_names=["Gareth Pryce"]),
        lambda: a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=date(1980, 1, 1)),
    )
    assert waited
    assert owner(TIED, hers) == [(1, False)]
    # the control: others do not wait
    _, waited = in_between(lambda: a_file("Ada Pye"), lambda: a_file("Ada Orr", by="dvpp_worker"))
    assert not waited
    rounds = sized(3, 100)
    for number in range(rounds):
        _at_one_moment(f"Q{'abcdefghij'[number % 10]}{'klmnopqrst'[number // 10]}")
    report("A17", "two halves of a couple opened at one moment", rounds=rounds, missed=0)


def _at_one_moment(family: str) -> None:
    """Open both halves of a couple, each naming the other."""
    one, other = f"Una {family}", f"Odd {family}"
    found = at_once(
        lambda: a_file(one, partner_names=[other]),
        lambda: a_file(other, by="dvpp_worker", partner_names=[one]),
    )
    assert not [each for each in found if isinstance(each, Exception)]
    assert owner(TIED, found[0]) == [(1, True)]


def test_a_link_that_goes_is_no_tie_any_more(committed: str) -> None:
    pair = sorted((cast.FILES["amina"].id, cast.FILES["daniel"].id))
    outcome = "SELECT outcome FROM partners_tie WHERE one_id = %s AND other_id = %s"
    assert owner(outcome, *pair) == [("tied",)]
    owner("DELETE FROM clients_partnerlink WHERE file_a_id = %s AND file_b_id = %s", *pair)
    assert owner(outcome, *pair) == [("apart",)]


@pytest.mark.edge("E13", "E40")
@pytest.mark.clause("3.3.2 e")
def test_the_index_made_anew_knows_who_was_a_partner_once(committed: str) -> None:
    file = a_file("Zoe Pye")
    once, never = add(HIM, file=file), add(replace(HIM, relation="friend"), file=file)
    assert change(once, replace(HIM, relation="friend", notes="A friend, she says."))
    of_each = (
        "SELECT about, count(*) FROM keys.partner_token WHERE about IN (%s, %s) GROUP BY about"
    )
    before = owner(of_each, once, never)
    with logged_in_as("owner"):
        rebuild_index()
    ((about, _),) = before
    assert str(about) == str(once)
    assert owner(of_each, once, never) == before


def test_a_grant_that_is_lengthened_opens_no_other_half(committed: str) -> None:
    """Both had ended when the tie was made, and walls are raised against whoever holds something."""
    one = a_file("Zoe Pye", partner_names=["Ines Marsh"])
    other = a_file("Ines Marsh", by="iss_colleague", partner_names=["Zoe Pye"])
    give(one, "iss_senior", "iss_worker")
    give(other, "iss_senior", "iss_colleague")
    until = "UPDATE clients_usergrant SET until = {} WHERE user_id = %s AND content_object_id = %s"
    for each in (one, other):
        owner(until.format("now() - interval '1 hour'"), who("iss_senior"), each)
    (tie,), _ = ties()
    assert decide(tie, tied=True)
    for each in (one, other):
        owner(until.format("NULL"), who("iss_senior"), each)
    assert [sees("iss_senior", each) for each in (one, other)] == [True, False]
