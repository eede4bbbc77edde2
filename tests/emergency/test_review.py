"""Who is told, who reviews, when a second is asked, and that nobody reviews their own."""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.utils import timezone

from clients.access import entries_in, open_file
from clients.emergency import actions, tasks
from clients.emergency.access import count_waiting, looked_at, open_review, open_search
from clients.emergency.fence_sql import MOST_LOOKED
from clients.emergency.models import EmergencyAccess, EmergencySearch
from clients.models import Wall
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from confidentiality.sealing.keys import KeyRef, make_key
from confidentiality.sealing.models import Key
from confidentiality.work.jobs import claim, run_job
from staff.models import Account, Worker
from tests import cast
from tests.clients.questions import working_as
from tests.emergency.working import (
    ASKER,
    FILE,
    KIN,
    WALLED_OFF,
    age,
    as_owner,
    ask,
    end,
    opened,
    seen_by,
    sees,
)

pytestmark = pytest.mark.edge("E2")
Login = Callable[[], AbstractContextManager[None]]
Outcome = EmergencyAccess.Outcome
MANAGER, LEAD = "iss_manager", "safeguarding_lead"
FOUND = "Spoke to Colette: the police were there, nothing else was read."


def _access(access_id: UUID, by: str) -> EmergencyAccess:
    with working_as(by):
        return EmergencyAccess.objects.get(id=access_id)


def _waiting(worker: Worker) -> int:
    mine = Worker.objects.filter(pk=worker.pk).annotate(waiting=count_waiting(worker))
    return int(mine.values_list("waiting", flat=True).get())


def _review(access_id: UUID, by: str, outcome: Outcome = Outcome.JUSTIFIED) -> bool:
    with working_as(by) as worker:
        access = open_review(worker, access_id)
        return actions.review(access=access, outcome=outcome, finding=FOUND, by=worker)


@pytest.mark.clause("3.3.1")
@pytest.mark.django_db
def test_the_manager_is_told_at_once() -> None:
    with working_as(MANAGER) as manager:
        assert _waiting(manager) == 0
    access_id = opened()
    assert _access(access_id, ASKER).manager_id == cast.PEOPLE[MANAGER].id
    with working_as(MANAGER) as manager:
        assert _waiting(manager) == 1
        assert open_review(manager, access_id).reason.startswith("Her sister")


@pytest.mark.clause("3.3.1")
@pytest.mark.django_db
def test_nobody_else_learns_of_it() -> None:
    access_id = opened()
    knows = {key for key in cast.PEOPLE if access_id in seen_by(key)}
    # who used it, who reviews it, and who leads the file
    assert knows == {ASKER, MANAGER, "iss_colleague"}
    with working_as(LEAD) as lead, pytest.raises(Hidden):
        open_review(lead, access_id)


@pytest.mark.django_db
def test_it_is_reviewed_after_its_end_once_and_by_another() -> None:
    access_id = opened()
    assert not _review(access_id, MANAGER)  # it runs
    end(access_id)
    with working_as(ASKER) as asker:
        access = EmergencyAccess.objects.get(id=access_id)
        assert not actions.review(access=access, outcome=Outcome.JUSTIFIED, finding=FOUND, by=asker)
    assert _review(access_id, MANAGER)
    assert not _review(access_id, MANAGER, Outcome.NOT_JUSTIFIED)
    reviewed = _access(access_id, MANAGER)
    assert reviewed.outcome == Outcome.JUSTIFIED
    assert reviewed.reviewed_by_id == cast.PEOPLE[MANAGER].id


@pytest.mark.django_db
def test_a_manager_who_used_it_is_reviewed_by_another() -> None:
    access_id = opened(MANAGER, "leila")
    assert _access(access_id, MANAGER).manager_id == cast.PEOPLE[LEAD].id
    end(access_id, MANAGER)
    with working_as(MANAGER) as manager, pytest.raises(Hidden):
        open_review(manager, access_id)
    assert _review(access_id, LEAD)


def test_a_walled_manager_is_passed_over_and_learns_nothing(committed: str) -> None:
    with as_owner():
        Wall.objects.create(
            user_id=cast.PEOPLE[MANAGER].id, file_id=cast.FILES[FILE].id, kind=Wall.Kind.CONFLICT
        )
    access_id = opened()
    assert _access(access_id, ASKER).manager_id == cast.PEOPLE[LEAD].id
    assert access_id not in seen_by(MANAGER)


@pytest.mark.django_db
def test_the_reviewer_reads_what_was_looked_at_from_the_audit() -> None:
    access_id = opened(ASKER, "leila")
    with working_as(ASKER) as asker:
        file = open_file(asker, cast.FILES["leila"].reference, purpose="timeline")
        entries_in(file)
    with working_as(MANAGER) as manager:
        looked, more = looked_at(open_review(manager, access_id))
    assert not more
    assert [each.action for each in looked] == ["emergency_asked", "file_opened", "entries_listed"]
    with working_as("iss_worker"):  # who leads the file sees the access, not the audit
        assert looked_at(EmergencyAccess.objects.get(id=access_id)) == ([], False)


@pytest.mark.slow
@pytest.mark.django_db
def test_looking_often_hides_nothing_behind_it(session_of: Callable[[str], Client]) -> None:
    """Whoever opens the file five hundred times first must not have the rest out of the reviewer's sight."""
    access_id, file = opened(ASKER, "leila"), cast.FILES["leila"].id
    with working_as(ASKER) as asker:
        opening = {"person": asker.pk, "action": "file_opened", "outcome": "done", "file": file}
        Event.objects.bulk_create(Event(**opening) for _ in range(MOST_LOOKED))
    address = f"/emergency/reviews/{access_id}/"
    assert "There is more" in session_of(MANAGER).get(address).content.decode()


@pytest.mark.django_db
def test_not_justified_is_told_to_the_files_lead_and_the_safeguarding_lead() -> None:
    access_id = opened()
    end(access_id)
    assert access_id not in seen_by(LEAD)
    assert _review(access_id, MANAGER, Outcome.NOT_JUSTIFIED)
    assert access_id in seen_by(LEAD)
    for key in ("iss_colleague", LEAD):
        with working_as(key):
            assert EmergencyAccess.objects.get(id=access_id).finding == FOUND


@pytest.mark.clause("3.3.1")
def test_not_justified_is_not_told_to_a_lead_behind_a_wall(committed: str) -> None:
    """Neither that there is such a file, nor the key of the words about it."""
    access_id = opened()
    end(access_id)
    assert _review(access_id, MANAGER, Outcome.NOT_JUSTIFIED)
    assert access_id in seen_by(LEAD)
    with as_owner():
        Wall.objects.create(
            user_id=cast.PEOPLE[LEAD].id, file_id=cast.FILES[FILE].id, kind=Wall.Kind.CONFLICT
        )
    assert access_id not in seen_by(LEAD)
    with working_as(LEAD):
        assert not Key.objects.filter(kind="emergency", subject=access_id).exists()


def _escalate(as_worker_login: Login) -> int:
    """Let beat ask and the worker do what waits; return how many were escalated."""
    before = len(seen_by(LEAD))
    with as_worker_login():
        tasks.escalate()
        while (job := claim()) is not None:
            run_job(job)
    return len(seen_by(LEAD)) - before


def test_an_overdue_review_goes_to_a_second_once(committed: str, as_worker_login: Login) -> None:
    access_id = opened()
    age(access_id, timedelta(days=1))
    assert _escalate(as_worker_login) == 0  # the next working day is today, at the earliest
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE work_job SET slot = NULL")
    age(access_id, timedelta(days=14))
    assert _escalate(as_worker_login) == 1
    access = _access(access_id, MANAGER)
    assert access.second_id == cast.PEOPLE[LEAD].id
    assert access.escalated_because == EmergencyAccess.Why.OVERDUE
    assert _review(access_id, LEAD)
    with acting_as(cast.PEOPLE["records_admin"].id):
        assert Event.objects.filter(action="emergency_escalated", actor="reminder").count() == 1


@pytest.mark.parametrize("how", ["walled", "left", "other post"])
def test_a_reviewer_who_may_not_review_any_more_is_replaced(
    how: str, committed: str, as_worker_login: Login
) -> None:
    access_id = opened()
    manager = cast.PEOPLE[MANAGER].id
    with as_owner():
        if how == "walled":
            Wall.objects.create(user_id=manager, file_id=cast.FILES[FILE].id, kind="conflict")
        elif how == "left":
            Account.objects.filter(id=manager).update(is_active=False)
        else:
            Worker.objects.filter(pk=manager).update(role="hr")
    with acting_as(manager), connection.cursor() as cursor:
        cursor.execute("SELECT access.may_review(%s)", [access_id])
        assert cursor.fetchone() == (False,)
    assert _escalate(as_worker_login) == 1
    assert _access(access_id, LEAD).escalated_because == EmergencyAccess.Why.UNFIT


def test_a_second_reviewer_who_may_not_review_any_more_is_replaced(
    committed: str, as_worker_login: Login
) -> None:
    """An access that nobody can review any more would stand before nobody, and for ever."""
    access_id = opened()
    with as_owner():
        Worker.objects.filter(pk=cast.PEOPLE[MANAGER].id).update(role="hr")
    assert _escalate(as_worker_login) == 1
    assert _access(access_id, LEAD).second_id == cast.PEOPLE[LEAD].id
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE work_job SET slot = NULL")
        Worker.objects.filter(pk=cast.PEOPLE[MANAGER].id).update(role="line_manager")
    assert _escalate(as_worker_login) == 0  # one who may review is left alone
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE work_job SET slot = NULL")
        Account.objects.filter(id=cast.PEOPLE[LEAD].id).update(is_active=False)
        EmergencyAccess.objects.filter(id=access_id).update(
            manager_id=cast.PEOPLE["dvpp_manager"].id
        )
    _escalate(as_worker_login)
    assert _access(access_id, MANAGER).second_id == cast.PEOPLE[MANAGER].id


def test_beat_asks_once_an_hour(committed: str, as_worker_login: Login) -> None:
    with as_worker_login():
        tasks.escalate()
        tasks.escalate()
        assert claim() is not None
        assert claim() is None


@pytest.mark.attack("A11")
def test_two_reviews_at_once_are_one(committed: str) -> None:
    access_id = opened()
    end(access_id)
    done: list[tuple[Outcome, bool]] = []
    start = threading.Barrier(6)

    def go(outcome: Outcome) -> None:
        start.wait(10)
        try:
            done.append((outcome, _review(access_id, MANAGER, outcome)))
        finally:
            connection.close()

    outcomes = [Outcome.JUSTIFIED, Outcome.NOT_JUSTIFIED] * 3
    threads = [threading.Thread(target=go, args=(outcome,)) for outcome in outcomes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    (won,) = [outcome for outcome, was in done if was]
    assert len(done) == 6
    assert _access(access_id, MANAGER).outcome == won


@pytest.mark.django_db
@pytest.mark.parametrize("key", [ASKER, MANAGER, "iss_colleague"])
def test_who_uses_reviews_or_leads_may_end_it(key: str) -> None:
    access_id = opened()
    end(access_id, key)
    assert not sees(ASKER, FILE)
    assert _access(access_id, ASKER).ended_by_id == cast.PEOPLE[key].id


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["iss_worker", "dvpp_manager", "records_admin", LEAD])
def test_nobody_else_may_end_it(key: str) -> None:
    access_id = opened()
    with pytest.raises(Hidden):
        end(access_id, key)
    with working_as(key), connection.cursor() as cursor:
        cursor.execute("SELECT access.end_emergency(%s)", [access_id])
        assert cursor.fetchone() == (False,)
    assert sees(ASKER, FILE)


@pytest.mark.clause("3.3.1")
@pytest.mark.django_db
def test_somebody_is_looked_for_and_nothing_says_whether_there_is_a_file() -> None:
    search_id = uuid4()
    with working_as(ASKER) as asker:
        for _ in range(2):  # the same form, sent twice
            actions.ask_by_description(
                search_id=search_id, words="Siobhán, rings from Leeds", at_risk=True, by=asker
            )
        assert EmergencySearch.objects.count() == 1
    with working_as(MANAGER) as manager:
        assert _waiting(manager) == 1
        assert EmergencySearch.objects.get(id=search_id).words == "Siobhán, rings from Leeds"
        assert actions.answer_search(search_id=search_id, by=manager)
        assert not actions.answer_search(search_id=search_id, by=manager)
        assert not Key.objects.filter(kind="search", subject=search_id).exists()
    with working_as(ASKER):
        answered = EmergencySearch.objects.get(id=search_id)
        assert answered.words is None
        assert answered.answered_by_id == cast.PEOPLE[MANAGER].id
    for key in ("dvpp_manager", "iss_worker", LEAD, "records_admin"):
        with working_as(key) as worker, pytest.raises(Hidden):
            open_search(worker, search_id)


@pytest.mark.clause("5.2.7")
def test_what_nobody_answered_does_not_lie_for_ever(
    committed: str, as_worker_login: Login, session_of: Callable[[str], Client]
) -> None:
    """It describes somebody who may be no client of ours, or one whose file is destroyed by then."""
    old, new = uuid4(), uuid4()
    with working_as(ASKER) as asker:
        for search_id in (old, new):
            actions.ask_by_description(search_id=search_id, words="Zinnia", at_risk=False, by=asker)
    with as_owner():
        EmergencySearch.objects.filter(id=old).update(asked_at=timezone.now() - timedelta(days=8))
    _escalate(as_worker_login)
    with as_owner():
        assert EmergencySearch.objects.get(words__isnull=True).id == old
        assert list(Key.objects.filter(kind="search").values_list("subject", flat=True)) == [new]
        assert Event.objects.get(action="emergency_searches_lapsed").ids == [str(old)]
    page = session_of(ASKER).get("/emergency/").content.decode()
    assert "nobody answered within a week" in page
    assert "waiting for a manager" in page
    with working_as(MANAGER), pytest.raises(ProgrammingError), transaction.atomic():
        actions.forget_searches()


@pytest.mark.django_db
def test_a_search_cannot_be_sent_to_the_other_service() -> None:
    with working_as(ASKER) as asker:
        search = EmergencySearch(
            id=uuid4(), asked_by=asker, service="dvpp", at_risk=False, words="x"
        )
        make_key(KeyRef("search", search.id))
        with pytest.raises(ProgrammingError), transaction.atomic():
            search.save(force_insert=True)


@pytest.mark.django_db
def test_kin_is_told_of_like_anybody() -> None:
    access_id = opened(KIN, WALLED_OFF)
    assert access_id in seen_by(MANAGER)
    assert access_id in seen_by("iss_worker")
    ask(reference="ZZZZ-ZZZZ")
    assert timezone.now() < _access(access_id, MANAGER).until
