"""A16: the readers' and the office screens' process killed while somebody reads: nothing is lost, and nothing is open.

Both are real processes over HTTP here, on a database of the test's own.
"""

import os
import socket
import subprocess
import sys
import urllib.error
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from confidentiality.access.identity import acting_as
from confidentiality.embedded.children import clean_environment
from confidentiality.embedded.run import GUNICORN_OPTIONS
from confidentiality.embedded.state import PROJECT
from disclosures.kiosk.actions import agree_to_screen
from disclosures.kiosk.models import Remark
from disclosures.package import Contents
from disclosures.readers.models import OutsideReading, Visit
from tests import cast
from tests.attacking import report, sized
from tests.database import logged_in_as
from tests.disclosures.story import ASKER, who
from tests.embedded.launching import kill_at_once, wait_for
from tests.kiosk import office
from tests.operations.installing import Browser
from tests.operations.test_outages import children_of
from tests.readers import outside

pytestmark = [pytest.mark.slow, pytest.mark.attack("A16")]
WHERE = ("DB_HOST", "DB_PORT", "CACHE_URL", "BROKER_URL", "DOCUMENTS_FOLDER")
GUNICORN = [sys.executable, "-m", "gunicorn", "confidentiality.wsgi", *GUNICORN_OPTIONS]


class Serving:
    """A process that serves pages to people outside, and one of them."""

    def __init__(self, login: str, database: str, folder: Path) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        name = login.upper()
        own = ("MASTER_KEYS", f"{name}_KEY", f"IDENTITY_KEY_{name}", f"DB_PASSWORD_{name}")
        told = {f"LATCH_{each}": os.environ[f"LATCH_{each}"] for each in (*WHERE, *own)}
        told |= {"LATCH_DB_NAME": database, "LATCH_LOGIN": login, f"LATCH_{name}_URL": self.url}
        told["DJANGO_SETTINGS_MODULE"] = f"confidentiality.settings.{login}_demo"
        bound = f"fd://{self.listener.fileno()}"
        with (folder / f"{login}.log").open("w") as log:
            self.process = subprocess.Popen(
                [*GUNICORN, "--bind", bound],
                env=clean_environment() | told,
                cwd=PROJECT,
                pass_fds=[self.listener.fileno()],
                stdout=log,
                stderr=log,
            )
        self.browser = Browser(self.url)
        wait_for(self.answers, seconds=90)

    def answers(self) -> bool:
        """Say whether it is there and well."""
        try:
            return Browser(self.url).get("/health/")[0] == 200
        except OSError:
            return False

    def kill(self) -> None:
        """Kill what serves; the next one is there on return."""
        (serving,) = children_of(self.process.pid)
        kill_at_once([serving])
        wait_for(lambda: serving not in children_of(self.process.pid), seconds=30)
        wait_for(self.answers, seconds=90)

    def kill_whole(self) -> None:
        """Kill all of it, and see that nobody answers: what is asked gets no page at all."""
        kill_at_once([*children_of(self.process.pid), self.process.pid])
        self.process.wait(10)
        self.listener.close()
        with pytest.raises((ConnectionError, urllib.error.URLError)):
            self.browser.get("/read/")

    def stop(self) -> None:
        """End it."""
        self.process.terminate()
        self.process.wait(20)
        self.listener.close()


@contextmanager
def serving(login: str, database: str, folder: Path) -> Iterator[Serving]:
    made = Serving(login, database, folder)
    try:
        yield made
    finally:
        made.stop()


def _visit(ticket: UUID) -> Visit:
    with logged_in_as("owner"):
        return Visit.objects.get(ticket=ticket)


def _readings(ticket: UUID) -> list[str]:
    with logged_in_as("owner"):
        found = OutsideReading.objects.filter(visit__ticket=ticket).order_by("at")
        return list(found.values_list("what", flat=True))


def _left_open() -> int:
    """Return how many transactions a dead process has left behind in the database."""
    with logged_in_as("owner"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND usename IN ('latch_reader', 'latch_kiosk') AND xact_start IS NOT NULL"
        )
        return int(cursor.fetchone()[0])


def test_a_reader_s_process_killed_keeps_the_visit_and_the_register(
    committed: str, tmp_path: Path
) -> None:
    package = outside.a_package()
    told, kills = outside.give(package), sized(2, 10)
    with acting_as(who(ASKER)):
        words = Contents.from_stored(outside.opened(package).contents).to_name
    with serving("reader", committed, tmp_path) as readers:
        browser = readers.browser
        status, page = browser.post("/", link=told.link, code=told.code)
        assert (status, "Before you read" in page) == (200, True)
        readers.kill()
        assert (
            "Before you read" in browser.get("/read/package/")[1]
        )  # nothing is taken for accepted
        assert _readings(told.ticket.id) == []
        browser.post("/read/", accepted="on")
        for number in range(kills):
            before = len(_readings(told.ticket.id))
            assert words in unescape(browser.get("/read/package/")[1])
            readers.kill()
            assert _readings(told.ticket.id)[before:] == ["opened"], (
                number
            )  # acknowledged, and there
            assert _left_open() == 0
        assert words not in unescape(Browser(readers.url).get("/read/package/")[1])
        assert Browser(readers.url).post("/", link=told.link, code=told.code)[0] == 403  # once
        outside.recall(package)
        readers.kill()
        assert words not in unescape(browser.get("/read/package/")[1])
    assert _visit(told.ticket.id).ended_at is not None
    report("A16", "readers’ process killed", kills=kills + 2, lost=0, shown=0)


def test_a_kiosk_s_process_killed_keeps_what_the_client_said_and_where_they_read(
    committed: str, tmp_path: Path
) -> None:
    package, kills = office.own_package(), sized(2, 10)
    asked = office.an_asked_screen()
    with acting_as(who(office.AGREES)):
        _, code = agree_to_screen(screen=asked, by=cast.worker(office.AGREES))
    with serving("kiosk", committed, tmp_path) as kiosk:
        browser = kiosk.browser
        browser.post("/screen/", code=code)
        told = office.give(package)
        status, page = browser.post("/", staff_code=told.staff_code, client_code=told.client_code)
        assert status == 200, page
        browser.post("/read/", accepted="on")
        said = list[str]()
        for number in range(kills):
            said.append(f"I said that {number} times.")
            browser.post("/read/item/", words=said[-1])
            kiosk.kill()
            status, page = browser.get("/read/item/")
            assert (status, said[-1] in unescape(page)) == (200, True)
            assert _left_open() == 0
        assert told.client_code not in page
        stranger = Browser(kiosk.url)
        assert all(words not in unescape(stranger.get("/read/item/")[1]) for words in said)
        kiosk.kill_whole()
    with acting_as(who(ASKER)):
        assert sorted(each.words for each in Remark.objects.filter(package=package)) == sorted(said)
    report("A16", "office screens’ process killed", kills=kills + 1, acknowledged=kills, lost=0)
