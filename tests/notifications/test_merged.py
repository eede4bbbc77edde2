"""A partner of whom two entries tell is told as one, by what stands of her, until two say otherwise (4.2.1 i)."""

from dataclasses import replace
from uuid import UUID, uuid4

import pytest

from clients.people import actions
from clients.people.details import Details
from disclosures.notifications.models import Strand
from tests.clients.questions import give, working_as
from tests.notifications.working import EX, an_ex, event, strands
from tests.people import working as people
from tests.people.working import change, tied
from tests.retention.working import owner

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.slow,
    pytest.mark.clause("4.2.1"),
]
HIS, OTHER = "dvpp_worker", "dvpp_colleague"
ELSE = Details(relation="other", given="Annie", family="Roewood")


def agree(kept: UUID, merged: UUID, kind: str = "merge") -> None:
    """Let two say that two entries of Daniel's file are one person, or two after all."""
    proposal = people.propose(kept, merged, by=OTHER, kind=kind)
    assert people.decide(proposal, by=HIS) == "agreed"


def told_on() -> dict[UUID, list[str | None]]:
    """Return what each strand was to be told, the oldest first, of what was not replaced."""
    found: dict[UUID, list[str | None]] = {}
    for strand, status in owner(
        "SELECT s.id, n.status FROM notifications_strand s LEFT JOIN notifications_notification n"
        "    ON n.strand_id = s.id AND n.outcome <> 'replaced' ORDER BY n.made_at, n.id"
    ):
        found.setdefault(UUID(str(strand)), []).append(str(status) if status else None)
    return found


def reached_by(strand: Strand) -> list[str]:
    """Return by which numbers she can be reached, as whoever tells her reads it."""
    with working_as("iss_manager"):
        return list(strand.details["phones"])


@pytest.fixture(autouse=True)
def _two_write(committed: str) -> None:
    give("daniel", OTHER, "view", "contribute", "third_party", holder=HIS)


def test_who_is_a_partner_by_one_of_two_entries_is_told() -> None:
    """Nobody was looked at before: the entry that says partner lies below the other."""
    partner, kept = an_ex(), an_ex(ELSE)
    agree(kept, partner)
    event("suitable")
    (strand,) = strands()
    assert told_on() == {strand.id: ["suitable"]}
    assert reached_by(strand) == list(EX.phones)
    # what stands where she is written of goes before what was written of the other entry
    assert change(kept, replace(ELSE, phones=("07700 900999",)), by=HIS)
    event("stage", stage=2)
    (strand,) = strands()
    assert reached_by(strand) == ["07700 900999"]
    # and that she is none ends it
    with working_as(HIS) as by:
        who = tied(kept)
        assert actions.untie(
            who=who, by=by, reason="No partner.", seen=who.latest.number, version_id=uuid4()
        )
    event("completed")
    assert told_on() == {strand.id: ["suitable", "stage"]}


def test_what_she_was_told_is_not_told_again_under_the_other_entry() -> None:
    partner, kept = an_ex(), an_ex(ELSE)
    event("referred")
    event("suitable")
    (strand,) = strands()
    agree(kept, partner)
    event("stage", stage=2)
    assert told_on() == {strand.id: ["referred", "suitable", "stage"]}
    # two after all: what she was told she was told, on a strand that is hers again
    agree(kept, partner, "split")
    event("left")
    assert told_on() == {strand.id: ["referred", "suitable", "stage", "left"]}
    (strand,) = strands()
    assert reached_by(strand) == list(EX.phones)
    assert change(kept, replace(ELSE, phones=("07700 900999",)), by=HIS)
    event("completed")
    (strand,) = strands()
    assert reached_by(strand) == list(EX.phones), "the other has nothing to do with it any more"


def test_a_strand_goes_back_through_every_entry_that_it_came_by() -> None:
    partner, middle, root = an_ex(), an_ex(ELSE), an_ex(replace(ELSE, given="Anna"))
    event("suitable")
    (strand,) = strands()
    agree(middle, partner)
    agree(root, middle)
    event("stage", stage=2)
    agree(root, middle, "split")
    event("left")
    assert told_on() == {strand.id: ["suitable", "stage", "left"]}
    agree(middle, partner, "split")
    event("completed")
    assert told_on() == {strand.id: ["suitable", "stage", "left", "completed"]}
    (strand,) = strands()
    assert reached_by(strand) == list(EX.phones)


def test_two_strands_of_one_partner_become_one() -> None:
    kept, merged = an_ex(), an_ex(replace(EX, given="Edie", phones=("07700 900472",)))
    event("suitable")
    both = {each.id for each in strands()}
    assert len(both) == 2
    agree(kept, merged)
    event("stage", stage=2)
    (strand,) = strands()
    assert reached_by(strand) == list(EX.phones)
    (closed,) = both - {strand.id}
    assert told_on() == {strand.id: ["suitable", "stage"], closed: [None]}
    agree(kept, merged, "split")
    event("left")
    assert [said[-1] for said in told_on().values()] == ["left", "left"]
    assert {each.id for each in strands()} == both
