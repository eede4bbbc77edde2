"""Beat's part: it asks for the regular sweep once, and runs nothing itself."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.conf import settings
from django.db import ProgrammingError
from django.test import override_settings

from clients.models import CaseFile
from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.celery import app
from confidentiality.work import tasks as work
from confidentiality.work.models import Job
from retention import tasks
from retention.models import Sweep
from tests import cast

AsWorker = Callable[[], AbstractContextManager[None]]
DUE = cast.FILES[cast.DUE]


def test_every_process_knows_the_broker() -> None:
    assert work.run.app.conf.broker_url == settings.CELERY_BROKER_URL
    assert tasks.sweep.app is work.run.app


def test_beat_calls_the_sweep_by_its_name() -> None:
    assert app.conf.beat_schedule["retention sweep"]["task"] == tasks.sweep.name


@pytest.mark.clause("5.2.7")
def test_the_clock_asks_once_a_slot_and_runs_nothing(
    committed: str, as_worker_login: AsWorker
) -> None:
    with as_worker_login():
        tasks.sweep()
        tasks.sweep()
        with acting_as(SystemActor.DISPATCHER):
            job = Job.objects.get(kind="retention.sweep")
            assert (job.state, job.asked_by) == (Job.State.WAITING, None)
        with acting_as(SystemActor.DISPOSER):
            assert Sweep.objects.get().job_id == job.id
            assert CaseFile.objects.filter(id=DUE.id).exists()


def test_an_interval_shorter_than_a_day_has_slots_of_its_own(
    committed: str, as_worker_login: AsWorker
) -> None:
    with as_worker_login(), override_settings(SWEEP_EVERY_SECONDS=5):
        tasks.sweep()
        with acting_as(SystemActor.DISPATCHER):
            slot = Job.objects.get(kind="retention.sweep").slot
    assert slot is not None
    assert slot.endswith(" of 5s")


def test_the_web_login_is_no_dispatcher(committed: str) -> None:
    with pytest.raises(ProgrammingError, match="identity refused"):
        tasks.sweep()
