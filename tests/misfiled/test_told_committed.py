"""On committed data: nothing names who has left, two at one moment, and what waited to be told to her (E48)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.db import connection

from clients.misfiled.access import open_parcel
from clients.misfiled.told import take_person
from clients.people.actions import decide_merge
from clients.people.models import LinkedPerson, Merge
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from tests import cast
from tests.at_once import beside, impatiently, waited
from tests.clients.questions import reference, working_as
from tests.contacting.working import tell
from tests.database import owner
from tests.drafting import type_an_entry
from tests.notifications import working as notifications
from tests.people.working import AMINA, CHILD, a_file_of_two, add, change, propose
from tests.retention import working as retention
from tests.retention.working import content_of
from tests.thirdparty.working import a_record

from .test_told import HERS, HIM
from .working import TAKER, hand_on_person, hand_on_telling, take_told

pytestmark = [
    pytest.mark.slow,
    pytest.mark.usefixtures("committed"),
    pytest.mark.edge("E48"),
    pytest.mark.clause("3.2.1"),
]


def test_no_row_of_any_table_names_who_has_left_or_what_was_told() -> None:
    file = a_file_of_two()
    wrong, struck = add(HIM), add(CHILD, file=file)
    tell()
    tell(HERS)
    ((number,),) = owner("SELECT id FROM contacting_contactversion WHERE number = 3")
    telling = UUID(str(number))
    parcels = [hand_on_person(wrong), hand_on_person(struck, to=""), hand_on_telling(3)]
    assert content_of(wrong, struck, telling)
    for each in parcels:
        assert take_told(each) == "taken"
    assert content_of(wrong, struck, telling, *parcels) == {}
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert not LinkedPerson.objects.filter(file__in=(AMINA, file)).exists()


@pytest.mark.clause("4.2.1")
def test_a_woman_tied_to_the_wrong_man_is_told_nothing_of_him() -> None:
    wrong = notifications.an_ex()
    kept = notifications.an_ex(replace(notifications.EX, given="Ursula", phones=()))
    notifications.event("suitable", on=date(2026, 1, 5))
    assert len(notifications.strands()) == 2
    parcel = hand_on_person(wrong, by="dvpp_worker", to=reference("craig"))
    assert take_told(parcel, by="dvpp_colleague") == "taken"
    retention.do_jobs()
    (left,) = notifications.strands()
    assert owner("SELECT count(*) FROM notifications_strand") == [(1,)]
    with working_as("iss_manager"):
        assert left.details["name"] == "Ursula Roewood"
    with working_as("dvpp_worker"):
        of_his = LinkedPerson.objects.filter(file=cast.FILES["daniel"].id)
        assert of_his.latest("added_at").id == kept


def _take(parcel: UUID) -> str:
    found, file = open_parcel(parcel)
    return take_person(parcel=found, file=file, struck=found.struck, by=cast.worker(TAKER))


def test_whoever_takes_and_whoever_writes_about_them_wait_for_each_other() -> None:
    """Two who agree at once, a record that names them, a proposal that is agreed to: each sees what the other did."""
    file = a_file_of_two()
    wrong, other = add(CHILD, file=file), add(replace(CHILD, given="Ada"), file=file)
    merge = propose(wrong, other)
    parcel = hand_on_person(wrong)
    with acting_as(cast.PEOPLE[TAKER].id):
        assert _take(parcel) == "taken"
        assert waited(beside(impatiently(cast.PEOPLE[TAKER].id, lambda: _take(parcel))))
        assert waited(beside(impatiently(cast.PEOPLE["iss_worker"].id, lambda: _agree(merge))))
        assert waited(beside(impatiently(cast.PEOPLE["iss_worker"].id, lambda: _record(file))))
        assert waited(beside(impatiently(cast.PEOPLE["iss_worker"].id, lambda: _change(wrong))))
    assert isinstance(beside(lambda: take_told(parcel)), Hidden)
    assert content_of(wrong, merge) == {}


def test_whoever_takes_and_whoever_types_about_them_wait_for_each_other() -> None:
    amina, wrong = cast.FILES["amina"], add(CHILD)
    at = f"/files/{amina.reference}/people/{wrong}/change/"
    parcel = hand_on_person(wrong)
    with acting_as(cast.PEOPLE[TAKER].id):
        assert _take(parcel) == "taken"
        assert waited(
            beside(
                impatiently(cast.PEOPLE["iss_worker"].id, lambda: type_an_entry(amina, address=at))
            )
        )
        connection.set_rollback(True)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        type_an_entry(amina, address=at)
        assert waited(beside(impatiently(cast.PEOPLE[TAKER].id, lambda: _take(parcel))))


@pytest.mark.parametrize("writing", ["a record", "a telling", "a proposal"])
def test_whoever_takes_waits_for_what_is_being_written(writing: str) -> None:
    file = a_file_of_two()
    wrong, other = add(CHILD, file=file), add(replace(CHILD, given="Ada"), file=file)
    write: dict[str, Callable[[], object]] = {
        "a record": lambda: _record(file),
        "a telling": lambda: _change(wrong),
        "a proposal": lambda: propose(wrong, other, by="iss_worker"),
    }
    parcel = hand_on_person(wrong)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        write[writing]()
        assert waited(beside(impatiently(cast.PEOPLE[TAKER].id, lambda: _take(parcel))))
    assert take_told(parcel) == ("taken" if writing == "a proposal" else "changed")


def _agree(merge: UUID) -> str:
    found = Merge.objects.get(id=merge)
    return decide_merge(merge=found, agree=True, by=cast.worker("iss_worker"))


def _record(file: UUID) -> UUID:
    return a_record(file=file)


def _change(wrong: UUID) -> bool:
    return change(wrong, replace(CHILD, given="Rosa"))
