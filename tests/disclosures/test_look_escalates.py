"""A release that nobody looked at within its day goes to somebody else (E47)."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from clients.actions import add_entry
from clients.models import Entry
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.jobs import claim, run_job
from confidentiality.work.models import Job
from disclosures import actions, tasks
from disclosures.access import to_look_at
from disclosures.actions.afterwards import escalate_look
from disclosures.afterwards import Words
from disclosures.jobs import escalate
from disclosures.models import Release
from disclosures.picture import Basis, Grounds
from disclosures.readers.access import hold_release
from staff.models import Role, RoleLoan, Worker
from tests.at_once import begun, until_waiting
from tests.database import logged_in_as, owner
from tests.disclosures import story
from tests.disclosures.story import ASKER, MANAGER, SENIOR, who
from tests.emergency.working import as_owner

Login = Callable[[], AbstractContextManager[None]]


@pytest.mark.edge("E47")
@pytest.mark.clause("4.2.1")
@pytest.mark.slow
def test_after_a_day_somebody_else_is_asked_and_may_see_it(
    committed: str, as_worker_login: Login
) -> None:
    made = story.release_ahead(story.an_urgent_draft())
    assert _escalate(as_worker_login) == set()  # its day has not passed
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("UPDATE work_job SET slot = NULL")
        cursor.execute("UPDATE disclosures_release SET look_by = now() - interval '1 hour'")
    (second,) = _escalate(as_worker_login)
    assert second not in {made.released_by_id, who(MANAGER), None}
    with acting_as(second):
        assert [r.id for r in to_look_at(Worker.objects.get(pk=second))] == [made.id]
    with (
        acting_as(who(ASKER)),
        pytest.raises(ProgrammingError),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("SELECT access.escalate_look(%s)", [made.id])


@pytest.mark.edge("E47")
@pytest.mark.slow
def test_whoever_is_asked_to_look_and_whoever_writes_on_the_file_stop_nobody(
    committed: str,
) -> None:
    """An entry takes the file's grants, and what follows from it the release; who looks is given a grant."""
    made = story.release_ahead(story.an_urgent_draft())
    owner("UPDATE disclosures_release SET look_by = now() - interval '1 hour'")

    def escalated() -> bool | None:
        with logged_in_as("worker"), acting_as(SystemActor.REMINDER):
            return escalate_look(release=Release.objects.get(id=made.id))

    with acting_as(who(ASKER)):
        add_entry(
            file=story.file(), by=story.worker(ASKER), kind=Entry.Kind.NOTE,
            nature=Entry.Nature.FACT, body="She rang.", happened_on=story.days(0),
        )  # fmt: skip
        asked = begun(escalated)
        until_waiting(1)
        hold_release(made.package.id)
    assert asked()


@pytest.mark.edge("E47")
@pytest.mark.slow
def test_nobody_is_asked_to_look_where_somebody_looks_at_this_moment(committed: str) -> None:
    """Whoever looks is waited for; the next release is asked for in a step of its own, without the grants of this."""
    looked, waits = (story.release_ahead(story.an_urgent_draft()) for _ in range(2))
    late = "UPDATE disclosures_release SET look_by = now() - %s * interval '1 hour' WHERE id = %s"
    for made, hours in ((looked, 2), (waits, 1)):
        owner(late, hours, made.id)

    def stepped() -> tuple[bool, int]:
        with logged_in_as("worker"), acting_as(SystemActor.REMINDER):
            job = Job()
            return escalate(job), job.done

    with acting_as(who(MANAGER)):
        actions.look_after(release=looked, upheld=True, words="Right.", by=story.worker(MANAGER))
        asked = begun(stepped)
        until_waiting(1)
    assert asked() == (True, 0)
    assert _asked() == set()
    assert begun(stepped)() == (True, 1)
    with acting_as(who(ASKER)):
        (second,) = Release.objects.filter(second__isnull=False)
        assert second.id == waits.id


@pytest.mark.edge("E47")
@pytest.mark.clause("3.1.1")
@pytest.mark.slow
def test_the_lead_s_look_is_theirs_too_who_hold_the_role_on_loan(committed: str) -> None:
    with logged_in_as("owner"):
        RoleLoan.objects.create(
            worker_id=who(SENIOR), role=Role.SAFEGUARDING_LEAD, lent_by_id=who("safeguarding_lead"),
            approved_by_id=who("records_admin"), starts_at=timezone.now() - timedelta(days=1),
            ends_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
    said = Grounds(why="The boy has a burn.", law="A duty", parent="Told.", told_on=story.days(0))
    draft = story.an_urgent_draft(basis=Basis.CHILD_PROTECTION, grounds=said, readers=("They",))
    made = story.release_ahead(draft)
    with acting_as(who(SENIOR)):
        by = Worker.objects.get(pk=who(SENIOR))
        assert [r.id for r in to_look_at(by)] == [made.id]
        words = Words(opinion=True, opinion_words="The child comes first.")
        actions.say_after(release=made, words=words, key=uuid4(), by=by)
    with acting_as(who(MANAGER)), transaction.atomic():
        by = story.worker(MANAGER)
        actions.look_after(release=made, upheld=True, words="Right.", by=by)


def _escalate(as_worker_login: Login) -> set[UUID]:
    """Let beat ask and the worker do what waits; return who was asked to look."""
    with as_worker_login():
        tasks.escalate()
        while (job := claim()) is not None:
            run_job(job)
    return _asked()


def _asked() -> set[UUID]:
    with acting_as(who(ASKER)):
        asked = Release.objects.filter(second__isnull=False)
        return set(asked.values_list("second_id", flat=True))
