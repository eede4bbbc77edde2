"""Entries that two people said are one partner are looked for together, until two say otherwise (E6, E13)."""

from dataclasses import replace
from uuid import UUID

import pytest

from clients.people.details import Details
from clients.searching.rebuild import rebuild_index
from tests.database import logged_in_as
from tests.partners.test_following import BORN, HIM, give
from tests.partners.working import a_file, sees, ties
from tests.people.working import a_file_of_two, add, change, decide, propose
from tests.retention.working import owner

pytestmark = [pytest.mark.slow, pytest.mark.edge("E6"), pytest.mark.clause("3.3.2 e")]
PARTNER = replace(HIM, date_of_birth="")
ELSE = Details(
    relation="other",
    given="Gareth",
    family="Pryce",
    date_of_birth=BORN.isoformat(),
    phones=("07700 900111",),
)


def looked_for() -> dict[UUID, int]:
    """Return by how many tokens each entry is looked for, in every generation."""
    rows = owner("SELECT about, count(*) FROM keys.partner_token GROUP BY about")
    return {UUID(str(about)): int(str(many)) for about, many in rows}


@pytest.mark.parametrize("partner_stays", [True, False])
def test_what_two_entries_tell_together_ties_and_raises_the_wall(
    committed: str, partner_stays: bool
) -> None:
    hers = a_file_of_two("Zoe Pye")
    partner, other = add(PARTNER, file=hers), add(ELSE, file=hers)
    his = a_file("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    (tie,), standing = ties()
    assert (tie.sure, standing) == (False, [])
    alone = looked_for()[partner]
    kept, merged = (partner, other) if partner_stays else (other, partner)
    assert decide(propose(kept, merged)) == "agreed"
    waiting, (tied,) = ties()
    assert (waiting, tied.id, tied.sure) == ([], tie.id, True)
    give(his, "iss_worker", "dvpp_worker")
    assert not sees("iss_worker", his)
    tokens = looked_for()
    assert tokens[kept] > alone
    assert merged not in tokens
    # what is told of them later is not told of one entry alone
    stands = PARTNER if partner_stays else ELSE
    assert change(kept, replace(stands, notes="He drives a van."))
    assert looked_for() == tokens
    # two after all: each is looked for by its own words, and the tie is a manager's to end
    assert decide(propose(kept, merged, kind="split")) == "agreed"
    tokens.pop(kept)
    assert looked_for() == tokens | {partner: alone}
    with logged_in_as("owner"):
        rebuild_index()
    assert looked_for() == tokens | {partner: alone}


def test_the_index_made_anew_says_the_same_of_merged_entries(committed: str) -> None:
    hers = a_file_of_two("Zoe Pye")
    first, second, third = (
        add(replace(each, nicknames=(name,)), file=hers)
        for each, name in ((PARTNER, "Gaz"), (ELSE, "Gazza"), (ELSE, "Pricey"))
    )
    assert decide(propose(second, third)) == "agreed"
    assert decide(propose(first, second)) == "agreed"
    before = looked_for()
    with logged_in_as("owner"):
        rebuild_index()
    assert looked_for() == before
