"""The tests' database: built once as the owner, with the cast in it, then copied.

Every test runs as the web login. A test marked `django_db` works in a transaction that is rolled back; the
fixture `committed` gives a test a copy of its own, for real commits, threads, the worker's login and races.
"""

import fcntl
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.signals import setting_changed
from hypothesis import settings as hypothesis_settings
from pytest_django.plugin import DjangoDbBlocker
from xdist.scheduler import LoadFileScheduling

from confidentiality.access.identity import acting_as
from confidentiality.interface import counting
from staff.models import Worker
from tests import cast
from tests.database import (
    TEMPLATE,
    copy_of_template,
    is_there,
    logged_in_as,
    make_template,
    use_database,
)
from tests.overreach import watch
from tests.proving import Proving, is_whole, tell_clauses
from tests.sessions import Sessions
from tests.world import World
from tests.world_building import build_world, remember, remembered

# A test proves what is, not how fast this machine is today; `make mutants` runs each thousands of times.
hypothesis_settings.register_profile("untimed", deadline=None)
hypothesis_settings.register_profile("mutants", deadline=None, max_examples=25, derandomize=True)
hypothesis_settings.load_profile("untimed")


# What is put together once for all pages rests on settings too, which only tests change.
setting_changed.connect(lambda **_: counting._question.cache_clear(), weak=False)


def pytest_configure(config: pytest.Config) -> None:
    if not os.environ.get("LATCH_DB_PASSWORD_OWNER"):
        raise pytest.UsageError(
            "These tests need PostgreSQL and Valkey: run `make test` (or `make test-fast`)."
        )
    if not hasattr(config, "workerinput") and is_whole(config):
        config.pluginmanager.register(Proving(settings.EVIDENCE))


WORLD = "latch_world"
BROWSER = "tests/browser/"
# What takes minutes is begun first, so that no process has it left alone at the end.
LONGEST = (
    BROWSER,
    "tests/test_every_address.py",
    "tests/test_every_form.py",
    "tests/test_every_page.py",
)


class ByRoom(LoadFileScheduling):  # type: ignore[misc]  # xdist does not type its schedulers
    """Gives a file's tests to one process, all that share the browser's demo to one, and what takes long first."""

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else str(super()._split_scope(nodeid))

    def _assign_work_unit(self, node: Any) -> None:
        for scope in reversed(LONGEST):
            if scope in self.workqueue:
                self.workqueue.move_to_end(scope, last=False)
        super()._assign_work_unit(node)


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Run one process more than there are processors, where one drives a browser: that one mostly waits."""
    waits = "not browser" not in config.option.markexpr
    return len(os.sched_getaffinity(0)) + waits


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> ByRoom:
    return ByRoom(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Count every test that is given a database of its own among the slow: copying it takes the most of them."""
    for item in items:
        if "committed" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.slow)
    tell_clauses(items)


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """Let one process of a run at a time make what all of them copy."""
    lock = Path(tempfile.gettempdir()) / f"latch-{what}-{os.environ['LATCH_DB_PORT']}.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    with django_db_blocker.unblock():
        with _alone("template"):
            if not is_there(TEMPLATE):
                make_template()
        with copy_of_template(f"latch_{worker_id}") as name, use_database(name):
            yield


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    usual = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return str(getattr(request.config, "workerinput", {}).get("workerid", usual))


@pytest.fixture
def committed(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[str]:
    """A database of this test's own: commits stay, and are thrown away with it."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_own") as name,
        use_database(name),
    ):
        yield name


@pytest.fixture(scope="session")
def world_template(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> World:
    """A database with a subject of every kind in it, made once for all processes; what they are called."""
    with django_db_blocker.unblock(), _alone("world"):
        if not is_there(WORLD):
            with copy_of_template(f"{WORLD}_building", keep_as=WORLD) as name, use_database(name):
                subjects = build_world()
                watch()
                remember(subjects)
        with use_database(WORLD):
            return World(remembered())


@pytest.fixture(scope="module")
def world(
    world_template: World, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[World]:
    """A copy of the world for the tests of one module; commits stay in it."""
    logging.getLogger("django.request").setLevel(logging.ERROR)  # thousands of refusals are no news
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_module", WORLD) as name,
        use_database(name),
    ):
        yield world_template
    logging.getLogger("django.request").setLevel(logging.NOTSET)


@pytest.fixture
def as_worker_login(committed: str) -> Callable[[], AbstractContextManager[None]]:
    """Switch the default connection to the login of the Celery worker, for a while."""
    return lambda: logged_in_as("worker")


@pytest.fixture
def people(db: None) -> dict[str, Worker]:
    """The cast's workers by key, each read under their own identity."""
    found = {}
    for key, person in cast.PEOPLE.items():
        with acting_as(person.id):
            found[key] = cast.worker(key)
    return found


@pytest.fixture(scope="session")
def signed_in() -> Callable[[str], Client]:
    """Give a browserless client in a cast person's session, password and code given."""
    return Sessions()


@pytest.fixture(scope="session")
def session_of() -> Callable[[str], Client]:
    """The same with a fresh proof, as an outward step asks for it; a crash is an answer to this client (500)."""
    return Sessions(lambda: Client(raise_request_exception=False), proved=True)
