"""What leaves with who was tied to the wrong file: every entry of theirs, and what followed from each (E48)."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.db import connection
from django.test import Client

from clients.misfiled.actions import NotHandedOn
from clients.models import CaseFile
from clients.people.models import LinkedPerson
from clients.thirdparty.ties import Ties
from tests.clients.questions import working_as
from tests.partners.working import a_file as a_file_of
from tests.partners.working import sees, ties
from tests.people.working import CHILD, a_file_of_two, add, change, decide, propose
from tests.thirdparty.working import a_record

from .test_told import BORN, HIM, SIOBHAN, at, give_it
from .working import REFERENCE, TAKER, hand_on, hand_on_person, take, take_told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.edge("E48"),
    pytest.mark.clause("3.2.1"),
]
SignedIn = Callable[[str], Client]


@pytest.mark.parametrize("struck", [False, True])
def test_three_entries_that_are_one_person_leave_together(
    signed_in: SignedIn, struck: bool
) -> None:
    """The third is the same person by the second: a record that names it holds them back, and nothing of it stays."""
    file = a_file_of_two()
    with working_as("iss_worker"):
        on = CaseFile.objects.get(id=file).reference
    root, middle, last = (
        add(replace(CHILD, given=name), file=file) for name in ("Ida", "Edie", "Ada")
    )
    for kept, merged in ((middle, last), (root, middle)):
        assert decide(propose(kept, merged)) == "agreed"
    record = a_record(file=file, ties=Ties(about=str(last)))
    with pytest.raises(NotHandedOn, match="named"):
        hand_on_person(root)
    assert take(hand_on(record, third=True)) == "taken"
    page = signed_in("iss_worker").get(at("hand_on_person", root, on))
    assert "the 2 entries that are the same person" in page.content.decode()
    parcel = hand_on_person(root, to="" if struck else REFERENCE)
    assert decide(propose(middle, last, kind="split")) == "agreed"
    assert take_told(parcel) == "changed"
    for kept, merged, kind in (
        (root, middle, "split"),
        (middle, last, "merge"),
        (root, middle, "merge"),
    ):
        assert decide(propose(kept, merged, kind=kind)) == "agreed"
    parcel = hand_on_person(root, to="" if struck else REFERENCE)
    assert take_told(parcel) == "taken"
    connection.check_constraints()
    with working_as("iss_worker"):
        assert not LinkedPerson.objects.filter(file=file).exists()
    with working_as(TAKER):
        found = LinkedPerson.objects.filter(file=SIOBHAN).select_related("merged_into")
        chain = {each.id: each.merged_into_id for each in found}
    assert len(chain) == (0 if struck else 3)
    assert len({into for into in chain.values() if into}) == (0 if struck else 2)


@pytest.mark.edge("E6")
@pytest.mark.clause("3.3.1")
@pytest.mark.parametrize("borne_out", [False, True])
def test_what_followed_from_an_earlier_telling_goes_too(borne_out: bool) -> None:
    """Corrected so that nothing agrees any more, they are still who the tie was found by; unless by another as well."""
    hers, right = a_file_of("Zoe Pye"), a_file_of("Una Vale", by=TAKER)
    wrong = add(HIM, file=hers)
    if borne_out:
        another = add(HIM, file=hers)
    his = a_file_of("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    give_it(his, "iss_worker", "dvpp_worker")
    corrected = replace(HIM, given="Gavin", family="Price", date_of_birth="1990-01-01")
    for each in (wrong, another) if borne_out else (wrong,):
        assert change(each, corrected)
    assert not sees("iss_worker", his)  # nothing ends a tie by itself
    with working_as(TAKER):
        to = CaseFile.objects.get(id=right).reference
    assert take_told(hand_on_person(wrong, to=to)) == "taken"
    assert sees("iss_worker", his) != borne_out
    found = {frozenset((t.one_id, t.other_id)) for t in ties()[1]}
    assert found == ({frozenset((hers, his))} if borne_out else set())
