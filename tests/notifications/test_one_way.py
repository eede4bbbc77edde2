"""Nothing of a notification is on his side: no page, row, count, number of the audit or time (E26, 4.2.1 i)."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.models import CaseFile, Entry
from confidentiality.access.identity import SystemActor, acting_as
from disclosures.notifications import access, actions, disposal
from disclosures.notifications.models import Strand
from disclosures.notifications.tasks import look
from tests import cast
from tests.addresses import ask
from tests.clients.questions import day, reference, working_as
from tests.database import logged_in_as
from tests.notifications.working import (
    EX,
    an_ex,
    event,
    every,
    outcome,
    safe,
    said,
    strands,
    tell,
    waiting,
    want,
)
from tests.partners.working import a_file
from tests.people.working import add
from tests.retention.working import do_jobs, owner

pytestmark = [
    pytest.mark.usefixtures("committed"),
    pytest.mark.slow,
    pytest.mark.clause("4.2.1"),
    pytest.mark.clause("3.3.2 e"),
]
SignedIn = Callable[[str], Client]
HIS_SIDE = ("dvpp_worker", "dvpp_manager", "dvpp_colleague")


def _tables() -> list[str]:
    rows = owner(
        "SELECT c.oid::regclass::text FROM pg_class c WHERE c.relkind = 'r'"
        " AND c.relnamespace IN ('public'::regnamespace, 'keys'::regnamespace) ORDER BY 1"
    )
    return [str(name) for (name,) in rows]


def _readable(key: str, tables: list[str]) -> dict[str, Any]:
    """Return how many rows of each table somebody reads with SQL of their own, and a digest of what stands in them."""
    found: dict[str, Any] = {}
    with acting_as(cast.PEOPLE[key].id), connection.cursor() as cursor:
        for table in tables:
            sql = f"SELECT count(*), md5(string_agg(t::text, '' ORDER BY t::text)) FROM {table} t"
            if _attempt(sql, {}) != "refused":
                cursor.execute(sql)
                found[table] = cursor.fetchone()
    return found


@pytest.mark.edge("E26")
@pytest.mark.attack("A1")
def test_all_that_is_done_on_her_side_changes_nothing_that_his_side_can_read() -> None:
    an_ex()
    wrong, _ = event("suspended"), event("stage", stage=2)
    tables = _tables()
    before = {key: _readable(key, tables) for key in HIS_SIDE}
    assert before["dvpp_worker"]["programme_programmeevent"][0] == 2
    safe()
    first, second = waiting()
    tell(first.id, words="She knew.")
    want("risk")
    with working_as("iss_worker") as by:
        found = access.open_notification(by, second.id)
        actions.stop(notification=found, verdict=access.verdict_on(found), by=by)
    strand = strands()[0]
    with working_as("iss_manager") as by:
        opened = access.open_strand(by, strand.id)
        assert actions.give_strand(strand=opened, whom=access.who_can_take(opened)[0], by=by)
    assert {key: _readable(key, tables) for key in HIS_SIDE} == before
    event("none", corrects=wrong)
    assert len(waiting()) == 1
    after = {key: _readable(key, tables) for key in HIS_SIDE}
    assert not any(
        name.startswith("notifications_") and n[0] for name, n in after["dvpp_worker"].items()
    )
    for key in HIS_SIDE:
        with acting_as(cast.PEOPLE[key].id):
            for entry in Entry.objects.all():
                assert "notification" not in entry.body.casefold()


def _numbers() -> dict[str, int]:
    rows = owner("SELECT action, count(*) FROM audit_event GROUP BY action")
    return {str(action): int(str(many)) for action, many in rows}


@pytest.mark.edge("E26")
@pytest.mark.attack("A1")
def test_pages_queries_and_numbers_are_the_same_with_a_partner_and_without(
    signed_in: SignedIn,
) -> None:
    """Nobody tied, a woman with a file, a former partner without one: whoever records can compare nothing."""
    client = signed_in("dvpp_worker")
    alone = a_file("Nils Alone", by="dvpp_worker")
    ex = a_file("Nils Alone", by="dvpp_worker")
    add(EX, by="dvpp_worker", file=ex)
    with acting_as(cast.PEOPLE["dvpp_worker"].id):
        known = [CaseFile.objects.get(id=each).reference for each in (alone, alone, ex)]
    do_jobs()
    hers = client.get(f"/files/{reference('daniel')}/notifications/")
    assert hers.status_code == client.get("/notifications/").status_code == 404
    answers, counted = [], []
    for named in (*known, reference("daniel")):
        before = _numbers()
        form = {
            "kind": "suitable",
            "words": "",
            **day("day", timezone.localdate()),
            "token": str(uuid4()),
        }
        posted = ask(client, "post", f"/files/{named}/programme/new/", form)
        assert posted.status == 302
        client.cookies.pop("messages", None)
        do_jobs()
        page = ask(client, "get", f"/files/{named}/programme/")
        listed = ask(client, "get", "/files/")
        answers.append((posted.status, posted.body, posted.queries, page.queries, listed))
        after = _numbers()
        counted.append({name: after[name] - before.get(name, 0) for name in after})
    assert answers[1] == answers[2]  # of the same name, with nobody tied and with a former partner
    assert [each[:4] for each in answers[1:3]] == [answers[3][:4]] * 2
    assert counted[1] == counted[2] == counted[3]
    assert len(every()) == 2
    his = client.get(f"/files/{reference('daniel')}/disclosures/for-the-client/").content.decode()
    assert "What we told you" not in his
    jobs = owner(
        "SELECT DISTINCT asked_by, done, total, attempts, failure FROM work_job WHERE kind = 'notifications.look'"
    )
    assert jobs == [(None, 0, 0, 0, "")]


@pytest.mark.attack("A4")
def test_nobody_reads_makes_or_ends_one_by_sql_of_their_own() -> None:
    an_ex()
    made = event("left")
    (one,), strand = waiting(), strands()[0]
    calls = {
        "SELECT access.put_person(%(daniel)s, %(id)s, %(id)s, true, %(id)s, 'x')": "refused",
        "SELECT access.notify_of(%(daniel)s, '{}')": "refused",
        "SELECT access.tied_to(%(daniel)s)": "refused",
        "SELECT access.partner_has_file(%(daniel)s, %(id)s)": "refused",
        "SELECT access.put_notification(%(event)s, %(amina)s, NULL, NULL)": "refused",
        "SELECT access.drop_strands('{}')": "refused",
        "SELECT * FROM access.next_programme_file()": "0",
        "SELECT * FROM access.people_to_look_at(%(daniel)s)": "0",
        "SELECT 1 WHERE access.programme_waits() OR access.notifier_reads(%(daniel)s)": "0",
        "SELECT 1 WHERE access.destroy_strands(current_date + 9, 9) <> '{}'": "0",
        'INSERT INTO notifications_notification (id, file_id, status, "on", contact_version, made_at, outcome)'
        " VALUES (%(id)s, %(amina)s, 'left', current_date, 1, now(), '')": "refused",
        "UPDATE notifications_notification SET outcome = 'told'": "refused",
        "SELECT * FROM notifications_origin": "0",
        "SELECT * FROM notifications_personlookedat": "0",
        "SELECT * FROM notifications_tolookat": "0",
    }
    others = {
        "SELECT * FROM notifications_notification": "0",
        "SELECT * FROM notifications_attempt": "0",
        "SELECT * FROM sealing_key WHERE kind = 'strand'": "0",
        "SELECT * FROM notifications_strand": "0",
        "SELECT 1 WHERE access.reads_strand(%(strand)s, NULL) OR access.give_strand(%(strand)s, NULL)"
        " OR access.review_strand(%(strand)s, false) OR access.tells_notification(%(one)s)"
        " OR access.hold_notification(%(one)s)": "0",
        "SELECT * FROM access.who_can_take_strand(%(strand)s)": "0",
        "INSERT INTO notifications_attempt (id, notification_id, by_id, at, happened_at, result, details)"
        " VALUES (%(id)s, %(one)s, %(me)s, now(), now(), 'told', 'x')": "refused",
        "INSERT INTO work_job (id, kind, subject, state, done, total, attempts, failure, created_at, not_before)"
        " VALUES (%(id)s, 'notifications.look', %(subject)s, 'waiting', 0, 0, 0, '', now(), now())": "refused",
    }
    everybody = (
        *HIS_SIDE,
        "iss_colleague",
        "records_admin",
        "hr",
        "safeguarding_lead",
        "iss_worker",
        "iss_manager",
    )
    for key in everybody:
        asked = calls if key in ("iss_worker", "iss_manager") else calls | others
        ids = {
            "me": cast.PEOPLE[key].id, "id": uuid4(), "daniel": cast.FILES["daniel"].id, "event": made,
            "amina": cast.FILES["amina"].id, "strand": strand.id, "one": one.id,
        }  # fmt: skip
        ids["subject"] = one.id if key == "dvpp_worker" else made  # who recorded it may ask again
        with acting_as(cast.PEOPLE[key].id):
            for sql, answer in asked.items():
                assert _attempt(sql, ids) == answer, (key, sql)
    assert outcome(one.id) == ""


def _attempt(sql: str, ids: dict[str, Any]) -> str:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, ids)
            return str(cursor.rowcount)
    except DatabaseError:
        return "refused"


@pytest.mark.edge("E5")
def test_a_partner_without_a_file_is_a_strand_of_the_support_service(signed_in: SignedIn) -> None:
    an_ex()
    event("referred")
    assert len(every()) == 2  # Amina, who has a file, and Edda, who has none
    (strand,) = strands()
    assert strands("iss_worker") == []
    assert signed_in("iss_worker").get(f"/strands/{strand.id}/").status_code == 404
    manager = signed_in("iss_manager")
    page = manager.get(f"/strands/{strand.id}/").content.decode()
    for told in ("Edda Roewood", "07700 900471", "9 Tern Court"):
        assert told in page
    for must_not in ("started it", "Daniel", reference("daniel"), "Amina", reference("amina")):
        assert must_not not in page
    who = str(cast.PEOPLE["iss_worker"].id)
    assert manager.post(f"/strands/{strand.id}/", {"whom": who}).status_code == 302
    worker = signed_in("iss_worker")
    assert "Edda Roewood" in worker.get(f"/strands/{strand.id}/").content.decode()
    (one,) = [each for each in waiting() if each.strand_id]
    form = {
        "token": str(uuid4()), "seen": "1", "channel": "call", "to": "phone-0", "outcome": "herself",
        "heard": "yes", "words": "She asked for a leaflet.", **day("day", timezone.localdate()), "at": "00:00",
    }  # fmt: skip
    asked = worker.post(f"/notifications/{one.id}/", form).content.decode()
    assert "This number was never called safe" in asked
    assert worker.post(f"/notifications/{one.id}/", form | {"happened": "on"}).status_code == 302
    assert outcome(one.id) == "told"
    assert "She asked for a leaflet." in worker.get(f"/strands/{strand.id}/").content.decode()
    with acting_as(cast.PEOPLE["dvpp_worker"].id):
        assert not Strand.objects.exists()


def test_a_strand_ends_when_she_has_a_file_and_when_its_time_has_come() -> None:
    an_ex()
    event("suitable")
    (strand,) = strands()
    hers = a_file(
        "Edda Roewood", contact={"phones": ["07700 900471"]}, partner_names=["Daniel Farouk"]
    )
    do_jobs()
    with logged_in_as("worker"):
        look()
    do_jobs()
    assert ("suitable", "replaced", True, False) in every()
    assert said([each for each in waiting() if each.file_id == hers]) == ["suitable"]
    owner("UPDATE notifications_strand SET touched_on = '2019-01-01'")
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        assert disposal.erase_until(date(2018, 12, 31)) == 0
        assert disposal.erase_until(date(2019, 1, 1)) == 1
    assert (
        owner("SELECT 1 FROM sealing_key WHERE kind = 'strand' AND subject = %s", strand.id) == []
    )
    assert not any(each[2] for each in every())


def test_what_goes_with_which_file() -> None:
    an_ex()
    event("completed")
    hers = every()
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        erased = disposal.erase(cast.FILES["daniel"].id)
    assert erased["notifications_origin"] == 2
    assert erased["notifications_notification"] == 0
    assert every() == hers
    with logged_in_as("worker"), acting_as(SystemActor.DISPOSER):
        disposal.erase(cast.FILES["amina"].id)
    assert [each[2] for each in every()] == [True]  # the strand's own
