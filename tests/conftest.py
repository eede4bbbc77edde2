"""The tests' database: built once as the owner, with the cast in it, then copied.

Every test runs as the web login. A test marked `django_db` works in a transaction that is rolled back; the
fixture `committed` gives a test a copy of its own, for real commits, threads, the worker's login and races.
"""

import gc
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
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
from tests.alone import alone, forget_run
from tests.database import (
    TEMPLATE,
    copy_of_template,
    is_there,
    logged_in_as,
    make_template,
    owner,
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
    if hasattr(config, "workerinput"):
        return
    forget_run()
    if is_whole(config):
        config.pluginmanager.register(Proving(settings.EVIDENCE))


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        forget_run()


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[None]:
    """Look for no garbage in what is collected, nor again later: all of it stays until the end."""
    gc.disable()
    result = yield
    gc.enable()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    return result


WORLD = "latch_world"
BROWSER = "tests/browser/"
# What takes half a minute or more is begun first, so that no process has it left alone at the end.
LONGEST = (
    "tests/test_every_address.py",
    "tests/test_every_form.py",
    "tests/test_every_page.py",
    "tests/access/test_effective_grants.py",
    "tests/access/test_row_security.py",
    "tests/embedded/test_run.py",
    "tests/embedded/test_rotation.py",
    "tests/clients/imports/test_importing.py",
    "tests/clients/imports/test_queue.py",
    "tests/disclosures/test_pages.py",
    "tests/disclosures/test_races.py",
    "tests/disclosures/test_bad_input.py",
    "tests/disclosures/test_release.py",
    "tests/documents/test_contents.py",
    "tests/documents/test_storage.py",
    "tests/drafts/test_keeping.py",
    "tests/work/backup/test_restoring.py",
)
# Begun while another process builds what the tests' databases are copied from: these need none.
WITHOUT_DATABASE = (
    "tests/building/test_cutting.py",
    "tests/building/test_pages.py",
    "tests/building/test_pdf.py",
    "tests/building/test_reading.py",
    "tests/clients/imports/test_plan.py",
    "tests/disclosures/test_rules.py",
    "tests/emergency/test_rules.py",
    "tests/matching/test_planted.py",
)


class ByRoom(LoadFileScheduling):  # type: ignore[misc]  # xdist does not type its schedulers
    """Gives a file's tests to one process, all that share the browser's demo to one, and what takes long first."""

    _builder: Any = None

    def _split_scope(self, nodeid: str) -> str:
        return BROWSER if nodeid.startswith(BROWSER) else str(super()._split_scope(nodeid))

    def _first_of(self, node: Any) -> tuple[str, ...]:
        if BROWSER in self.workqueue:
            return (BROWSER,)
        self._builder = self._builder or node
        return LONGEST if node is self._builder else (*WITHOUT_DATABASE, *LONGEST)

    def _assign_work_unit(self, node: Any) -> None:
        for scope in reversed(self._first_of(node)):
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


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker: DjangoDbBlocker, worker_id: str) -> Iterator[None]:
    with django_db_blocker.unblock():
        with alone("template"):
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
    with django_db_blocker.unblock(), alone("world"):
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
        # Whoever reads at the office goes on reading: an untouched screen ends after minutes, a module takes longer.
        owner(
            "UPDATE readers_visit SET seen_at = now() + interval '2 hours' WHERE ended_at IS NULL"
        )
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
