"""Who stands in for a line manager: given by two others, to an end, and gone with either of the two."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from clients.emergency.access import waiting_for
from clients.emergency.actions import review
from clients.emergency.models import EmergencyAccess
from clients.models import EffectiveGrant
from confidentiality.access.identity import acting_as
from disclosures.access import approvals_open_to
from staff.access import has_role
from staff.accounts.actions import NotAsked
from staff.deputies.models import Deputyship
from staff.models import Membership, Role, RoleLoan
from tests import cast
from tests.accounts.working import ask as ask_change
from tests.accounts.working import ask_and_agree, decide, opens, team_of
from tests.disclosures import story
from tests.emergency import working as emergency

from . import working
from .working import DEPUTY, MANAGER, agree, appoint, ask, end, who

pytestmark = [pytest.mark.django_db, pytest.mark.clause("1.2")]


def manages(key: str) -> bool:
    """Say whether somebody has the role and a team now, and opens files by it."""
    with acting_as(who(key)):
        role = has_role(cast.worker(key), Role.LINE_MANAGER)
        team = Membership.objects.filter(account_id=who(key)).exists()
    assert role == team == (opens(who(key)) > 0)
    return role


def test_two_others_give_it_and_it_carries_its_end() -> None:
    assert not manages(DEPUTY)
    change = ask()
    assert not manages(DEPUTY)
    assert agree(change, by="hr") == "done"
    assert manages(DEPUTY)
    with acting_as(who(DEPUTY)):
        ends = {EffectiveGrant.objects.filter(user_id=who(DEPUTY)).latest("view_until").view_until}
        ends |= {*Membership.objects.values_list("until", flat=True)}
        ends |= {*RoleLoan.objects.values_list("ends_at", flat=True)}
    assert ends == {working.until(change)}


@pytest.mark.attack("A4")
def test_nobody_gives_it_alone_or_to_themselves() -> None:
    for by, deputy in ((DEPUTY, DEPUTY), (DEPUTY, "iss_worker"), ("dvpp_manager", DEPUTY)):
        with pytest.raises((DatabaseError, NotAsked)), transaction.atomic():
            ask(deputy, by=by)
    change = ask(by="records_admin")
    assert agree(change) == "own"
    assert agree(change, by=MANAGER) == agree(change, by=DEPUTY) == "hidden"
    assert not manages(DEPUTY)


def test_not_everybody_can_stand_in() -> None:
    for deputy, by in (("dvpp_worker", MANAGER), ("iss_volunteer", MANAGER), ("hr", "dp_lead")):
        with pytest.raises(NotAsked):
            ask(deputy, by=by)
    with pytest.raises(NotAsked):
        ask(days=200)
    with pytest.raises(NotAsked):
        ask(days=-1)


@pytest.mark.parametrize("by", [DEPUTY, MANAGER, "hr"])
def test_either_of_them_ends_it_at_once(by: str) -> None:
    deputyship = appoint()
    assert not end(deputyship, by="iss_worker")
    assert manages(DEPUTY)
    assert end(deputyship, by=by)
    assert not manages(DEPUTY)
    assert not end(deputyship, by=by)
    with acting_as(who(by)):
        assert Deputyship.objects.get().ended_by_id == who(by)


def _moved(key: str) -> None:
    place = {"name": "N", "role": "hr", "service": "", "team": None, "line_manager": None}
    ask_and_agree("move", key, place=place, by="hr")


ENDINGS: dict[str, Callable[[str], Any]] = {
    "suspended": lambda key: ask_change("suspend", key, by="records_admin"),
    "leaves": lambda key: ask_and_agree("leave", key, by="hr"),
    "moves": _moved,
}


@pytest.mark.edge("E51")
@pytest.mark.parametrize("whose", [MANAGER, DEPUTY])
@pytest.mark.parametrize("what", ENDINGS)
def test_it_ends_with_either_s_account_or_post(what: str, whose: str) -> None:
    appoint()
    assert manages(DEPUTY)
    ENDINGS[what](whose)
    if not (whose == DEPUTY and what != "moves"):
        assert not manages(DEPUTY)
    with acting_as(who("records_admin")):
        assert not Membership.objects.filter(account_id=who(DEPUTY)).exists()
        assert not Deputyship.objects.filter(ended_at=None).exists()


def test_a_suspension_that_is_undone_gives_nothing_back() -> None:
    appoint()
    change, _ = ask_change("suspend", MANAGER, by="records_admin")
    assert decide(change, by="hr", agree=False)[0] == "done"
    assert not manages(DEPUTY)
    assert manages(MANAGER)


def test_a_suspended_manager_gets_another_deputy() -> None:
    ask_change("suspend", MANAGER, by="records_admin")
    appoint(by="hr")
    assert manages(DEPUTY)


def test_a_team_that_is_given_up_is_no_deputy_s() -> None:
    appoint()
    with acting_as(who("hr")):
        place = {"name": "R", "role": "line_manager", "service": "iss", "line_manager": None}
    ask_and_agree("move", MANAGER, place=place)
    with acting_as(who(DEPUTY)):
        assert not Membership.objects.exists()
    ask_and_agree("move", MANAGER, place=place | {"manages": [team_of("ISS team").pk]})
    with acting_as(who(DEPUTY)):
        assert not Membership.objects.exists()
    assert opens(who(MANAGER)) > 0


def test_who_gives_a_team_up_and_stands_in_for_it_holds_it_to_that_end() -> None:
    place = {"name": "C", "role": "line_manager", "line_manager": None}
    ask_and_agree("move", DEPUTY, place=place | {"manages": [team_of("ISS team").pk]})
    deputyship = appoint()
    ask_and_agree("move", DEPUTY, place=place)
    ends = working.until(deputyship)
    with acting_as(who(DEPUTY)):
        assert [each.until for each in Membership.objects.all()] == [ends]
    assert end(deputyship, by=MANAGER)
    with acting_as(who(DEPUTY)):
        assert not Membership.objects.exists()


def test_what_one_manages_oneself_has_no_end() -> None:
    deputyship = appoint()
    place = {"name": "C", "role": "line_manager", "manages": [team_of("ISS team").pk]}
    ask_and_agree("move", DEPUTY, place=place)
    with acting_as(who(DEPUTY)):
        assert [each.until for each in Membership.objects.all()] == [None]
    assert not end(deputyship, by=MANAGER), "the new role has ended it"
    appoint(by="hr")
    with acting_as(who(DEPUTY)):
        assert [each.until for each in Membership.objects.all()] == [None]


def test_a_deputy_signs_off_for_others_and_never_for_themselves() -> None:
    contact = story.an_agency()
    draft = story.a_draft(contact, story.a_consent(contact))
    story.submit(draft)
    appoint()
    with acting_as(who(DEPUTY)):
        assert draft in {each.id for each in approvals_open_to(cast.worker(DEPUTY))}
    story.sign_off(draft, by=DEPUTY)
    story.read(draft)
    with acting_as(who(story.ASKER)):
        assert story.get(draft).state != "submitted"
    # her worker stands in: what she asked for is not before her
    appoint(story.ASKER)
    other = story.a_draft(contact, story.a_consent(contact))
    story.submit(other)
    with acting_as(who(story.ASKER)):
        assert other not in {each.id for each in approvals_open_to(cast.worker(story.ASKER))}
    with pytest.raises(PermissionDenied, match="Somebody else"), transaction.atomic():
        story.sign_off(other, by=story.ASKER)


def test_a_sign_off_is_void_with_the_deputy_s_end() -> None:
    contact = story.an_agency()
    draft = story.a_draft(contact, story.a_consent(contact))
    story.submit(draft)
    deputyship = appoint()
    story.sign_off(draft, by=DEPUTY)
    story.read(draft)
    assert end(deputyship, by=MANAGER)
    with pytest.raises(Exception, match="sign"):
        story.release(draft)


def test_a_deputy_reviews_in_the_manager_s_place_and_never_their_own() -> None:
    appoint("iss_colleague")
    theirs, own = emergency.opened(DEPUTY, "siobhan"), emergency.opened("iss_colleague", "due")
    for access, key in ((theirs, DEPUTY), (own, "iss_colleague")):
        emergency.end(access, key)
    with acting_as(who("iss_colleague")):
        shown = {each.id for each in waiting_for(cast.worker("iss_colleague"))}
        assert theirs in shown
        assert own not in shown
        for access, done in ((theirs, True), (own, False)):
            found = EmergencyAccess.objects.get(id=access)
            by = cast.worker("iss_colleague")
            reviewed = review(
                access=found,
                outcome=EmergencyAccess.Outcome.JUSTIFIED,
                finding="It was needed that night.",
                by=by,
            )
            assert reviewed == done


@pytest.mark.edge("E1")
def test_the_couple_s_wall_stands_before_a_deputy_as_before_everybody() -> None:
    appoint()
    with acting_as(who(DEPUTY)):
        held = set(EffectiveGrant.objects.values_list("file_id", flat=True))
    assert cast.FILES["amina"].id in held
    assert cast.FILES["daniel"].id not in held


@pytest.mark.attack("A4")
def test_raw_sql_makes_no_deputy_and_moves_no_end() -> None:
    appoint()
    later = appoint("iss_worker", starts=3)
    for key in (DEPUTY, "iss_worker", MANAGER, "records_admin"):
        for statement in (
            "UPDATE staff_account_groups SET until = NULL",
            "UPDATE staff_account_groups SET until = now() + interval '1 year'",
            "INSERT INTO staff_account_groups (account_id, group_id)"
            " SELECT access.me(), group_ptr_id FROM staff_team",
            "UPDATE staff_roleloan SET ends_at = now() + interval '1 year'",
            "INSERT INTO staff_roleloan SELECT gen_random_uuid(), access.me(), 'line_manager', manager_id, asked_by_id,"
            " now(), ends_at FROM deputies_deputyship",
            "UPDATE deputies_deputyship SET ends_at = now() + interval '1 year'",
            "UPDATE deputies_deputyship SET begun_at = now()",
            "DELETE FROM deputies_deputyship",
            "SELECT access.keep_deputy(access.me())",
            "SELECT access.begin_deputy(d) FROM deputies_deputyship d",
            "SELECT access.appoint_deputy(c, access.me()) FROM accounts_change c",
            "SELECT access.begin_deputies()",
            "SELECT * FROM access.deputy_team",
        ):
            with (
                acting_as(who(key)),
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)
    assert not end(later, by=DEPUTY), "it is not theirs"
