"""A colleague behind a conflict's wall who tries to reach the file learns nothing, and a manager learns of it."""

from collections.abc import Callable
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from clients.emergency.access import count_waiting, wall_alerts
from clients.emergency.models import WallAlert
from clients.models import Wall
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from staff.models import Account, Worker
from tests import cast
from tests.addresses import ask
from tests.clients.questions import NEVER, assert_hidden, day, path, reference, working_as
from tests.emergency.working import KIN, WALLED_OFF, as_owner

pytestmark = pytest.mark.edge("E2")
SessionOf = Callable[[str], Client]
MANAGER, LEAD = "iss_manager", "safeguarding_lead"
LEILA = cast.FILES[WALLED_OFF]


def alerts_of(key: str) -> list[WallAlert]:
    """Return the alerts that a cast person sees."""
    with working_as(key) as worker:
        return wall_alerts(worker)


def told() -> set[str]:
    """Return who of the cast can read any alert at all."""
    found = set()
    for key, person in cast.PEOPLE.items():
        with acting_as(person.id):
            found |= {key} if WallAlert.objects.exists() else set()
    return found


def waiting(worker: Worker) -> int:
    mine = Worker.objects.filter(pk=worker.pk).annotate(waiting=count_waiting(worker))
    return int(mine.values_list("waiting", flat=True).get())


@pytest.mark.django_db
@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
def test_an_address_that_is_typed_tells_the_manager_and_nobody_else(session_of: SessionOf) -> None:
    """The colleague's own grant, given by mistake, and the file's lead make no difference."""
    assert_hidden(session_of(KIN), path("file", WALLED_OFF), WALLED_OFF)
    assert told() == {MANAGER}
    (alert,) = alerts_of(MANAGER)
    assert (alert.reference, alert.worker_id) == (reference(WALLED_OFF), cast.PEOPLE[KIN].id)
    with working_as(MANAGER) as manager:
        assert waiting(manager) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["below the file", "search", "typing", "duty"])
def test_every_way_there_tells(way: str, session_of: SessionOf) -> None:
    client = session_of(KIN)
    if way == "below the file":
        answer = client.post(path("close_file", WALLED_OFF), {"left_on": "today"})
        assert answer.status_code == 404
    elif way == "search":
        answer = client.post("/search/", {"words": reference(WALLED_OFF).lower()}, follow=True)
    elif way == "typing":
        words = {"words": reference(WALLED_OFF)}
        answer = client.post("/search/", words, headers={"HX-Request": "true"})
    else:
        answer = client.post("/duty/", {"first_name": "Leila", **day("born", LEILA.born)})
        assert "No file answers" in answer.content.decode()
    assert LEILA.name not in answer.content.decode()
    (alert,) = alerts_of(MANAGER)
    assert alert.times == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "asked"),
    [
        (KIN, NEVER),
        ("iss_senior", reference("leila")),  # no grant, and no wall
        (
            "iss_worker",
            reference("daniel"),
        ),  # a couple's wall: who is told would learn of the couple
        ("dvpp_worker", reference("amina")),
    ],
)
def test_nothing_else_tells(person: str, asked: str, session_of: SessionOf) -> None:
    assert session_of(person).get(f"/files/{asked}/").status_code == 404
    assert told() == set()


def test_a_couples_wall_beside_a_conflicts_tells_nobody(
    committed: str, session_of: SessionOf
) -> None:
    with as_owner():
        Wall.objects.create(user_id=cast.PEOPLE[KIN].id, file_id=LEILA.id, kind="couple")
    assert session_of(KIN).get(path("file", WALLED_OFF)).status_code == 404
    assert told() == set()


@pytest.mark.django_db
def test_tries_are_counted_in_one_alert_until_it_is_seen(session_of: SessionOf) -> None:
    client, manager = session_of(KIN), session_of(MANAGER)
    for _ in range(3):
        client.get(path("file", WALLED_OFF))
    (alert,) = alerts_of(MANAGER)
    assert (alert.times, alert.last_at >= alert.first_at) == (3, True)
    page = manager.get("/emergency/reviews/").content.decode()
    assert "behind a wall" in page
    assert f'<span class="govuk-visually-hidden">: {cast.PEOPLE[KIN].name}</span>' in page
    assert "3 times" in page
    seen = f"/emergency/walls/{alert.id}/seen/"
    assert manager.post(seen)["Location"] == "/emergency/reviews/"
    assert manager.post(seen).status_code == 404
    assert alerts_of(MANAGER) == []
    client.get(path("file", WALLED_OFF))
    (again,) = alerts_of(MANAGER)
    assert (again.times, again.id != alert.id) == (1, True)


@pytest.mark.django_db
def test_who_may_not_see_it_may_not_answer_it(session_of: SessionOf) -> None:
    session_of(KIN).get(path("file", WALLED_OFF))
    (alert,) = alerts_of(MANAGER)
    for key in (KIN, "iss_worker", "dvpp_manager", LEAD, "records_admin"):
        client = session_of(key)
        there = ask(client, "post", f"/emergency/walls/{alert.id}/seen/")
        assert there.status == 404
        assert there == ask(client, "post", f"/emergency/walls/{UUID(int=7)}/seen/")
    assert len(alerts_of(MANAGER)) == 1


@pytest.mark.parametrize("how", ["left", "is the one"])
def test_without_a_manager_the_safeguarding_lead_is_told(
    how: str, committed: str, session_of: SessionOf
) -> None:
    manager, who = cast.PEOPLE[MANAGER].id, KIN
    with as_owner():
        if how == "left":
            Account.objects.filter(id=manager).update(is_active=False)
        else:
            Wall.objects.create(user_id=manager, file_id=LEILA.id, kind="conflict")
        who = MANAGER if how == "is the one" else KIN
    assert session_of(who).get(path("file", WALLED_OFF)).status_code == 404
    assert told() == {LEAD}


@pytest.mark.django_db
def test_the_audit_says_it_and_the_files_lead_does_not_see_it(session_of: SessionOf) -> None:
    session_of(KIN).get(path("file", WALLED_OFF))
    with acting_as(cast.PEOPLE["records_admin"].id):
        event = Event.objects.get(action="wall_tried")
    assert (event.file, event.person) == (LEILA.id, cast.PEOPLE[KIN].id)
    with acting_as(cast.PEOPLE["iss_worker"].id):
        assert not Event.objects.filter(action="wall_tried").exists()


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_nobody_writes_an_alert_or_takes_one_away_by_hand(session_of: SessionOf) -> None:
    session_of(KIN).get(path("file", WALLED_OFF))
    for key in (KIN, MANAGER):
        for sql in (
            "DELETE FROM emergency_wallalert",
            "UPDATE emergency_wallalert SET seen_at = now()",
            "INSERT INTO emergency_wallalert (id, file_id, reference, worker_id, first_at, last_at, times)"
            f" VALUES ('{uuid4()}', '{LEILA.id}', '', '{cast.PEOPLE[KIN].id}', now(), now(), 1)",
        ):
            with working_as(key), suppress(DatabaseError), transaction.atomic():
                cursor = connection.cursor()
                cursor.execute(sql)
                assert cursor.rowcount == 0
    assert len(alerts_of(MANAGER)) == 1
    with acting_as(cast.PEOPLE[KIN].id), pytest.raises(DatabaseError), transaction.atomic():
        Event.objects.create(person=cast.PEOPLE[KIN].id, action="wall_tried", outcome="done")
