"""Health: each part judged from its figures, and the page that shows it to the records admin only."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.audit.models import Event
from confidentiality.audit.state import AuditState
from confidentiality.celery import app
from confidentiality.operations import figures, health
from confidentiality.operations.figures import Disk, Index, Keys, Work
from confidentiality.operations.health import Level
from confidentiality.sealing.index.tokens import key_print
from confidentiality.sealing.models import Epoch, Escrow, Generation, Key
from confidentiality.work.models import Heartbeat
from confidentiality.work.tasks import find_waiting_jobs
from tests import cast
from tests.database import logged_in_as

SignedIn = Callable[[str], Client]
GIB = 1024**3


@pytest.mark.parametrize(
    ("seconds", "queue", "level", "mend"),
    [
        (0.0, 0, Level.GOOD, ""),
        (119.0, 3, Level.GOOD, ""),
        (121.0, 0, Level.ATTENTION, "beat does not run"),
        (121.0, 2, Level.ATTENTION, "start the worker"),
        (601.0, None, Level.BROKEN, "beat does not run"),
        (None, 0, Level.ATTENTION, "beat does not run"),
    ],
)
def test_the_clock_tells_which_of_worker_and_beat_is_silent(
    seconds: float | None, queue: int | None, level: Level, mend: str
) -> None:
    check = health.judge_clock(seconds, queue)
    assert check.level == level
    assert mend in check.mend
    assert bool(check.mend) == (level != Level.GOOD)


@pytest.mark.parametrize(
    ("work", "level", "words"),
    [
        (Work(1.0, 0, None, 0, 1.0), Level.GOOD, "0 waiting"),
        (Work(1.0, 3, 3599.0, 0, 1.0), Level.GOOD, "3 waiting"),
        (Work(1.0, 3, 7300.0, 0, 1.0), Level.ATTENTION, "for 2 hours"),
        (Work(1.0, 0, None, 1, 1.0), Level.ATTENTION, "1 job has stopped"),
        (Work(1.0, 9, 9000.0, 2, 1.0), Level.ATTENTION, "2 jobs have stopped"),
    ],
)
def test_jobs_are_judged_by_what_waits_too_long_and_what_was_given_up(
    work: Work, level: Level, words: str
) -> None:
    check = health.judge_jobs(work)
    assert (check.level, words in check.says) == (level, True)


@pytest.mark.parametrize(
    ("free", "level"),
    [(0, Level.BROKEN), (GIB - 1, Level.BROKEN), (GIB, Level.ATTENTION), (5 * GIB, Level.GOOD)],
)
def test_a_disk_is_judged_by_what_is_free(free: int, level: Level) -> None:
    assert health.judge_disk(Disk("state", free, 10 * GIB)).level == level


def test_a_watched_folder_that_is_not_there_is_told_and_not_taken_for_another_disk(
    settings: Settings, tmp_path: Path
) -> None:
    gone, place = tmp_path / "not mounted", tmp_path / "there"
    place.mkdir()
    settings.WATCHED_FOLDERS = [str(place), str(gone)]
    named = {disk.name: health.judge_disk(disk) for disk in figures.disks()}
    assert "Cannot be looked at" not in named[str(place)].says
    assert named[str(gone)].level == Level.ATTENTION
    assert "LATCH_WATCHED_FOLDERS" in named[str(gone)].mend
    assert "documents" in named


@pytest.mark.parametrize(
    ("hours", "level"),
    [
        (None, Level.ATTENTION),
        (1, Level.GOOD),
        (25, Level.GOOD),
        (27, Level.ATTENTION),
        (73, Level.BROKEN),
    ],
)
def test_the_newest_backup_is_judged_by_its_age(hours: int | None, level: Level) -> None:
    check = health.judge_backup(None if hours is None else hours * 3600.0)
    assert (check.part, check.level) == ("Backup", level)
    assert bool(check.mend) == (level != Level.GOOD)


@pytest.mark.parametrize(
    ("epochs", "held", "level"),
    [
        ((None, None, None), [1], Level.GOOD),
        ((2, 2, None), [2, 1], Level.GOOD),
        ((2, 2, 1), [2, 1], Level.ATTENTION),
        ((1, 2, None), [2, 1], Level.ATTENTION),
        ((1, 1, None), [2, 1], Level.ATTENTION),
        ((1, 2, None), [2], Level.BROKEN),
        ((2, 3, None), [2, 1], Level.BROKEN),
    ],
)
def test_keys_are_judged_by_the_master_keys_that_wrap_them(
    epochs: tuple[int | None, int | None, int | None], held: list[int], level: Level
) -> None:
    check = health.judge_keys(Keys(*epochs, drill_seconds=None), held)
    assert check.level == level
    assert bool(check.mend) == (level != Level.GOOD)


@pytest.mark.parametrize(
    ("days", "level"),
    [(None, Level.ATTENTION), (1, Level.GOOD), (394, Level.GOOD), (396, Level.ATTENTION)],
)
def test_an_escrow_is_judged_by_its_last_drill(days: int | None, level: Level) -> None:
    check = health.judge_escrow(None if days is None else days * 86_400.0)
    assert check.level == level
    assert bool(check.mend) == (level != Level.GOOD)


@pytest.mark.parametrize(
    ("index", "level", "words"),
    [
        (Index(None, None, None, True, 9), Level.BROKEN, "nobody is found"),
        (Index(10, 9, "another", False, 9), Level.BROKEN, "another LATCH_INDEX_KEY"),
        (Index(10, 9, "ours", False, 4096), Level.ATTENTION, "about 4096 now"),
        (Index(10, 9, "ours", True, 4096), Level.GOOD, "Another is being made"),
        (Index(10, 1, "ours", False, 2048), Level.GOOD, "there were 1 file."),
    ],
)
def test_the_search_index_is_judged_by_whether_it_finds(
    index: Index, level: Level, words: str
) -> None:
    check = health.judge_index(index, "ours")
    assert (check.level, words in check.says) == (level, True)
    assert bool(check.mend) == (level != Level.GOOD)


def test_drill_rotation_and_index_are_read_from_the_database(committed: str) -> None:
    assert figures.keys() == Keys(1, 1, None, None)
    with logged_in_as("owner"):
        Epoch.objects.create(number=2, print="of another")
        escrows = {"made_at": timezone.now(), "recipients": []}
        at = timezone.now() - timedelta(hours=1)
        Escrow.objects.create(digest="old", epochs=[1], drilled_at=timezone.now(), **escrows)
        Escrow.objects.create(digest="new", epochs=[1, 2], drilled_at=at, **escrows)
    drilled = figures.keys().drill_seconds
    assert drilled is not None
    assert 3_599 < drilled < 4_000  # of the newest epoch, not of one that ended
    with logged_in_as("owner"):
        Key.objects.update(epoch=2)
    found = figures.keys()
    assert (found.oldest, found.newest, found.left_standing) == (2, 2, 1)
    made = figures.index()
    assert made.key_print == key_print()
    assert not made.under_way
    with logged_in_as("owner"):
        Generation.objects.update(complete_at=None)
    assert figures.index().bits is None


@pytest.mark.parametrize(
    ("audit", "shipped", "level", "words"),
    [
        (AuditState(9, 9, 9000.0, 0), 60.0, Level.GOOD, "signed until 9"),
        (AuditState(9, 7, 59.0, 59.0), 60.0, Level.GOOD, "Sealed until 9"),
        (AuditState(9, 9, 61.0, 61.0), 60.0, Level.ATTENTION, "for 1 minute"),
        (AuditState(0, 0, None, 601.0), 60.0, Level.BROKEN, "for 10 minutes"),
        (AuditState(9, 7, 601.0, 0), 60.0, Level.ATTENTION, "2 sealed events are not signed"),
        (AuditState(2, 0, None, 0), 60.0, Level.ATTENTION, "not outside yet"),
        (AuditState(9, 9, 1.0, 0), 7300.0, Level.ATTENTION, "taken everything for 2 hours"),
        (AuditState(9, 9, 1.0, 0), None, Level.ATTENTION, "since it began"),
    ],
)
def test_the_audit_is_judged_by_what_waits_and_what_is_not_outside(
    audit: AuditState, shipped: float | None, level: Level, words: str
) -> None:
    check = health.judge_audit(audit, shipped)
    assert (check.level, words in check.says) == (level, True)
    assert bool(check.mend) == (level != Level.GOOD)


def test_the_worst_level_counts() -> None:
    def of(level: Level) -> health.Check:
        return health.Check("part", level, "says")

    assert health.worst([of(Level.GOOD), of(Level.BROKEN), of(Level.ATTENTION)]) == Level.BROKEN
    assert health.worst([of(Level.GOOD), of(Level.ATTENTION)]) == Level.ATTENTION
    assert health.worst([]) == Level.GOOD


@pytest.mark.django_db
def test_the_figures_need_no_identity_and_are_counts_alone() -> None:
    work = figures.work()
    assert work.waiting == 0
    assert work.stopped == 0
    assert figures.cache_answers()
    assert figures.broker_queue() is not None
    assert all(0 < disk.free < disk.total for disk in figures.disks())


@pytest.mark.attack("A16")
@pytest.mark.slow
def test_a_broker_or_cache_that_is_gone_is_a_finding_and_no_error(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    gone = "redis+socket:///nowhere/valkey.sock?virtual_host=1"
    monkeypatch.setattr(app, "connection_for_read", lambda: app.connection(gone))
    assert figures.broker_queue() is None
    assert health.judge_broker(None).level == Level.ATTENTION
    assert health.judge_sessions(False).level == Level.BROKEN


def test_beat_is_heard_when_a_worker_does_what_it_asked(
    committed: str, as_worker_login: Callable[[], AbstractContextManager[None]]
) -> None:
    assert figures.work().clock_seconds is None
    with as_worker_login():
        find_waiting_jobs()
        find_waiting_jobs()
        with acting_as(SystemActor.DISPATCHER):
            assert Heartbeat.objects.count() == 1
            Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=3))
    seconds = figures.work().clock_seconds
    assert seconds is not None
    assert 179 < seconds < 400


@pytest.mark.django_db
def test_the_records_admin_sees_every_part_and_that_is_recorded(signed_in: SignedIn) -> None:
    html = signed_in("records_admin").get(reverse("operations:overview")).content.decode()
    for part in (
        "Database",
        "Sessions",
        "Broker",
        "Worker and beat",
        "Jobs",
        "Audit",
        "Backup",
        "Disk",
        "Master key",
        "Escrow of the master key",
        "Search index",
    ):
        assert part in html
    assert "Nothing has been heard of them yet" in html  # the tests' database has no worker
    assert settings.MASTER_KEYS[0].key not in html
    with acting_as(cast.PEOPLE["records_admin"].id):
        assert Event.objects.filter(action="health_read").exists()


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["iss_manager", "iss_worker", "hr", "committee"])
def test_for_everybody_else_there_is_no_such_page(person: str, signed_in: SignedIn) -> None:
    client = signed_in(person)
    assert client.get(reverse("operations:overview")).status_code == 404
