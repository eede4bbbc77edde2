"""The access review: who has what, said by somebody else, ended at once, and kept as a record."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from clients.models import CaseFileUserGrant, EffectiveGrant
from clients.reviewing import actions
from clients.reviewing.access import current_round, given_by_house, lines_of, people_before, results
from clients.reviewing.models import Finished, Mark, Round, Side
from clients.reviewing.tasks import begin_access_review
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.attacking import sized
from tests.database import logged_in_as
from tests.deputies.working import appoint
from tests.queries import assert_queries_at_most
from tests.retention.working import owner

from .working import begin, the_round, who

pytestmark = pytest.mark.clause("3.3.1")
MANAGER, WORKER = "iss_manager", "iss_worker"


def before(key: str) -> set[str]:
    """Return whose grants are before somebody, by cast key."""
    with acting_as(who(key)):
        people = people_before(cast.worker(key), the_round())
    names = {person.id: name for name, person in cast.PEOPLE.items()}
    return {names[each.worker.pk] for each in people}


def lines(key: str, about: str) -> list[tuple[str, bool, list[UUID]]]:
    with acting_as(who(key)):
        _, _, page = lines_of(cast.worker(key), who(about))
    return [(line.reference, line.leads, line.grants) for line in page.lines]


def mark(key: str, grants: list[UUID], *, keep: bool) -> int:
    with acting_as(who(key)):
        return actions.mark_grants(found=the_round(), grants=grants, keep=keep, by=cast.worker(key))


def finish(key: str, side: Side) -> bool:
    with acting_as(who(key)):
        return actions.finish(found=the_round(), side=side, by=cast.worker(key))


def opens(key: str, reference: str) -> bool:
    with acting_as(who(key)):
        return EffectiveGrant.objects.filter(
            file__reference=reference, view_until__gt=the_time()
        ).exists()


def the_time() -> object:
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        return cursor.fetchone()[0]


def lent_to_a_volunteer() -> str:
    """Let Amina's worker give the volunteer her file to view; return the file's reference."""
    amina = cast.FILES["amina"]
    with acting_as(who(WORKER)), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clients_usergrant (id, permission_id, user_id, content_object_id, reason, given_by, given_at)"
            " SELECT gen_random_uuid(), p.id, %s, %s, 'cover', access.me(), now() - interval '1 second'"
            " FROM auth_permission p WHERE p.codename = 'view_casefile'",
            [who("iss_volunteer"), amina.id],
        )
    return amina.reference


@pytest.mark.django_db
def test_what_is_not_needed_any_more_ends_at_once_and_the_rest_is_kept_as_said() -> None:
    reference = lent_to_a_volunteer()
    begin()
    assert before(MANAGER) >= {WORKER, "iss_volunteer"}
    assert MANAGER not in before(MANAGER)
    ((shown, leads, grants),) = lines(MANAGER, "iss_volunteer")
    assert (shown, leads) == (reference, False)
    assert opens("iss_volunteer", reference)
    assert mark(MANAGER, grants, keep=False) == 1
    assert not opens("iss_volunteer", reference)
    assert mark(MANAGER, grants, keep=False) == 0, "it has ended"
    assert not finish(MANAGER, Side.FILES), "the others are left"
    ended_of_a_lead = [
        grant for _, leads, grants in lines(MANAGER, WORKER) for grant in grants if leads
    ]
    assert mark(MANAGER, ended_of_a_lead, keep=False) == 0, "it would be nobody's"
    for key in before(MANAGER):
        if left := [grant for _, _, grants in lines(MANAGER, key) for grant in grants]:
            assert mark(MANAGER, left, keep=True) == len(left)
            assert lines(MANAGER, key) == []
    assert finish(MANAGER, Side.FILES)
    with acting_as(who("records_admin")):
        ((_, rows),) = results(cast.worker("records_admin"))
        done = {each.worker.pk: each.finished for each in rows}
        assert done[who("dvpp_manager")] is None
        finished = done[who(MANAGER)]
        assert finished is not None
        assert finished.ended == 1
        assert finished.kept == Mark.objects.filter(kept=True, side="files").count() > 0


@pytest.mark.django_db
@pytest.mark.attack("A4")
def test_nobody_reviews_their_own_nor_what_is_not_before_them() -> None:
    lent_to_a_volunteer()
    begin()
    with acting_as(who(WORKER)):
        own = list(
            CaseFileUserGrant.objects.filter(user_id=who(WORKER)).values_list("id", flat=True)
        )
        for call in (
            "SELECT access.mark_grants(id, %s::uuid[], true) FROM reviewing_round",
            "SELECT access.mark_grants(%s::uuid, %s::uuid[], true)",
        ):
            values: list[Any] = [own] if call.count("%s") == 1 else [uuid4(), own]
            with connection.cursor() as cursor:
                cursor.execute(call, values)
                assert all(row == (0,) for row in cursor.fetchall())
    appoint(WORKER)
    assert WORKER not in before(WORKER)
    assert mark(WORKER, own, keep=True) == 0, "also when she stands in"
    assert mark("dvpp_manager", own, keep=False) == 0
    assert mark("records_admin", own, keep=False) == 0
    for key in (MANAGER, WORKER, "records_admin"):
        for statement in (
            "INSERT INTO reviewing_mark SELECT gen_random_uuid(), 'files', %s, true, now(), access.me(), id"
            " FROM reviewing_round",
            "UPDATE reviewing_mark SET kept = true WHERE item = %s",
            "DELETE FROM reviewing_mark WHERE item = %s",
            "INSERT INTO reviewing_finished SELECT gen_random_uuid(), 'files', 9, 0, now(), access.me(), id"
            " FROM reviewing_round WHERE id <> %s",
            "UPDATE reviewing_round SET due_on = 'infinity' WHERE id = %s",
            "SELECT * FROM access.grants_before(access.me(), now()) WHERE id = %s",
        ):
            with (
                acting_as(who(key)),
                pytest.raises(DatabaseError),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement, [own[0]])
    for key in ("iss_senior", "committee", "dvpp_worker"):
        with acting_as(who(key)):
            assert not Round.objects.exists()
            with pytest.raises(Hidden):
                current_round(cast.worker(key))


@pytest.mark.django_db
def test_an_only_manager_s_own_are_before_the_next_up_or_the_records_admins() -> None:
    """Ruth Adair alone manages the team: without a manager of her own, the records admin looks; with one, that one."""
    with acting_as(who(WORKER)), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO clients_usergrant (id, permission_id, user_id, content_object_id, reason, given_by, given_at)"
            " SELECT gen_random_uuid(), p.id, %s, %s, 'cover', access.me(), now()"
            " FROM auth_permission p WHERE p.codename = 'contribute'",
            [who(MANAGER), cast.FILES["amina"].id],
        )
    begin()
    assert before("records_admin") == {MANAGER}
    assert MANAGER not in before(MANAGER)
    ((_, _, grants),) = lines("records_admin", MANAGER)
    appoint("iss_senior")
    assert MANAGER in before("iss_senior"), "her deputy is another manager of the team"
    assert before("records_admin") == set()
    assert mark("iss_senior", grants, keep=True) == 1


@pytest.mark.django_db
def test_what_the_house_gave_is_looked_at_by_others_and_ended_by_two() -> None:
    begin()
    with acting_as(who("records_admin")):
        found, given = given_by_house(cast.worker("records_admin"))
        people = {each.worker.pk: each for each in given}
        assert who("records_admin") not in people
        assert people[who(MANAGER)].teams == ["ISS team"]
        assert people[who("importer")].lent == ["Importer"]
        everybody = [*people, who("records_admin")]
        assert actions.mark_people(
            found=found, people=everybody, by=cast.worker("records_admin")
        ) == len(people)
        assert actions.finish(found=found, side=Side.HOUSE, by=cast.worker("records_admin"))
    with acting_as(who("hr")):
        _, given = given_by_house(cast.worker("hr"))
        assert [each.worker.pk for each in given if not each.done] == [who("records_admin")]
    for key in (MANAGER, "trustee", WORKER):
        with acting_as(who(key)), pytest.raises(Hidden):
            given_by_house(cast.worker(key))
        with acting_as(who(key)), connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM access.review_house(%s)", [found.pk])
            assert cursor.fetchone() == (0,)


@pytest.mark.django_db
def test_a_round_begins_once_and_only_by_the_clock_or_a_records_admin() -> None:
    begin()
    with acting_as(who("records_admin")):
        assert actions.begin(by=cast.worker("records_admin")) is None
    for key in (MANAGER, WORKER, "hr"):
        with acting_as(who(key)), pytest.raises(DatabaseError), transaction.atomic():
            actions.begin(by=cast.worker(key))
    # what was given after it began waits for the next
    ask_and_agree("leave", "iss_colleague", by="hr")
    with acting_as(who(MANAGER)):
        assert not Finished.objects.exists()


def test_the_clock_begins_the_next_when_a_quarter_has_passed(committed: str) -> None:
    for passed, rounds in ((0, 1), (80, 1), (92, 2)):
        owner("UPDATE reviewing_round SET due_on = current_date - 1")
        owner("UPDATE reviewing_round SET begun_at = now() - make_interval(days => %s)", passed)
        with logged_in_as("worker"):
            begin_access_review()
        assert owner("SELECT count(*) FROM reviewing_round") == [(rounds,)]


def _many(count: int) -> None:
    """Give the volunteer to view, and to write in, so many made-up files of the ISS team."""
    owner(
        "WITH f AS (INSERT INTO clients_casefile (id, reference, service, status, opened_on, person, attention_at,"
        " team_id, name, known_as, date_of_birth, contact, partner_names)"
        " SELECT gen_random_uuid(), 'R' || to_hex(%s * 10000 + n), 'iss', 'open', '2030-01-01', gen_random_uuid(),"
        " now(), t.group_ptr_id, '', '', '', '', '' FROM generate_series(1, %s) n, staff_team t WHERE t.service = 'iss'"
        " RETURNING id, team_id),"
        " g AS (INSERT INTO clients_teamgrant (id, permission_id, group_id, content_object_id, reason, given_at)"
        " SELECT gen_random_uuid(), p.id, f.team_id, f.id, '', now() FROM f, auth_permission p"
        " WHERE p.codename IN ('view_casefile', 'lead'))"
        " INSERT INTO clients_usergrant (id, permission_id, user_id, content_object_id, reason, given_at)"
        " SELECT gen_random_uuid(), p.id, %s, f.id, 'cover', now() FROM f, auth_permission p"
        " WHERE p.codename IN ('view_casefile', 'contribute')",
        count,
        count,
        who("iss_volunteer"),
    )


def test_two_thousand_grants_cost_no_more_questions_than_twenty_five(
    committed: str, session_of: Callable[[str], Client]
) -> None:
    client, asked = session_of(MANAGER), []
    person = f"/access-review/{who('iss_volunteer')}/"
    for count in (13, sized(150, 1000)):
        _many(count)
        owner("DELETE FROM reviewing_round")
        begin()
        each = []
        for page in ("/access-review/", person):
            with assert_queries_at_most(12) as queries:
                answer = client.get(page)
            assert answer.status_code == 200
            each.append(len(queries))
        asked.append(each)
    assert asked[0] == asked[1]
    assert "The access review was due" not in client.get("/today/").content.decode()
    owner("UPDATE reviewing_round SET due_on = current_date - 2")
    for who_asks in (client, session_of("records_admin")):
        with assert_queries_at_most(12):
            page = who_asks.get("/today/").content.decode()
        assert "The access review was due" in page
    assert "Overdue" in session_of("records_admin").get("/access-review/results/").content.decode()
    shown = client.get(person).content.decode()
    keys = [part.split('"')[0] for part in shown.split('name="shown" value="')[1:]]
    assert len(keys) == 50
    answer = client.post(person, {"shown": keys, "end": keys[:2]})
    assert "no more, from now on" in answer.content.decode()
    assert owner("SELECT count(*) FROM reviewing_mark") == [(0,)]
    client.post(person, {"shown": ",".join(keys), "end": keys[:2], "sure": "on"})
    assert owner("SELECT kept, count(*) FROM reviewing_mark GROUP BY 1 ORDER BY 1") == [
        (False, 4),
        (True, 96),
    ]
    ended = owner("SELECT count(*) FROM clients_usergrant WHERE reason = 'access review'")
    assert ended == [(4,)]
