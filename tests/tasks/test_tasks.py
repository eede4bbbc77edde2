"""Tasks go with the right to view their file; alone they are their owner's; a leaver's go to the file's lead (E51)."""

from collections.abc import Callable
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone

from clients.actions import give_to_worker
from clients.models import CaseFile
from clients.tasks import actions
from clients.tasks.access import my_tasks, open_task
from clients.tasks.models import Task
from confidentiality.access.http import Hidden
from confidentiality.access.identity import acting_as
from confidentiality.sealing.errors import SealingError
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.allocation import working as allocation
from tests.retention.working import owner, sweep

from .working import AMINA, a_task, in_days

SignedIn = Callable[[str], Client]
REFERENCE = cast.FILES["amina"].reference
WORDS = "Ring the court."
PEOPLE = {key: person.id for key, person in cast.PEOPLE.items()}


def words_of(key: str) -> list[str]:
    with acting_as(PEOPLE[key]):
        return [task.words for task in my_tasks(cast.worker(key))]


def seen_by(key: str, task: str) -> bool:
    with acting_as(PEOPLE[key]):
        return Task.objects.filter(id=task).exists()


@pytest.mark.django_db
@pytest.mark.clause("3.3.1")
@pytest.mark.attack("A1")
def test_a_task_on_a_file_is_seen_by_whoever_may_view_it() -> None:
    task = a_task()
    assert {key for key in PEOPLE if seen_by(key, task)} == {"iss_worker", "iss_manager"}
    with acting_as(PEOPLE["dvpp_worker"]), pytest.raises(Hidden):
        open_task(UUID(task))


@pytest.mark.django_db
def test_a_task_alone_is_its_owner_s() -> None:
    task = a_task(file=None, words="Renew my pass.")
    assert {key for key in PEOPLE if seen_by(key, task)} == {"iss_worker"}
    assert words_of("iss_worker") == ["Renew my pass."]
    with pytest.raises(SealingError), transaction.atomic():  # not a key that is theirs
        a_task(by="iss_manager", for_whom="iss_worker", file=None)


@pytest.mark.django_db
def test_a_manager_gives_one_to_the_lead_and_to_nobody_else() -> None:
    a_task(by="iss_manager", for_whom="iss_worker", words="Ask for the report.")
    assert words_of("iss_worker") == ["Ask for the report."]
    assert words_of("iss_manager") == []
    with pytest.raises(DatabaseError), transaction.atomic():
        a_task(by="iss_manager", for_whom="iss_colleague")


@pytest.mark.django_db
def test_who_may_only_look_writes_and_finishes_none() -> None:
    task = a_task()
    with acting_as(PEOPLE["iss_worker"]):
        file = CaseFile.objects.get(id=AMINA)
        viewer = cast.worker("iss_volunteer")
        give_to_worker(
            file=file, worker=viewer, rights=("view",), reason="c", by=PEOPLE["iss_worker"]
        )
    assert seen_by("iss_volunteer", task)
    with acting_as(PEOPLE["iss_volunteer"]):
        assert not actions.finish_task(task=open_task(UUID(task)), by=viewer)
    with pytest.raises(DatabaseError), transaction.atomic():
        a_task(by="iss_volunteer")


@pytest.mark.django_db
def test_done_once_and_taken_up_again_by_whoever_said_so() -> None:
    task = a_task()
    with acting_as(PEOPLE["iss_manager"]):
        manager, mine = cast.worker("iss_manager"), open_task(UUID(task))
        assert actions.finish_task(task=mine, by=manager)
        assert not actions.finish_task(task=mine, by=manager)
        with pytest.raises(DatabaseError), transaction.atomic():
            Task.objects.filter(id=task).update(done_by_id=PEOPLE["iss_worker"])
    assert words_of("iss_worker") == []
    with acting_as(PEOPLE["iss_worker"]):
        assert not actions.take_up_again(task=open_task(UUID(task)), by=cast.worker("iss_worker"))
    with acting_as(PEOPLE["iss_manager"]):
        assert actions.take_up_again(task=open_task(UUID(task)), by=manager)
    assert words_of("iss_worker") == [WORDS]


@pytest.mark.edge("E51")
def test_a_leaver_s_tasks_are_the_lead_s(committed: str) -> None:
    a_task(by="iss_manager", for_whom="iss_manager", words="Chase the grant.")
    assert words_of("iss_worker") == []
    ask_and_agree("leave", "iss_manager")
    assert words_of("iss_worker") == ["Chase the grant."]


def test_tasks_follow_the_lead_when_a_file_changes_hands(committed: str) -> None:
    a_task(words="Ring the court.")
    a_task(by="iss_manager", for_whom="iss_manager", words="Chase the grant.")
    assert allocation.allocate("amina", "iss_senior")
    assert words_of("iss_senior") == ["Ring the court."]
    assert words_of("iss_worker") == []
    assert words_of("iss_manager") == ["Chase the grant."]


@pytest.mark.clause("5.2.7")
def test_tasks_go_with_their_file(committed: str) -> None:
    due = cast.FILES["due"].id
    a_task(file=due)
    count = "SELECT count(*) FROM tasks_task WHERE file_id = %s"
    assert owner(count, due) == [(1,)]
    sweep()
    assert owner(count, due) == [(0,)]


def test_today_shows_what_waits_and_what_is_due(
    committed: str, signed_in: SignedIn, session_of: SignedIn
) -> None:
    empty = signed_in("committee").get("/today/").content.decode()
    assert "Nothing waits for you" in empty
    a_task(words="Ring the court.", days=0)
    a_task(words="Write the report.", days=3)
    shown = signed_in("iss_worker").get("/today/").content.decode()
    assert shown.index("Ring the court.") < shown.index("Write the report.")
    assert REFERENCE in shown
    assert "Amina" not in shown
    assert "Today (1)" in shown
    assert signed_in("iss_worker").get("/").headers["Location"] == "/today/"
    session_of("iss_manager").post(
        f"/people/{PEOPLE['iss_worker']}/suspend/", {"why": "protect", "sure": "on"}
    )
    shown = signed_in("hr").get("/today/").content.decode()
    assert "changes of accounts to decide" in shown


def test_a_task_is_noted_on_a_file_and_done(committed: str, signed_in: SignedIn) -> None:
    client, page = signed_in("iss_worker"), f"/files/{REFERENCE}/tasks/"
    day = in_days(1)
    said = {
        "words": "Ring the court.",
        "due-day": day.day,
        "due-month": day.month,
        "due-year": day.year,
    }
    assert client.post(page, said).status_code == 302
    assert "Ring the court." in client.get(page).content.decode()
    past = timezone.localdate().replace(year=timezone.localdate().year - 1, day=1)
    late = said | {"due-day": past.day, "due-month": past.month, "due-year": past.year}
    assert "or later" in client.post(page, late).content.decode()
    with acting_as(PEOPLE["iss_worker"]):
        task = Task.objects.get(file=AMINA)
    assert client.post(f"/today/tasks/{task.pk}/done/").headers["Location"] == page
    assert "Ring the court." not in client.get(page).content.decode()
    client.post(f"/today/tasks/{task.pk}/done/", {"again": "1"})
    assert "Ring the court." in client.get(page).content.decode()
