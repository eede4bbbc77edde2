"""What is due of clients' requests: for whoever decides on the file, and of everybody for the data protection lead."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from clients.models import Wall
from disclosures.ownfile.due import count_waiting, due_everywhere, due_for
from disclosures.ownfile.models import FileRequest
from staff.models import Worker
from tests import cast
from tests.clients.questions import file_of, reference, working_as
from tests.ownfile import working
from tests.queries import assert_queries_at_most

pytestmark = [pytest.mark.django_db, pytest.mark.clause("5.2.5")]
PAGE = "/own-files/"


def overdue(key: str, by: str = "iss_worker") -> UUID:
    """Take down a request that is overdue."""
    return working.ask(key=key, by=by, asked_at=timezone.now() - timedelta(days=70))


def waiting(who: str) -> int:
    with working_as(who) as by:
        one = Worker.objects.annotate(many=count_waiting(by)).get(pk=by.pk)
        return int(one.many)


def test_a_stopped_clock_stands_after_what_is_due() -> None:
    stopped, late, soon = working.ask(), overdue("leila"), working.ask(key="amina")
    working.say(stopped, "asked_for", matter="meaning", what="Which year?")
    assert working.kept(stopped).due_on is None
    with working_as("iss_worker") as by:
        ours = (stopped, late, soon)
        assert [each.id for each in due_for(by).requests if each.id in ours] == [
            late,
            soon,
            stopped,
        ]


def test_the_data_protection_lead_finds_what_is_due_of_everybody(
    signed_in: Callable[[str], Client],
) -> None:
    before = waiting("dp_lead")
    late, his = overdue("amina"), overdue("daniel", "dvpp_worker")
    stopped, closed = working.ask(key="leila"), overdue("leila")
    working.say(stopped, "asked_for", key="leila", matter="meaning", what="Which year?")
    working.close(closed, key="leila")
    assert waiting("dp_lead") == before + 2
    shown = signed_in("dp_lead").get(PAGE).content.decode()
    table = shown.partition("Of everybody, for the data protection lead")[2]
    for key in ("amina", "daniel", "leila"):
        assert reference(key) in table
        assert f"/files/{reference(key)}/" not in shown  # they may not open it
        assert cast.FILES[key].name not in shown
    assert table.index(reference("amina")) < table.index(reference("leila"))
    assert "Overdue since" in table
    assert "The clock stands still" in table
    assert "ISS team" in table
    assert "DVPP team" in table
    with working_as("dp_lead") as by:
        ids = due_everywhere(by)[1]
        assert {late, his, stopped} <= set(ids)
        assert closed not in ids
        with pytest.raises(FileRequest.DoesNotExist):
            FileRequest.objects.get(id=late)


@pytest.mark.attack("A4")
def test_nobody_else_finds_them_and_a_wall_hides_them_from_the_lead() -> None:
    late = overdue("amina")
    for who in ("iss_worker", "iss_manager", "safeguarding_lead", "records_admin", "hr", "trustee"):
        with working_as(who) as by:
            assert due_everywhere(by) == ([], [])
            with connection.cursor() as cursor:
                cursor.execute("SELECT * FROM access.requests_due(%s, NULL)", [date(2100, 1, 1)])
                assert cursor.fetchall() == []
    with working_as("dp_lead") as by:
        assert late in due_everywhere(by)[1]
    with working_as("iss_manager"):
        Wall.objects.create(
            user_id=cast.PEOPLE["dp_lead"].id, file=file_of("amina"), kind="conflict"
        )
    with working_as("dp_lead") as by:
        assert late not in due_everywhere(by)[1]


def test_it_asks_as_much_however_much_is_due(signed_in: Callable[[str], Client]) -> None:
    client, counts = signed_in("dp_lead"), []
    for many in (1, 12):
        for _ in range(many):
            overdue("amina")
        client.get(PAGE)
        with assert_queries_at_most(12) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[0] == counts[1]
