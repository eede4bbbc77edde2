"""Two who write at one moment, on committed data: neither half is missed, and they do not stop each other."""

from datetime import date

import pytest

from tests.allocation.working import at_once
from tests.attacking import report, sized
from tests.conflicts.test_committed import in_between
from tests.partners.working import a_file
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
