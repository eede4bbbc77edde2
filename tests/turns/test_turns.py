"""A manager of both services opens one half of a couple at a time, and nobody else any (E1)."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from clients.access import rights_on
from clients.models import CaseFile
from clients.turns import actions
from clients.turns.actions import Answer
from clients.turns.fence_sql import MOST_ASKS
from clients.turns.models import Turn
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from tests import cast
from tests.allocation.working import at_once
from tests.attacking import report, sized
from tests.clients.questions import NEVER, path, reference, working_as
from tests.emergency.working import ask as ask_in_emergency
from tests.retention.working import owner
from tests.turns.working import (
    BOTH,
    HERS,
    HIS,
    allow,
    begin,
    end,
    let_time_pass,
    manages,
    of_both,
    seen,
    taken,
)
from tests.world import ADDRESSES

pytestmark = [pytest.mark.edge("E1"), pytest.mark.clause("3.3.1")]
SessionOf = Callable[[str], Client]
ME = cast.PEOPLE[BOTH].id


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_nobody_takes_a_turn_unless_it_is_set_and_they_manage_both(session_of: SessionOf) -> None:
    for key in cast.PEOPLE:  # as it is delivered
        with pytest.raises(DatabaseError), transaction.atomic():
            begin(HIS, key)
    of_both("iss")
    with pytest.raises(DatabaseError), transaction.atomic():  # managing both is not enough
        begin(HIS)
    assert seen() == {HERS}
    client = session_of(BOTH)
    assert client.get("/turns/").status_code == 404
    assert "/turns/" not in client.get("/files/").content.decode()
    allow()
    assert client.get("/turns/").status_code == 200
    assert "/turns/" in client.get("/files/").content.decode()
    for key in cast.PEOPLE.keys() - {BOTH}:
        with pytest.raises(DatabaseError), transaction.atomic():
            begin(HIS, key)
    for key in ("dvpp_manager", "iss_worker"):
        assert session_of(key).get("/turns/").status_code == 404
    assert begin(HIS) == Answer.WAIT  # hers was open to now: a page with it may be on its way


@pytest.mark.slow
def test_one_half_opens_at_a_time_and_neither_without_a_turn(
    committed: str, session_of: SessionOf
) -> None:
    of_both("iss")
    allow()
    let_time_pass()
    assert seen() == {HERS}
    assert begin(HIS) == Answer.WAIT
    assert seen() == set()  # from now on each opens by a turn
    let_time_pass()
    assert [begin(each) for each in (NEVER, "leila", "craig")] == [
        *2 * [Answer.NOTHING],
        Answer.WAIT,  # Siobhán's was open until now
    ]
    taken(HIS)
    with working_as(BOTH) as worker:
        rights = rights_on(worker, CaseFile.objects.get(id=cast.FILES[HIS].id))
        turn = Turn.objects.get(ended_at=None)
    assert rights == {"view", "contribute", "lead", "third_party", "turn"} & rights
    assert {"view", "lead", "turn"} <= rights
    assert turn.until - turn.started_at == timedelta(hours=1)
    assert begin(HERS) == Answer.STANDS
    assert ask_in_emergency(BOTH, HERS)[0] == "nothing"
    client = session_of(BOTH)
    page = client.get(path("file", HIS)).content.decode()
    assert "Your turn on this file" in page
    assert client.get(path("file", HERS)).status_code == 404
    assert _shown_together(client) == set()
    client.post(reverse("turns:end", args=[turn.id]))
    assert seen() == set()
    assert begin(HERS) == Answer.WAIT
    let_time_pass()
    answer = client.post(
        "/turns/", {"reference": reference(HERS), "purpose": "risk", "token": str(uuid4())}
    )
    assert answer["Location"] == path("file", HERS)
    assert seen() == {HERS}
    assert _shown_together(client) == set()
    owner("UPDATE turns_turn SET until = now() WHERE ended_at IS NULL")  # an hour later
    assert seen() == set()
    _whoever_leads_it_sees_it(session_of)


def _shown_together(client: Client) -> set[str]:
    """Return the pages, of all without a subject and some searches, on which both halves stand; each is asked."""
    marks = [{cast.FILES[half].reference, cast.FILES[half].name} for half in (HERS, HIS)]
    pages = [reverse(key) for key, at in ADDRESSES.items() if _is_plain(key, at)]
    pages += [f"/search/?q={words}" for words in ("Farouk", "07700 900101", reference(HERS))]
    shown, one = set(), 0
    for page in pages:
        answer = client.get(page)
        said = answer.content.decode() if answer.status_code == 200 else ""
        there = [any(mark in said for mark in of_half) for of_half in marks]
        shown |= {page} if all(there) else set()
        one += any(there)
    assert one >= 2, "the control: the half that is open is found"
    # where a manager says who belongs together, by references alone: the walk sees that both stand there
    assert reverse("partners:ties") in shown
    return shown - {reverse("partners:ties")}


def _is_plain(key: str, address: object) -> bool:
    at = (getattr(address, name) for name in ("at", "query", "posts"))
    return " " not in key and not any(at) and not key.startswith(("account_", "mfa"))


def _whoever_leads_it_sees_it(session_of: SessionOf) -> None:
    page = session_of("dvpp_worker").get(path("looks", HIS)).content.decode()
    assert "Took a turn, as a manager of both services" in page.replace("&#39;", "'")
    assert "supervision" in page
    hers = session_of("iss_worker").get(path("looks", HERS)).content.decode()
    assert "risk" in hers
    assert "supervision" not in hers
    with acting_as(cast.PEOPLE["records_admin"].id):
        # which files are a couple's is nothing for the records admin: that somebody asked, and no file
        asked = Event.objects.filter(person=ME, action__startswith="turn_")
        assert set(asked.values_list("action", "file")) == {
            ("turn_asked", None),
            ("turn_refused", None),
        }


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_two_tabs_never_open_both(committed: str) -> None:
    of_both()
    allow()
    begin(HIS)
    rounds = sized(4, 200)
    for _ in range(rounds):
        let_time_pass(timedelta(hours=2))
        found = at_once(lambda: begin(HERS), lambda: begin(HIS), lambda: begin(HERS))
        assert not [each for each in found if isinstance(each, Exception)]
        assert sorted(str(each) for each in found) == ["opened", "stands", "stands"]
        assert len(seen()) == 1
        assert owner("SELECT count(*) FROM turns_turn WHERE ended_at IS NULL") == [(1,)]
        end()
        assert seen() == set()
    report("A4", "both halves of a couple asked for at once", rounds=rounds, both=0)


@pytest.mark.slow
@pytest.mark.attack("A4")
def test_a_turn_ends_with_what_it_rests_on_and_nobody_writes_one(committed: str) -> None:
    of_both()
    allow()
    taken(HIS)
    manages("DVPP team")  # the other service's team is somebody else's now
    assert seen() == set()
    of_both()
    assert seen() == set()
    taken(HIS)
    allow("no")
    assert seen() == set()
    allow()
    assert seen() == set()
    taken(HERS)
    manages(role="iss_worker")
    assert seen() == set()
    of_both()
    taken(HERS)
    wall = "INSERT INTO clients_wall VALUES (%s, 'conflict', now(), %s, %s)"
    owner(wall, uuid4(), cast.FILES[HERS].id, ME)  # they know her: a turn passes no such wall
    assert seen() == set()
    owner("DELETE FROM clients_wall WHERE kind = 'conflict' AND user_id = %s", ME)
    assert seen() == {HERS}
    row = (
        "INSERT INTO turns_turn VALUES (%s, 'risk', now(), now() + interval '1 hour', NULL, %s, %s)"
    )
    for key in (BOTH, "iss_worker", "dvpp_manager"):
        mine = cast.PEOPLE[key].id
        for sql, values in (
            (row, [uuid4(), cast.FILES[HIS].id, mine]),
            ("UPDATE turns_turn SET until = until + interval '1 minute' RETURNING 1", []),
            ("SELECT access.end_turns_of(%s)", [mine]),
            ("SELECT access.close_other_halves(%s, %s)", [mine, cast.FILES[HIS].id]),
            ("SELECT * FROM access.turn_source", []),
        ):
            assert _tried(mine, sql, values) in ("refused", "0"), sql
    assert seen() == {HERS}
    with acting_as(cast.PEOPLE["iss_worker"].id):  # who leads the file knows of it, others do not
        assert Turn.objects.filter(ended_at=None).count() == 1
    running = UUID(str(owner("SELECT id FROM turns_turn WHERE ended_at IS NULL")[0][0]))
    with acting_as(cast.PEOPLE["dvpp_worker"].id):
        assert not Turn.objects.filter(file=cast.FILES[HERS].id).exists()
    with working_as("dvpp_worker"), pytest.raises(Hidden):
        actions.end(turn_id=running)
    end()
    for _ in range(MOST_ASKS):
        answer = begin(NEVER)
    assert answer in (Answer.NOTHING, Answer.LIMITED)
    assert begin(HERS) == Answer.LIMITED


def _tried(who: UUID, sql: str, values: Sequence[UUID]) -> str:
    try:
        with acting_as(who), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)
            return str(cursor.rowcount)
    except DatabaseError:
        return "refused"
