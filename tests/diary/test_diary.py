"""Appointments: who sees what of them, what becomes of them, and with whom they go."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.diary import access, actions
from clients.diary.models import Appointment
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.allocation import working as allocation
from tests.queries import assert_queries_at_most
from tests.retention.working import owner, sweep

from .working import WORDS, an_appointment

SignedIn = Callable[[str], Client]
PEOPLE = {key: person.id for key, person in cast.PEOPLE.items()}
REFERENCE = cast.FILES["amina"].reference


def seen_by(key: str, appointment: Appointment) -> bool:
    with acting_as(PEOPLE[key]):
        return Appointment.objects.filter(id=appointment.id).exists()


def taken(key: str) -> set[UUID]:
    """Return the ids of colleagues whom somebody sees taken in the next days."""
    now = timezone.now()
    with acting_as(PEOPLE[key]), connection.cursor() as cursor:
        cursor.execute(
            "SELECT worker FROM access.busy(%s, %s)",
            [now - timedelta(days=1), now + timedelta(days=5)],
        )
        return {who for (who,) in cursor.fetchall()}


def state_of(appointment: Appointment) -> str:
    ((state,),) = owner("SELECT state FROM diary_appointment WHERE id = %s", appointment.id)
    return str(state)


@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
@pytest.mark.django_db
def test_who_may_view_the_file_sees_it_and_the_team_that_somebody_is_taken() -> None:
    appointment = an_appointment()
    assert {key for key in PEOPLE if seen_by(key, appointment)} == {"iss_worker", "iss_manager"}
    with acting_as(PEOPLE["dvpp_worker"]), pytest.raises(Hidden):
        access.open_appointment(appointment.id)
    team = {key for key in PEOPLE if PEOPLE["iss_worker"] in taken(key)}
    assert team >= {"iss_colleague", "iss_manager"}
    assert not team & {"iss_worker", "dvpp_worker", "dvpp_manager", "records_admin", "hr"}
    with acting_as(PEOPLE["iss_colleague"]), connection.cursor() as cursor:
        now = timezone.now()
        cursor.execute("SELECT * FROM access.busy(%s, %s)", [now, now + timedelta(days=5)])
        assert cursor.description is not None
        assert [column.name for column in cursor.description] == ["worker", "starts_at", "ends_at"]
        cursor.execute("SELECT * FROM access.busy(%s, %s)", [now, now + timedelta(days=400)])
        assert cursor.fetchall() == []


@pytest.mark.django_db
def test_alone_it_is_one_s_own() -> None:
    appointment = an_appointment(file=None, words="Dentist.")
    assert {key for key in PEOPLE if seen_by(key, appointment)} == {"iss_worker"}
    with pytest.raises(Exception), transaction.atomic():  # noqa: B017, PT011 - no key, or no right
        an_appointment(by="iss_manager", for_whom="iss_worker", file=None)


@pytest.mark.attack("A4")
@pytest.mark.django_db
def test_nobody_arranges_for_others_nor_says_what_is_not_theirs() -> None:
    appointment = an_appointment()
    for by, whom in (("iss_manager", "iss_colleague"), ("iss_colleague", "iss_colleague")):
        with pytest.raises(Exception), transaction.atomic():  # noqa: B017, PT011 - as above
            an_appointment(by=by, for_whom=whom)
    tries = (
        f"UPDATE diary_appointment SET state = 'attended', said_at = now(), said_by_id = '{PEOPLE['iss_worker']}'",
        "UPDATE diary_appointment SET starts_at = now()",
        "UPDATE diary_appointment SET taken_over = false",
        "DELETE FROM diary_appointment",
    )
    for key in ("iss_manager", "dvpp_worker", "records_admin"):
        with acting_as(PEOPLE[key]):
            for statement in tries:
                try:
                    with transaction.atomic(), connection.cursor() as cursor:
                        cursor.execute(statement)
                        assert cursor.rowcount == 0, statement
                except DatabaseError:
                    continue
    with acting_as(PEOPLE["iss_worker"]):
        assert Appointment.objects.get(id=appointment.id).state == "planned"


@pytest.mark.django_db
def test_moved_cancelled_attended_or_not_everything_stays_on_record() -> None:
    appointment = an_appointment()
    with acting_as(PEOPLE["iss_worker"]):
        by = cast.worker("iss_worker")
        starts = timezone.now() + timedelta(days=3)
        what = actions.Arranged(starts, starts + timedelta(minutes=30), "phone", "By telephone.")
        first = access.open_appointment(appointment.id)
        made = actions.move(appointment=first, what=what, by=by, appointment_id=uuid4())
        assert made is not None
        assert actions.move(appointment=first, what=what, by=by, appointment_id=uuid4()) is None
        assert not actions.say(appointment=first, state="attended", by=by)
        assert not actions.unsay(appointment=first, by=by), "what was moved stays moved"
        assert access.open_appointment(appointment.id).moved_to_id == made.id
        assert actions.say(appointment=made, state="missed", by=by)
        assert not actions.say(appointment=made, state="attended", by=by)
        assert actions.unsay(appointment=made, by=by)
        assert actions.say(appointment=made, state="attended", by=by)
        assert [each.id for each in access.to_come(by)] == []
    with acting_as(PEOPLE["iss_manager"]):
        manager = cast.worker("iss_manager")
        assert not actions.unsay(appointment=access.open_appointment(made.id), by=manager)


@pytest.mark.edge("E51")
def test_what_is_to_come_follows_the_lead(committed: str) -> None:
    coming, over = an_appointment(), an_appointment(hours=-30)
    ask_and_agree("leave", "iss_worker")
    assert allocation.allocate("amina", "iss_senior")
    rows = {
        UUID(str(row)): (who, over)
        for row, who, over in owner("SELECT id, worker_id, taken_over FROM diary_appointment")
    }
    assert rows[coming.id] == (PEOPLE["iss_senior"], True)
    assert rows[over.id] == (PEOPLE["iss_worker"], False)
    with acting_as(PEOPLE["iss_senior"]):
        assert coming.id in {each.id for each in access.to_come(cast.worker("iss_senior"))}


@pytest.mark.clause("5.2.7")
def test_appointments_go_with_their_file(committed: str) -> None:
    due = cast.FILES["due"].id
    an_appointment(file=due)
    count = "SELECT count(*) FROM diary_appointment WHERE file_id = %s"
    assert owner(count, due) == [(1,)]
    sweep()
    assert owner(count, due) == [(0,)]


def test_the_pages_show_initials_safe_contact_and_no_name_in_lists(
    committed: str, signed_in: SignedIn
) -> None:
    client = signed_in("iss_worker")
    over = an_appointment(hours=-2)
    day = timezone.localdate() + timedelta(days=2)
    said = {
        **{"day-day": day.day, "day-month": day.month, "day-year": day.year},
        **{
            "at": "14:30",
            "minutes": "45",
            "place": "office",
            "words": WORDS,
            "token": str(uuid4()),
        },
    }
    page = f"/files/{REFERENCE}/diary/"
    assert client.post(f"{page}new/", said).status_code == 302
    assert client.post(f"{page}new/", said).status_code == 302, "sent twice, it is one"
    listed = client.get(page).content.decode()
    assert "2:30pm to 3:15pm" in listed
    assert "Safe contact" in listed
    week = client.get(f"/diary/?week={day}").content.decode()
    assert REFERENCE in week
    assert "A.Y." in week or "A." in week
    for address in (f"/diary/?week={day}", "/diary/coming/", "/today/"):
        shown = client.get(address).content.decode()
        assert cast.FILES["amina"].name not in shown
        assert WORDS not in shown
    assert "Say whether it was kept" in client.get("/diary/coming/").content.decode()
    opened = client.get(f"/diary/{over.id}/").content.decode()
    assert WORDS in opened
    assert "Safe contact" in opened
    client.post(f"/diary/{over.id}/said/", {"state": "attended"})
    assert state_of(over) == "attended"
    client.post(f"/diary/{over.id}/said/", {"state": "planned"})
    assert state_of(over) == "planned"
    assert client.post(f"/diary/{over.id}/said/", {"state": "moved"}).status_code == 302
    assert state_of(over) == "planned"
    late = {**said, "at": "25:00"}
    assert "Write the time as" in client.post(f"{page}new/", late).content.decode()
    foreign = signed_in("dvpp_worker")
    assert foreign.get(f"/diary/{over.id}/").status_code == 404
    assert foreign.get(page).status_code == 404


@pytest.mark.django_db
def test_a_full_week_costs_no_more_questions_than_an_empty_one(signed_in: SignedIn) -> None:
    for hours in range(1, 12):
        an_appointment(hours=hours)
    client = signed_in("iss_worker")
    with assert_queries_at_most(12):
        assert client.get("/diary/").status_code == 200
