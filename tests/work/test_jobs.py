"""Jobs: what must happen happens once, whoever dies in between."""

import base64
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID, uuid4

import pytest
from celery import Celery
from django.conf import settings
from django.db import DatabaseError, connections, models, transaction
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.logs import BareFormatter
from confidentiality.celery import app
from confidentiality.work import jobs
from confidentiality.work.handlers import handler
from confidentiality.work.jobs import claim, enqueue, run_job
from confidentiality.work.models import Job
from confidentiality.work.tasks import find_waiting_jobs, run
from tests import cast
from tests.access.attacker import Session, session
from tests.attacking import report
from tests.work import steps
from tests.work.steps import KIND, STEPS

pytestmark = pytest.mark.attack("A16")

Login = Callable[[], AbstractContextManager[None]]
RECORDS_ADMIN = cast.PEOPLE["records_admin"].id
ONCE = {str(number): 1 for number in range(1, STEPS + 1)}


@pytest.fixture(autouse=True)
def ordinary_steps() -> Iterator[None]:
    steps.during.clear()
    yield
    steps.during.clear()


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened:
        opened.link.autocommit = True
        yield opened


@pytest.fixture
def job(owner: Session) -> UUID:
    """A waiting job of the tests' kind."""
    made = uuid4()
    owner.sql(
        "INSERT INTO work_job (id, kind, subject, state, done, total, attempts, failure, created_at, not_before)"
        " VALUES (%s, %s, %s, 'waiting', 0, 0, 0, '', now(), now())",
        [made, KIND, made],
    )
    return made


def state_of(owner: Session, job: UUID) -> dict[str, Any]:
    columns = ("state", "done", "total", "attempts", "failure", "lease_until", "not_before")
    ((*values,),) = owner.sql(f"SELECT {', '.join(columns)} FROM work_job WHERE id = %s", [job])
    return dict(zip(columns, values, strict=True))


def steps_done(owner: Session, job: UUID) -> dict[str, int]:
    """Return how often each step has left its event."""
    rows = owner.sql(
        "SELECT reason FROM audit_event WHERE action = 'tested_step' AND ids = %s::jsonb",
        [json.dumps([str(job)])],
    )
    return Counter(reason for (reason,) in rows)


def let_the_lease_run_out(owner: Session, job: UUID) -> None:
    owner.sql("UPDATE work_job SET lease_until = now() - interval '1 second' WHERE id = %s", [job])


def look_again_now(owner: Session, job: UUID) -> None:
    owner.sql("UPDATE work_job SET not_before = now() WHERE id = %s", [job])


# ---- asking


def test_a_job_is_asked_for_with_the_rest_or_not_at_all(committed: str) -> None:
    with acting_as(RECORDS_ADMIN):
        enqueue("retention.sweep", uuid4(), by=RECORDS_ADMIN)
        transaction.set_rollback(True)
    with acting_as(RECORDS_ADMIN):
        assert Job.objects.count() == 0
        enqueue("retention.sweep", uuid4(), by=RECORDS_ADMIN)
        assert Job.objects.count() == 1


def test_an_unknown_kind_is_refused(committed: str) -> None:
    with acting_as(RECORDS_ADMIN), pytest.raises(KeyError):
        enqueue("retention.unknown", uuid4(), by=RECORDS_ADMIN)


def test_a_kind_has_one_handler() -> None:
    with pytest.raises(ValueError, match="Two handlers"):
        handler(KIND, actor=SystemActor.IMPORTER)(steps.step)


def test_nobody_asks_in_anothers_name(committed: str) -> None:
    with acting_as(RECORDS_ADMIN), pytest.raises(DatabaseError), transaction.atomic():
        enqueue("retention.sweep", uuid4(), by=cast.PEOPLE["hr"].id)


def messages_about(what: UUID) -> list[bytes]:
    """Return the broker's raw messages that name an id, in clear or in their body."""
    with app.connection_for_write() as link:
        waiting = vars(link.default_channel)["client"].lrange("celery", 0, -1)
    return [each for each in waiting if str(what) in _body(each) or str(what).encode() in each]


def _body(message: bytes) -> str:
    return base64.b64decode(json.loads(message)["body"]).decode()


@pytest.mark.attack("A2")
def test_a_message_carries_an_id_and_nothing_else(committed: str) -> None:
    subject = uuid4()
    with acting_as(RECORDS_ADMIN):
        asked = enqueue("retention.sweep", subject, by=RECORDS_ADMIN)
        assert messages_about(asked.id) == [], "nobody is nudged before it is committed"
    (message,) = messages_about(asked.id)
    args, kwargs, _ = json.loads(_body(message))
    assert (args, kwargs) == ([str(asked.id)], {})
    for word in (str(subject), str(RECORDS_ADMIN), "sweep", "retention"):
        assert word.encode() not in message
        assert word not in _body(message)


def test_a_job_outlives_a_broker_that_is_away(
    committed: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    nowhere = Celery("nowhere", broker="redis://127.0.0.1:1/0", set_as_current=False)
    monkeypatch.setattr("confidentiality.celery.app", nowhere)
    with caplog.at_level(logging.WARNING), acting_as(RECORDS_ADMIN):
        enqueue("retention.sweep", uuid4(), by=RECORDS_ADMIN)
    with acting_as(RECORDS_ADMIN):
        assert Job.objects.get().state == Job.State.WAITING
    assert "the job waits" in caplog.text


# ---- doing


def test_a_job_is_done_step_by_step(owner: Session, job: UUID, as_worker_login: Login) -> None:
    with as_worker_login():
        run(str(job))
    assert state_of(owner, job) | {"lease_until": 0, "not_before": 0} == {
        "state": "done",
        "done": STEPS,
        "total": STEPS,
        "attempts": 0,
        "failure": "",
        "lease_until": 0,
        "not_before": 0,
    }
    assert steps_done(owner, job) == ONCE
    with as_worker_login():
        run(str(job))  # a message that comes twice
        run(str(uuid4()))  # or too late
    assert steps_done(owner, job) == ONCE


def test_a_lost_message_is_made_good(owner: Session, job: UUID, as_worker_login: Login) -> None:
    with as_worker_login():
        find_waiting_jobs()
        find_waiting_jobs()
    assert state_of(owner, job)["state"] == "done"
    assert steps_done(owner, job) == ONCE


def test_the_web_login_does_no_jobs(job: UUID) -> None:
    with pytest.raises(DatabaseError, match="identity refused"):
        claim(job)


# ---- failing


def _fail(job: Job) -> None:
    raise ValueError("Amina Farouk, 07700 900101")


def test_a_step_that_fails_is_undone_and_tried_again(
    owner: Session, job: UUID, as_worker_login: Login
) -> None:
    steps.during[3] = _fail
    with as_worker_login():
        run(str(job))
        assert claim(job) is None, "not at once"
    found = state_of(owner, job)
    assert (found["state"], found["done"], found["failure"]) == ("waiting", 2, "ValueError")
    assert found["lease_until"] is None
    assert steps_done(owner, job) == {"1": 1, "2": 1}
    steps.during.clear()
    look_again_now(owner, job)
    with as_worker_login():
        find_waiting_jobs()
    assert state_of(owner, job)["failure"] == ""
    assert steps_done(owner, job) == ONCE


def test_it_waits_longer_each_time_and_stops_at_last(
    owner: Session, job: UUID, as_worker_login: Login
) -> None:
    steps.during[1] = _fail
    waits = []
    with as_worker_login():
        for _ in range(jobs.MOST_ATTEMPTS + 2):
            run(str(job))
            found = state_of(owner, job)
            waits.append((found["not_before"] - timezone.now()).total_seconds())
            look_again_now(owner, job)
    assert state_of(owner, job)["state"] == "failed"
    assert waits[:4] == [pytest.approx(seconds, abs=3) for seconds in (10, 20, 40, 80)]
    assert steps_done(owner, job) == {}


def test_attempts_count_from_the_last_step_that_was_done(
    owner: Session, job: UUID, as_worker_login: Login
) -> None:
    """A sheet of five hundred rows meets more than five restarts of its worker."""
    failed: set[int] = set()

    def fail_once(job: Job) -> None:
        if job.done not in failed:
            failed.add(job.done)
            raise ConnectionError

    steps.during.update(dict.fromkeys(range(1, STEPS + 1), fail_once))
    with as_worker_login():
        for _ in range(STEPS + 1):
            look_again_now(owner, job)
            run(str(job))
    assert len(failed) == STEPS > jobs.MOST_ATTEMPTS
    assert state_of(owner, job)["state"] == "done"
    assert steps_done(owner, job) == ONCE


def test_a_job_that_its_workers_die_of_is_stopped(
    owner: Session, job: UUID, as_worker_login: Login
) -> None:
    with as_worker_login():
        for _ in range(jobs.MOST_ATTEMPTS):
            assert claim() is not None
            let_the_lease_run_out(owner, job)
        assert claim() is None
    found = state_of(owner, job)
    assert (found["state"], found["failure"]) == ("failed", "WorkerLost")
    with as_worker_login():
        assert claim() is None


@pytest.mark.attack("A2")
def test_neither_row_nor_log_quotes_what_failed(
    owner: Session, job: UUID, as_worker_login: Login, capsys: pytest.CaptureFixture[str]
) -> None:
    steps.during[1] = _fail
    lines = logging.StreamHandler(sys.stdout)
    lines.setFormatter(BareFormatter())
    logging.getLogger("confidentiality.work.jobs").addHandler(lines)
    with as_worker_login():
        run(str(job))
    logging.getLogger("confidentiality.work.jobs").removeHandler(lines)
    written = capsys.readouterr().out
    assert "ValueError" in written
    assert "steps.py" in written
    ((row,),) = owner.sql("SELECT work_job::text FROM work_job WHERE id = %s", [job])
    assert "ValueError" in row
    for words in ("Amina", "07700"):
        assert words not in written + row


def test_a_row_has_no_room_for_words() -> None:
    """Kind, slot and the type of a failure: codes. All else is ids, numbers and times."""
    free = {
        field.name
        for field in Job._meta.local_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField)
        and not field.choices
    }
    assert free == {"kind", "slot", "failure"}


# ---- several workers


def _in_threads(work: Callable[[], Any], many: int) -> None:
    errors: list[Exception] = []

    def go() -> None:
        try:
            work()
        except Exception as error:
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _ in range(many)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert errors == []


def test_a_job_is_claimed_once(owner: Session, job: UUID, as_worker_login: Login) -> None:
    claimed: list[Job] = []
    start = threading.Barrier(6)

    def reach_for_it() -> None:
        start.wait(10)
        if (found := claim(job)) is not None:
            claimed.append(found)

    with as_worker_login():
        _in_threads(reach_for_it, 6)
    assert len(claimed) == 1
    assert state_of(owner, job)["attempts"] == 1


def test_several_workers_do_every_step_once(
    owner: Session, job: UUID, as_worker_login: Login
) -> None:
    others = [uuid4() for _ in range(7)]
    for other in others:
        owner.sql(
            "INSERT INTO work_job (id, kind, subject, state, done, total, attempts, failure, created_at, not_before)"
            " SELECT %s, kind, %s, state, 0, 0, 0, '', now(), now() FROM work_job WHERE id = %s",
            [other, other, job],
        )
    with as_worker_login():
        _in_threads(find_waiting_jobs, 4)
    for each in (job, *others):
        assert state_of(owner, each)["state"] == "done"
        assert steps_done(owner, each) == ONCE


def test_a_step_longer_than_its_lease_is_not_begun_again(
    owner: Session, job: UUID, as_worker_login: Login
) -> None:
    """The row's lock stands for as long as the step lasts, whatever the lease says."""
    inside, go_on = threading.Event(), threading.Event()

    def take_long(job: Job) -> None:
        inside.set()
        go_on.wait(30)

    steps.during[2] = take_long
    with as_worker_login():
        one = threading.Thread(target=lambda: _in_threads(lambda: run(str(job)), 1))
        claimed_until = timezone.now()
        one.start()
        assert inside.wait(30)
        with pytest.MonkeyPatch.context() as patched:
            long_after = claimed_until + 10 * jobs.LEASE
            patched.setattr("confidentiality.work.jobs.timezone.now", lambda: long_after)
            assert claim() is None
            assert claim(job) is None
        go_on.set()
        one.join(30)
    assert state_of(owner, job)["state"] == "done"
    assert steps_done(owner, job) == ONCE


def test_who_was_overtaken_does_nothing_more(
    owner: Session, job: UUID, as_worker_login: Login
) -> None:
    """A worker that stalls between two steps until its lease is out: another goes on, and it finds that out."""
    with as_worker_login():
        stalled = claim(job)
        assert stalled is not None
        let_the_lease_run_out(owner, job)
        second = claim(job)
        assert second is not None
        steps.during[1] = _fail
        run_job(stalled)  # awakes, and would fail and put the job back under the other's feet
        found = state_of(owner, job)
        assert (found["state"], found["failure"]) == ("running", "")
        assert found["lease_until"] == second.lease_until
        steps.during.clear()
        run_job(second)
    assert state_of(owner, job)["state"] == "done"
    assert steps_done(owner, job) == ONCE


@pytest.mark.parametrize("stuck_at", [1, 3, STEPS])
def test_a_killed_workers_job_is_finished_once(
    owner: Session, job: UUID, committed: str, as_worker_login: Login, stuck_at: int
) -> None:
    worker = subprocess.Popen(
        [sys.executable, "-m", "tests.work.stuck_worker", str(job), str(stuck_at)],
        env=os.environ | {"LATCH_LOGIN": "worker", "LATCH_DB_NAME": committed},
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
    )
    try:
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"stuck\n"
    finally:
        worker.send_signal(signal.SIGKILL)
        worker.wait(10)
        if worker.stdout is not None:
            worker.stdout.close()
    assert steps_done(owner, job) == {str(number): 1 for number in range(1, stuck_at)}
    assert state_of(owner, job)["done"] == stuck_at - 1
    with as_worker_login():
        assert claim() is None, "its lease is not out"
        let_the_lease_run_out(owner, job)
        find_waiting_jobs()
    assert state_of(owner, job)["state"] == "done"
    assert steps_done(owner, job) == ONCE
    report("A16", "worker killed in a job", kills=1, steps_lost=0, steps_twice=0)
