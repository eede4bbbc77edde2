"""Somebody who wants to know who else comes to a group, or to bring a couple together unnoticed (clause 4.4.1)."""

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.groups.actions import record_attendance, take_back
from clients.groups.models import Attendance, ClientGroup, GroupSession, KeepingAgreement
from confidentiality.audit.models import Event
from staff.models import Worker
from staff.reminders.access import what_waits
from tests import cast
from tests.access.attacker import REFUSED
from tests.access.attacker import session as connected
from tests.clients.questions import file_of, give, reference, working_as
from tests.database import owner
from tests.groups.working import a_group, a_session, on_file, page, signs, was_at
from tests.partners.working import say

pytestmark = [pytest.mark.clause("4.4.1"), pytest.mark.attack("A4")]
SignedIn = Callable[[str], Client]
AMINA, LEILA, SIOBHAN = (cast.FILES[key].id for key in ("amina", "leila", "siobhan"))
# Whoever runs the group, and views one of the three files.
RUNS = "iss_colleague"


def a_full_session() -> GroupSession:
    """Record three women at one session, of whom whoever runs it views one."""
    session = a_session(a_group())
    for key in ("amina", "leila", "siobhan"):
        was_at(session, key)
    return session


def test_with_sql_of_one_s_own_nobody_else_is_there(committed: str) -> None:
    held = a_full_session()
    session, group = str(held.id), str(held.group_id)
    signs("leila")
    with connected(committed, "web") as web:
        web.act_as(cast.PEOPLE[RUNS].id)
        assert web.sql("SELECT file_id::text FROM groups_attendance") == [(str(SIOBHAN),)]
        assert web.sql("SELECT count(*) FROM groups_keepingagreement") == [(0,)]
        assert web.sql("SELECT count(*) FROM emergency_wallalert") == [(0,)]
        actions = "SELECT count(*) FROM audit_event WHERE file = ANY (%s::uuid[])"
        assert web.sql(actions, [[str(AMINA), str(LEILA)]]) == [(0,)]
        for closed in (
            "SELECT * FROM access.partner_attended",
            "SELECT * FROM partners_tie JOIN access.partner_attended ON true",
            "SELECT access.tell_of_partners(gen_random_uuid(), gen_random_uuid())",
            "SELECT access.attendances_follow(gen_random_uuid(), '{}', '{}', gen_random_uuid())",
            "ALTER TABLE groups_attendance DISABLE TRIGGER ALL",
            "SET session_replication_role = 'replica'",
            "DELETE FROM groups_groupsession",
        ):
            assert web.attempt(closed) in (REFUSED, 0), closed
        # What is unique answers nobody who may not write there: the same, whether she was there or not.
        insert = (
            "INSERT INTO groups_attendance (id, session_id, file_id, wording, signed, entry, recorded_by_id,"
            " recorded_at) VALUES (gen_random_uuid(), %s, %s, '', false, gen_random_uuid(), %s, now())"
        )
        for file in (AMINA, cast.FILES["due"].id, uuid4()):
            by = str(cast.PEOPLE[RUNS].id)
            assert web.attempt(insert, [session, str(file), by]) == REFUSED
        assert web.sql("SELECT access.nobody_leads(%s)", [str(AMINA)]) == [(False,)]
    with connected(committed, "web") as web:
        web.act_as(cast.PEOPLE["dvpp_worker"].id)  # whose client's partner was there
        for ask, what in (("was_at", session), ("was_in_group", group)):
            assert web.sql(f"SELECT access.{ask}(%s)", [what]) == [(False,)]
        for table in ("groupsession", "attendance", "keepingagreement"):
            assert web.sql(f"SELECT count(*) FROM groups_{table}") == [(0,)]


@pytest.mark.django_db
def test_forms_and_addresses_answer_the_same_whoever_else_was_there(signed_in: SignedIn) -> None:
    session, client = a_full_session(), signed_in(RUNS)
    address = f"/groups/sessions/{session.id}/new/"

    def refused(who: UUID) -> str:
        answer = client.post(address, {"who": [str(who)], "discussed": "yes"})
        assert answer.status_code == 200
        plain = answer.content.decode().replace(str(who), "")
        return re.sub(r'value="[^"]*"|nonce="[^"]*"', "", plain)

    there, elsewhere, nowhere = (refused(who) for who in (AMINA, cast.FILES["due"].id, uuid4()))
    assert there == elsewhere == nowhere
    for more in ("", "new/", "agreement/"):
        assert client.get(on_file("amina", more)).status_code == 404
    was = was_at(a_session(a_group(day=5)), "amina")
    for of, key in (("siobhan", was.id), ("amina", was.id), ("siobhan", uuid4())):
        assert client.post(on_file(of, f"{key}/")).status_code == 404
    assert Attendance.objects.filter(id=was.id).count() == 0


@pytest.mark.django_db
def test_nothing_else_tells_of_them(signed_in: SignedIn) -> None:
    """Search, Today, the list of groups, the audit of one's own files, and what is sent by email."""
    client, session = signed_in(RUNS), a_session(a_group())
    was_at(session, "siobhan")
    same = ("/today/", "/groups/", f"/groups/{session.group_id}/", on_file("siobhan"))
    others = (f"/files/{reference('siobhan')}/looks/", "/search/?q=group")
    before = [page(client, place) for place in same]
    with working_as(RUNS):
        waits = what_waits(cast.PEOPLE[RUNS].id)
    for key in ("amina", "leila"):
        was_at(session, key)
    assert [page(client, place) for place in same] == before
    for place in same + others:
        shown = page(client, place)
        for key in ("amina", "leila"):
            assert reference(key) not in shown
            assert cast.FILES[key].name not in shown
    with working_as(RUNS):
        assert what_waits(cast.PEOPLE[RUNS].id) == waits
        seen = Event.objects.filter(action="attendance_recorded").values_list("file", flat=True)
        assert set(seen) <= {SIOBHAN}


@pytest.mark.django_db
def test_what_was_true_of_the_day_is_not_made_otherwise() -> None:
    was = was_at(a_session(a_group()), "amina")
    session = was.session
    with working_as("iss_worker") as by:
        take_back(attendance=was, file=file_of("amina"), by=by)
        at_once = "SET CONSTRAINTS ALL IMMEDIATE"
        back = "UPDATE groups_attendance SET taken_back_at = NULL, taken_back_by_id = NULL WHERE id = %s"
        with (
            pytest.raises(DatabaseError, match="stays so"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"{at_once}; {back}", [was.id])
        tomorrow = timezone.localdate() + timedelta(days=1)
        for made in (
            GroupSession(group_id=session.group_id, held_on=tomorrow, run_by=by, recorded_by=by),
            *(
                KeepingAgreement(
                    file=file_of("amina"),
                    wording=wording,
                    signed_on=day,
                    witnessed_by=by,
                    recorded_by=by,
                )
                for wording, day in (("programme-1", session.held_on), ("women-1", tomorrow))
            ),
        ):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                made.save(force_insert=True)


@pytest.mark.django_db
@pytest.mark.clause("5.2.6")
def test_whoever_may_only_read_records_nothing_and_nobody_in_another_s_name() -> None:
    was = was_at(a_session(a_group()), "amina")
    other = a_session(a_group(day=6))
    give("amina", "iss_volunteer", "view")
    priya = cast.PEOPLE["iss_worker"].id

    def refused(who: str, change: Callable[[Worker], object]) -> None:
        with (
            working_as(who) as by,
            pytest.raises(DatabaseError, match="row-level"),
            transaction.atomic(),
        ):
            change(by)

    def there(by: UUID) -> Attendance:
        return Attendance(
            session_id=other.id, file_id=AMINA, signed=False, entry=uuid4(), recorded_by_id=by
        )

    def signed(key: str, by: UUID) -> KeepingAgreement:
        days = {"signed_on": timezone.localdate(), "witnessed_by_id": priya}
        return KeepingAgreement(
            file_id=cast.FILES[key].id, wording="women-1", recorded_by_id=by, **days
        )

    def back(by: UUID) -> int:
        stands = Attendance.objects.filter(id=was.id)
        return stands.update(taken_back_at=timezone.now(), taken_back_by_id=by)

    refused("iss_volunteer", lambda by: there(by.pk).save(force_insert=True))
    refused("iss_volunteer", lambda by: signed("amina", by.pk).save(force_insert=True))
    with working_as("iss_volunteer") as by:
        assert back(by.pk) == 0
    refused("iss_worker", lambda _: there(cast.PEOPLE[RUNS].id).save(force_insert=True))
    refused("iss_worker", lambda _: back(cast.PEOPLE[RUNS].id))
    refused("dvpp_worker", lambda by: signed("daniel", by.pk).save(force_insert=True))


@pytest.mark.django_db
@pytest.mark.edge("E1")
def test_a_group_that_has_ended_meets_no_more_and_the_other_service_runs_none() -> None:
    group = a_group()
    ended = a_group(day=3)
    with working_as("iss_worker") as by:
        ClientGroup.objects.filter(id=ended.id).update(ended_at=timezone.now())
        for of, who in ((ended.id, by.pk), (group.id, cast.PEOPLE["dvpp_worker"].id)):
            with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
                GroupSession(
                    group_id=of, held_on=timezone.localdate(), run_by_id=who, recorded_by=by
                ).save(force_insert=True)


@pytest.mark.edge("E1")
def test_who_works_for_both_services_brings_none_of_one_to_the_other_s_group(
    committed: str,
) -> None:
    men = a_session(a_group("dvpp"))
    owner(
        "UPDATE staff_worker SET service = 'both' WHERE account_id = %s",
        cast.PEOPLE["iss_worker"].id,
    )
    with working_as("iss_worker") as by:
        there = GroupSession.objects.select_related("group").get(id=men.id)  # they see both
        with pytest.raises(DatabaseError, match="row-level"), transaction.atomic():
            record_attendance(session=there, file=file_of("amina"), discussed=False, by=by)


@pytest.mark.edge("E4")
@pytest.mark.parametrize("way", ["another group of that name", "taken back meanwhile"])
def test_no_way_round_brings_a_couple_together_unnoticed(committed: str, way: str) -> None:
    his = cast.FILES["siobhan"]
    say(his.reference, his.name, file="leila", born=his.born)
    first = was_at(a_session(a_group()), "siobhan")
    if way == "another group of that name":
        was_at(a_session(a_group()), "leila")
    else:
        with working_as(RUNS) as by:
            take_back(attendance=first, file=file_of("siobhan"), by=by)
        was_at(first.session, "leila")
        assert owner("SELECT kind FROM emergency_wallalert") == []
        was_at(first.session, "siobhan")
    assert owner("SELECT kind, times FROM emergency_wallalert") == [("group", 1)]
