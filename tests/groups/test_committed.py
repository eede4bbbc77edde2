"""What asks the owner or the disposer: a couple in one group, and a file that is destroyed."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from clients.emergency.models import WallAlert
from clients.groups import disposal
from clients.groups.access import sessions_on
from clients.groups.actions import take_back
from clients.groups.models import Attendance, GroupSession, KeepingAgreement
from clients.hearing import hold_file
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from tests import cast
from tests.access.attacker import session as connected
from tests.at_once import begun, until_waiting
from tests.clients.questions import file_of, reference, working_as
from tests.database import owner
from tests.groups.working import a_group, a_session, on_file, page, signs, waiting, was_at
from tests.partners.working import say
from tests.retention.working import as_couple

pytestmark = [pytest.mark.clause("4.4.1")]
SignedIn = Callable[[str], Client]
AsWorker = Callable[[], AbstractContextManager[None]]


@pytest.mark.clause("5.2.7")
def test_only_its_own_goes_and_nothing_tells_that_there_was_more(
    committed: str, as_worker_login: AsWorker
) -> None:
    session = a_session(a_group())
    for key in ("amina", "leila"):
        was_at(session, key)
        signs(key)
    with as_worker_login(), acting_as(SystemActor.DISPOSER):
        gone = disposal.erase(cast.FILES["amina"].id)
    assert gone == {"groups_attendance": 1, "groups_keepingagreement": 1}
    with working_as("iss_worker"):
        assert [each.file_id for each in Attendance.objects.all()] == [cast.FILES["leila"].id]
        assert KeepingAgreement.objects.count() == 1
        assert GroupSession.objects.filter(id=session.id).exists()
        assert len(sessions_on(file_of("leila"))) == 1


@pytest.mark.clause("5.2.2")
def test_taking_back_waits_for_the_file_before_it_holds_the_attendance(committed: str) -> None:
    """Two who find its entry told twice hold the entry and want the attendance: neither waits for the other."""
    attended = was_at(a_session(a_group()), "amina")

    def taken() -> None:
        with working_as("iss_worker") as by:
            found = Attendance.objects.select_related("session").get(id=attended.id)
            take_back(attendance=found, file=file_of("amina"), by=by)

    with working_as("iss_worker"):
        hold_file(cast.FILES["amina"].id)
        ended = begun(taken)
        until_waiting(1)
        free = "SELECT 1 FROM groups_attendance WHERE id = %s FOR UPDATE NOWAIT"
        assert owner(free, attended.id) == [(1,)]
    ended()
    with working_as("iss_worker"):
        assert Attendance.objects.get(id=attended.id).taken_back_at is not None


HEADING, ALERTS = "In a group with a partner", "/emergency/reviews/"


def tie_by_hand() -> None:
    """Let their manager say that Leila is the partner of Siobhan: one team's, so that no link parts them."""
    say(
        reference("siobhan"),
        cast.FILES["siobhan"].name,
        file="leila",
        born=cast.FILES["siobhan"].born,
    )


@pytest.mark.edge("E4")
@pytest.mark.attack("A1")
def test_of_a_couple_in_one_group_its_managers_learn_and_whoever_recorded_it_does_not(
    committed: str, signed_in: SignedIn
) -> None:
    as_couple(cast.FILES["siobhan"].id, cast.FILES["leila"].id)  # both of the support service
    group = a_group()
    was_at(a_session(group), "siobhan")
    session = a_session(group, on=timezone.localdate() - timedelta(days=7))
    assert HEADING not in page(signed_in("safeguarding_lead"), ALERTS)
    client = signed_in("iss_worker")
    leila = {"session": str(session.id), "discussed": "yes"}
    said = client.post(on_file("leila", "new/"), leila, follow=True)
    other = client.post(on_file("due", "new/"), leila, follow=True)
    assert said.redirect_chain[-1][1] == other.redirect_chain[-1][1] == 302
    for shown in (said.content.decode(), page(client, f"/groups/sessions/{session.id}/")):
        assert reference("siobhan") not in shown
        assert HEADING not in shown
    with working_as("iss_worker"):
        assert not WallAlert.objects.exists()
    told = page(signed_in("safeguarding_lead"), ALERTS)  # the one manager is walled off by the tie
    assert HEADING in told
    assert f"Priya Menon, file {reference('leila')}" in told
    assert reference("due") not in told
    for who in ("iss_manager", "dvpp_manager"):
        assert HEADING not in page(signed_in(who), ALERTS)


@pytest.mark.edge("E4")
@pytest.mark.attack("A1")
@pytest.mark.parametrize("known", ["before", "afterwards"])
def test_a_couple_without_a_link_and_one_tied_afterwards_raise_the_same_alert(
    committed: str, signed_in: SignedIn, known: str
) -> None:
    group = a_group()
    if known == "before":
        tie_by_hand()
    was_at(a_session(group), "siobhan")
    was_at(a_session(group, on=timezone.localdate() - timedelta(days=7)), "leila")
    if known == "afterwards":
        assert HEADING not in page(signed_in("iss_manager"), ALERTS)
        tie_by_hand()
    told = page(signed_in("iss_manager"), ALERTS)
    assert HEADING in told
    assert f"Priya Menon, file {reference('leila')}" in told
    assert f"file {reference('siobhan')}" not in told
    assert owner("SELECT kind, times FROM emergency_wallalert") == [("group", 1)]
    noted = "SELECT person, actor FROM audit_event WHERE action = 'partner_in_group'"
    assert owner(noted) == [(None, "database")]
    with working_as("records_admin"):
        assert not Event.objects.filter(action="partner_in_group").exists()
    with working_as("iss_worker"):
        assert not WallAlert.objects.exists()
        assert not Event.objects.filter(action="partner_in_group").exists()


@pytest.mark.edge("E4")
def test_what_was_taken_back_and_another_group_raise_none(committed: str) -> None:
    was, group = was_at(a_session(a_group()), "siobhan"), a_group(day=4)
    was_at(a_session(group), "leila")
    was_at(a_session(group, on=timezone.localdate() - timedelta(days=7)), "leila")
    tie_by_hand()
    assert owner("SELECT kind FROM emergency_wallalert") == []
    again = was_at(a_session(group, on=timezone.localdate() - timedelta(days=9)), "siobhan")
    assert owner("SELECT times FROM emergency_wallalert") == [(1,)]
    for each, key in ((again, "siobhan"), (was, "siobhan")):
        with working_as("iss_colleague") as by:
            take_back(attendance=each, file=file_of(key), by=by)
    was_at(a_session(group, on=timezone.localdate() - timedelta(days=10)), "leila")
    assert owner("SELECT times FROM emergency_wallalert") == [(1,)]


@pytest.mark.edge("E4")
@pytest.mark.attack("A17")
def test_two_halves_recorded_at_one_moment_are_told_of(committed: str) -> None:
    tie_by_hand()
    session = a_session(a_group())
    insert = (
        "INSERT INTO groups_attendance (id, session_id, file_id, wording, signed, entry, recorded_by_id, recorded_at)"
        " VALUES (gen_random_uuid(), %s, %s, '', false, gen_random_uuid(), %s, now())"
    )
    with connected(committed, "owner") as one, connected(committed, "owner") as other:
        for link, key in ((one, "siobhan"), (other, "leila")):
            link.sql("SET lock_timeout = '3s'")  # nobody waits but where they commit
            by = cast.PEOPLE[cast.FILES[key].worker].id
            link.cursor.execute(insert, [str(session.id), str(cast.FILES[key].id), str(by)])
        one.link.commit()
        other.link.commit()
    assert owner("SELECT file_id FROM emergency_wallalert") == [(cast.FILES["leila"].id,)]


@pytest.mark.parametrize("gone", ["no lead", "left", "walled off"])
def test_what_nobody_leads_stands_before_whoever_allocates_it(
    committed: str, signed_in: SignedIn, gone: str
) -> None:
    was_at(a_session(a_group()), "amina")
    assert (waiting("iss_worker"), waiting("iss_manager")) == (1, 0)
    amina, priya = cast.FILES["amina"].id, cast.PEOPLE["iss_worker"].id
    if gone == "no lead":
        owner("UPDATE clients_casefile SET lead_id = NULL WHERE id = %s", amina)
    elif gone == "left":
        owner("UPDATE staff_account SET is_active = false WHERE id = %s", priya)
    else:
        wall = "INSERT INTO clients_wall (id, user_id, file_id, kind, made_at) VALUES (%s, %s, %s, 'conflict', now())"
        owner(wall, uuid4(), priya, amina)
    assert waiting("iss_manager") == 1
    for who in ("dvpp_manager", "iss_colleague"):
        assert waiting(who) == 0
    shown = page(signed_in("iss_manager"), "/groups/")
    assert reference("amina") in shown
    assert "Nobody leads it" in shown
    if gone == "no lead":
        assert waiting("iss_worker") == 0
    assert "Against procedure" in page(signed_in("iss_manager"), on_file("amina"))
