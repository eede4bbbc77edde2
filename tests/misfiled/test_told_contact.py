"""Safe contact that was told on the wrong file: what may stand instead of it, and what keeps it (E48)."""

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import reverse

from clients.contacting.access import telling_in
from clients.contacting.actions import confirm_contact
from clients.contacting.models import ContactVersion
from clients.contacting.profile import Point, Profile, read
from clients.misfiled import told
from clients.misfiled.actions import NotHandedOn, take_back
from clients.misfiled.models import Handing
from clients.models import CaseFile, Entry
from disclosures.dossier import load_dossier
from disclosures.models import RequestItem
from disclosures.ownfile.actions import prepare
from retention.actions import place_hold
from retention.rules import Side
from tests.clients.questions import file_of, working_as
from tests.contacting.working import tell
from tests.contacting.working import told as stands
from tests.disclosures import story
from tests.ownfile import working as own
from tests.people.working import AMINA, a_file_of_two

from .test_told import HERS
from .working import REFERENCE, TAKER, hand_on_telling, take_told

pytestmark = [pytest.mark.slow, pytest.mark.django_db, pytest.mark.edge("E48")]
THEIRS = Profile(phones=(Point("07700 900999", safe="yes"),), safe_to_call="yes", we_say="Ola")


def says(profile: Profile, file: UUID = AMINA) -> bool:
    """Say whether a telling's numbers are what stands."""
    return [each.text for each in stands(file).phones] == [each.text for each in profile.phones]


@pytest.mark.clause("3.3.1")
def test_what_is_known_as_another_s_never_stands_again() -> None:
    """Wrong ones in a row: neither one handed on, nor one that says the same, is put back."""
    tell()
    right = stands()
    tell(THEIRS)
    assert tell(HERS) == 4
    hand_on_telling(4)
    assert says(THEIRS)  # nobody has said yet that it is wrong
    hand_on_telling(5)
    assert says(right)
    hand_on_telling(6)
    assert not any(says(each) for each in (THEIRS, HERS, right))  # as the file was found


@pytest.mark.clause("3.3.1")
def test_a_wrong_telling_that_was_confirmed_does_not_bring_the_one_before_back() -> None:
    """She was rung by them and said that they were right: the same numbers, with another day beside them."""
    tell(verified=False)
    right = stands()
    tell(HERS, verified=False)
    with working_as("iss_worker") as by:
        file = CaseFile.objects.get(id=AMINA)
        confirm_contact(file=file, seen=read(file.contact).version, by=by)
    assert stands().verified_on
    hand_on_telling(stands().version)
    assert says(right)


def test_where_all_before_it_is_another_s_it_is_changed_first() -> None:
    file = a_file_of_two()
    tell(THEIRS, file=file)
    hand_on_telling(1, file=file)
    with pytest.raises(NotHandedOn, match="only"):
        hand_on_telling(2, file=file)
    assert says(THEIRS, file)


def test_what_was_handed_on_since_it_was_looked_at_does_not_stand_again() -> None:
    tell(THEIRS)
    assert tell(HERS) == 3
    with working_as("iss_worker"):
        file = CaseFile.objects.get(id=AMINA)
        shown = telling_in(file, ContactVersion.objects.get(file=AMINA, number=3).id)
    hand_on_telling(2)
    with working_as("iss_worker") as by, pytest.raises(NotHandedOn, match="changed"):
        told.hand_on_telling(
            file=file, told=shown[0], before=shown[1], by=by, reference=REFERENCE, why="Hers.", handing_id=uuid4()
        )  # fmt: skip
    assert says(HERS)


def hold(file: UUID = AMINA) -> None:
    """Place a hold on a file."""
    with working_as("iss_worker") as by:
        on = CaseFile.objects.get(id=file)
        place_hold(hold_id=uuid4(), file=on, by=by, side=Side.FILE, ground="claim", reason="?")


@pytest.mark.edge("E37")
@pytest.mark.parametrize("to", [REFERENCE, ""])
def test_a_hold_keeps_what_was_told_wherever_it_is_said_to_belong(
    to: str, signed_in: Callable[[str], Client]
) -> None:
    """It would be gone: a telling moves nowhere. Whoever leads the right file does not hear of the hold."""
    file = a_file_of_two()
    tell(THEIRS, file=file)
    tell(HERS, file=file)
    parcel = hand_on_telling(2, file=file, to=to)
    hold(file)
    with pytest.raises(NotHandedOn, match="held"):
        hand_on_telling(3, file=file, to=to)
    assert says(HERS, file)
    assert take_told(parcel) == "held"
    page = signed_in(TAKER).post(
        reverse("misfiled:parcel", args=[parcel]), {"decision": "take"}, follow=True
    )
    assert ("A hold stands" in page.content.decode()) == (to == "")
    assert "nothing was done" in page.content.decode() or to == ""
    with working_as("iss_worker"):
        assert ContactVersion.objects.filter(file=file, number=2).exists()


def another_s(prepared: UUID) -> set[UUID]:
    """Return the entries of a request that are said to be another's."""
    with working_as("iss_worker"):
        return set(load_dossier(story.get(prepared)).picture().redaction.handed_on)


def prepared(request: UUID) -> UUID:
    """Prepare a request for the own file; return the disclosure."""
    with working_as("iss_worker") as by:
        return prepare(file=file_of("amina"), request_id=request, by=by).id


def held_in(disclosure: UUID) -> set[UUID]:
    """Return the entries that were written out for a request."""
    with working_as("iss_worker"):
        picked = RequestItem.objects.filter(request=disclosure, entry__kind=Entry.Kind.HELD)
        return set(picked.values_list("entry_id", flat=True))


@pytest.mark.edge("E32")
@pytest.mark.clause("5.2.4")
def test_what_was_written_out_of_it_for_the_client_does_not_leave_while_it_waits() -> None:
    """Prepared, reviewed and read before whoever leads the right file has looked: it would be out."""
    tell()
    before = prepared(own.ask())
    tell(HERS)
    while_it_stood = prepared(own.ask())
    assert held_in(while_it_stood)
    assert another_s(while_it_stood) == set()
    parcel = hand_on_telling(3)
    after = prepared(own.ask())
    assert another_s(while_it_stood) == held_in(while_it_stood)
    for each in (before, after):
        assert held_in(each)
        assert another_s(each) == set()
    with working_as("iss_worker"):
        assert take_back(handing=Handing.objects.get(pk=parcel))
    assert another_s(while_it_stood) == set()
