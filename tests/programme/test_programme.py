"""What happened to a man on the programme stands on his file, event by event, and none is changed (4.2.1, E16)."""

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.programme.actions import Happened, record_event
from clients.programme.models import ProgrammeEvent
from confidentiality.access.http import Refused
from confidentiality.audit.models import Event
from tests import cast
from tests.clients.questions import assert_hidden, day, file_of, reference, working_as
from tests.programme.working import event, happened

pytestmark = [pytest.mark.clause("4.2.1")]
SignedIn = Callable[[str], Client]
INSERT = (
    "INSERT INTO programme_programmeevent (id, file_id, kind, happened_on, recorded_by_id, corrects_id, recorded_at,"
    " words) VALUES (%s, %s, 'left', current_date, %s, %s, now(), '')"
)
WORDS = "He hit a wall in the break, says he is sorry."


def place(more: str = "", key: str = "daniel") -> str:
    return f"/files/{reference(key)}/programme/{more}"


@pytest.mark.django_db
def test_it_is_recorded_and_corrected_on_its_page(signed_in: SignedIn) -> None:
    client, today = signed_in("dvpp_worker"), timezone.localdate()
    assert "Nothing is recorded yet" in client.get(place()).content.decode()
    said = {"token": str(uuid4()), "kind": "stage", "stage": "2", "words": WORDS} | day(
        "day", today
    )
    for wrong in ({"stage": ""}, {"kind": "none"}, {"kind": ""}, {"day-year": "2096"}):
        assert client.post(place("new/"), said | wrong).status_code == 200
    for _ in range(2):  # a form sent twice
        assert client.post(place("new/"), said).status_code == 302
    page = client.get(place()).content.decode()
    assert "Where he stands: <strong>Reached stage 2" in page
    assert page.count(WORDS) == 1
    with working_as("dvpp_worker"):
        (wrong_one,) = ProgrammeEvent.objects.all()
    right = {"token": str(uuid4()), "kind": "none", "words": "Another man."} | day("day", today)
    correct = place(f"{wrong_one.id}/correct/")
    assert client.post(correct, right).status_code == 302
    page = client.get(place()).content.decode()
    assert "nothing stands" in page
    assert WORDS in page  # it stays on record
    assert client.get(correct).status_code == 404
    with working_as("records_admin"):
        one = Event.objects.filter(action="programme_event_recorded").latest("at")
        assert one.file == cast.FILES["daniel"].id


@pytest.mark.django_db
@pytest.mark.edge("E16")
def test_two_correct_one_event_and_one_is_told() -> None:
    wrong = happened("completed")
    with working_as("dvpp_manager"):
        seen = ProgrammeEvent.objects.get(pk=wrong)
    happened("none", corrects=wrong)
    with working_as("dvpp_manager") as by, pytest.raises(Refused):
        record_event(
            file=file_of("daniel"), happened=Happened("left", timezone.localdate()), by=by,
            event_id=uuid4(), corrects=seen,
        )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.attack("A1")
def test_it_is_hidden_with_its_file_and_there_is_none_on_hers(signed_in: SignedIn) -> None:
    made = happened("referred", words=WORDS)
    for who in ("iss_worker", "dvpp_colleague", "records_admin"):
        for more in ("", "new/", f"{made}/correct/"):
            assert_hidden(signed_in(who), place(more), "daniel")
    client = signed_in("iss_worker")
    for more in ("", "new/", f"{made}/correct/"):
        assert client.get(place(more, "amina")).status_code == 404
    assert "Programme</a>" not in client.get(f"/files/{reference('amina')}/").content.decode()


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_nobody_changes_one_or_writes_where_they_may_not() -> None:
    made = event(happened("suspended"))
    with working_as("dvpp_worker"):
        for change in ({"kind": "left"}, {"happened_on": date(2020, 1, 1)}):
            with pytest.raises(DatabaseError), transaction.atomic():
                ProgrammeEvent.objects.update(**change)
        assert not ProgrammeEvent.objects.filter(pk=made.pk)._raw_delete(connection.alias)
    others = [
        ("iss_worker", "amina", None),  # no programme there
        ("dvpp_colleague", "daniel", None),  # no grant
        ("dvpp_colleague", "craig", made.pk),  # an event of another file
        ("records_admin", "daniel", None),
    ]
    for who, key, corrects in others:
        values = [uuid4(), cast.FILES[key].id, cast.PEOPLE[who].id, corrects]
        with (
            working_as(who),
            pytest.raises(DatabaseError, match="row-level security"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(INSERT, values)
