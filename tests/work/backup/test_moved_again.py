"""Who was tied to a wrong file, and safe contact told on one, leave it again after a restore (E40, E48)."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from clients.contacting.models import ContactVersion
from clients.contacting.profile import Point, Profile
from clients.contacting.replay import LOST
from clients.misfiled.models import Handing
from clients.models import CaseFile, Entry
from clients.people.access import open_person
from clients.people.models import LinkedPerson, PersonVersion
from clients.programme.actions import Happened, record_event
from disclosures.ownfile.actions import prepare
from disclosures.ownfile.models import FileRequest
from tests import cast
from tests.audit.working import seal_all
from tests.clients.questions import file_of, working_as
from tests.contacting.working import tell
from tests.contacting.working import told as stands
from tests.misfiled.test_told import BORN, HERS, HIM, SIOBHAN
from tests.misfiled.working import TAKER, hand_on_person, hand_on_telling, take_told
from tests.ownfile import working as own
from tests.partners.working import a_file as a_file_of
from tests.people.working import AMINA, CHILD, a_file_of_two, add, change
from tests.retention.working import content_of, do_jobs, owner

from .drill import Places, back_up, lose_and_restore

pytestmark = [pytest.mark.slow, pytest.mark.edge("E48")]


@pytest.mark.edge("E40")
def test_a_restore_does_it_again(committed: str, places: Places, tmp_path: Path) -> None:
    """The backup is of before: they lie in the wrong file again, and are moved again, with what was told of them."""
    wrong, same = add(HIM), add(replace(HIM, given="Gary"))
    change(wrong, replace(HIM, notes="Tall."))
    struck = add(CHILD, file=a_file_of_two())
    tell()
    right = stands()
    tell(replace(HERS, phones=(Point("07700 900999", safe="yes"),)))
    tell(HERS)
    hand_on_telling(3)  # waits, in the backup as well, and is known as another's
    seal_all(tmp_path)
    made = back_up(places)

    for each in (hand_on_person(wrong), hand_on_person(struck, to=""), hand_on_telling(4)):
        assert take_told(each) == "taken"
    seal_all(tmp_path)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        _moved_again(wrong, same, struck, right)


@pytest.mark.edge("E40")
def test_what_was_handed_on_before_the_backup_and_taken_after_it_leaves_again(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """The backup is of between: handing and parcel lie in it, and hold up nobody who left since."""
    wrong, same = add(HIM), add(replace(HIM, given="Gary"))
    change(wrong, replace(HIM, notes="Tall."))
    struck = add(CHILD, file=a_file_of_two())
    tell()
    right = stands()
    tell(HERS)
    asked = own.ask()
    with working_as("iss_worker") as by:
        prepare(file=file_of("amina"), request_id=asked, by=by)
        assert Entry.objects.filter(file=AMINA, kind="held").exists()
    handed = hand_on_person(wrong), hand_on_person(struck, to=""), hand_on_telling(3)
    kept = hand_on_person(same)
    seal_all(tmp_path)
    made = back_up(places)

    assert [take_told(each) for each in handed] == ["taken"] * 3
    seal_all(tmp_path)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        _left_again(wrong, same, struck)
        assert [each.text for each in stands().phones] == [each.text for each in right.phones]
        with working_as("iss_worker"):
            assert [each.id for each in Handing.objects.filter(file=AMINA)] == [kept]
            assert not ContactVersion.objects.filter(file=AMINA, number=3).exists()
            # and what was written out for the client while it stood
            assert FileRequest.objects.get(id=asked).about is None
            assert not Entry.objects.filter(file=AMINA, kind="held").exists()


@pytest.mark.edge("E40")
@pytest.mark.clause("4.2.1")
def test_what_waited_because_of_a_partner_who_left_since_is_not_told(
    committed: str, places: Places, tmp_path: Path
) -> None:
    """The backup has the tie, and what waits for a woman about a man who is a stranger to her."""
    hers = a_file_of("Zoe Pye")
    wrong = add(HIM, file=hers)
    his = a_file_of("Gareth Pryce", by="dvpp_worker", date_of_birth=BORN)
    with working_as("dvpp_worker") as by:
        on, suitable = CaseFile.objects.get(id=his), Happened("suitable", timezone.localdate())
        record_event(file=on, happened=suitable, by=by, event_id=uuid4())
    do_jobs()
    waits = "SELECT outcome FROM notifications_notification WHERE file_id = %s"
    assert owner(waits, hers) == [("",)]
    seal_all(tmp_path)
    made = back_up(places)

    assert take_told(hand_on_person(wrong)) == "taken"
    assert owner(waits, hers) == [("replaced",)]
    seal_all(tmp_path)
    with lose_and_restore(made, places, tmp_path) as said:
        assert "The doors are open." in said
        assert owner(waits, hers) == [("replaced",)]


def _left_again(wrong: UUID, same: UUID, struck: UUID) -> None:
    with working_as("iss_worker"):
        assert [each.id for each in LinkedPerson.objects.filter(file=AMINA)] == [same]
        assert not LinkedPerson.objects.filter(id=struck).exists()
    assert content_of(wrong, struck) == {}
    with working_as(TAKER):
        told = PersonVersion.objects.filter(file=SIOBHAN).order_by("number")
        assert [(each.number, each.details["notes"]) for each in told] == [(1, ""), (2, "Tall.")]


def _moved_again(wrong: UUID, same: UUID, struck: UUID, right: Profile) -> None:
    _left_again(wrong, same, struck)
    with working_as(TAKER):
        told = PersonVersion.objects.filter(file=SIOBHAN)
        assert {each.by_id for each in told} == {cast.PEOPLE["iss_worker"].id}
        (person,) = LinkedPerson.objects.filter(file=SIOBHAN)
        assert (
            open_person(CaseFile.objects.get(id=SIOBHAN), person.id).who.details.given == "Gareth"
        )
    now = stands()
    assert [each.text for each in now.phones] == [each.text for each in right.phones]
    assert LOST in now.limits
    assert HERS.we_say != now.we_say
