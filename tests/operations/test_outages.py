"""A16: each part killed while a real web process serves: nothing is shown that should not be, nothing written is lost.

The web process stays up throughout, as it does where PostgreSQL and Valkey are other machines' business.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import psycopg2
import pytest

from confidentiality.embedded import run
from confidentiality.embedded.services import DATABASE, Services, running_services
from confidentiality.embedded.sign_ins import code_now
from confidentiality.embedded.state import PROJECT
from confidentiality.embedded.supervisor import Supervisor
from tests.attacking import report, sized
from tests.cast import FILES, PEOPLE
from tests.embedded.launching import begun, kill_at_once, place, wait_for
from tests.filling import forms_of, rightly

pytestmark = [pytest.mark.slow, pytest.mark.attack("A16")]
FILE = FILES["amina"]
PERSON = PEOPLE["iss_worker"]
LEFT_OUT = ("sensitive", "sensitive_kind", "remember")
PLAIN = "Something went wrong on our side"


class Browser:
    """Somebody at the real web process, with cookies and nothing else."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.open = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(CookieJar())
        ).open

    def get(self, path: str) -> tuple[int, str]:
        return self._ask(path, None)

    def post(self, path: str, **values: str) -> tuple[int, str]:
        """Fill in the form that stands at an address and send it; what is not named is chosen rightly."""
        form = next(f for f in forms_of(self.get(path)[1], path) if set(values) <= set(f.fields))
        filled = {name: chosen for name, chosen in rightly(form).items() if name not in LEFT_OUT}
        return self._ask(form.action or path, {**filled, **{n: [v] for n, v in values.items()}})

    def sign_in(self, password: str, secret: str) -> None:
        self.post("/account/login/", login=PERSON.sign_in, password=password)
        status, page = self.post("/account/2fa/authenticate/", code=code_now(secret))
        assert "My files" in page, status

    def _ask(self, path: str, values: dict[str, list[str]] | None) -> tuple[int, str]:
        body = None if values is None else urllib.parse.urlencode(values, doseq=True).encode()
        request = urllib.request.Request(  # noqa: S310  # our own process on this machine
            self.url + path, body, {"Referer": self.url + path}
        )
        try:
            with self.open(request, timeout=60) as answer:
                return answer.status, answer.read().decode()
        except urllib.error.HTTPError as refused:
            return refused.code, refused.read().decode()


class Installation:
    """Services, one web process, and somebody signed in to it."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services = services
        listener = socket.create_server(("127.0.0.1", 0))
        at = run.Listening(listener, *(socket.create_server(("127.0.0.1", 0)) for _ in range(2)))
        self.url = at.url
        supervisor = Supervisor(services.watchdog)
        self.cast = run._prepare(services, supervisor, at, ())
        with (folder / "web.log").open("w") as log:
            self.web = subprocess.Popen(
                [
                    *(sys.executable, "-m", "gunicorn", "confidentiality.wsgi"),
                    *(*run.GUNICORN_OPTIONS, "--bind", f"fd://{listener.fileno()}"),
                ],
                env=run._environment(services, "web", at),
                cwd=PROJECT,
                pass_fds=[listener.fileno()],
                stdout=log,
                stderr=log,
            )
        self.listener = listener
        self.browser = Browser(self.url)
        wait_for(lambda: self.browser.get("/health/")[0] == 200, seconds=60)

    def sign_in(self) -> None:
        (mine,) = [each for each in json.loads(self.cast) if each["sign_in"] == PERSON.sign_in]
        self.browser.sign_in(mine["password"], mine["totp_secret"])

    def stop(self) -> None:
        self.web.terminate()
        self.web.wait(20)
        self.listener.close()

    def shows_the_file(self) -> bool:
        status, page = self.browser.get(f"/files/{FILE.reference}/")
        return status == 200 and FILE.name in page

    def write(self, words: str) -> None:
        """Write an entry and see it acknowledged."""
        path = f"/files/{FILE.reference}/entries/new/"
        status, page = self.browser.post(path, body=words)
        assert (status, "The entry is written." in page) == (200, True), page


@pytest.fixture(scope="module")
def installation() -> Iterator[Installation]:
    umask = os.umask(0o077)
    os.umask(umask)
    with place() as folder, socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
        free.close()
        begun(folder / "state")
        with running_services(folder / "state", db_port=port, for_tests=False) as services:
            made = Installation(services, folder)
            try:
                made.sign_in()
                yield made
            finally:
                made.stop()
                os.umask(umask)


def _kill_postgres(services: Services) -> Callable[[], object]:
    assert services.postgres.process is not None
    kill_at_once([services.postgres.process.pid])
    services.postgres.process.wait(10)
    return lambda: services.watchdog.add(
        services.postgres.start(services.secrets), by=signal.SIGINT
    )


def _kill_valkey(services: Services) -> Callable[[], object]:
    assert services.valkey.process is not None
    kill_at_once([services.valkey.process.pid])
    services.valkey.process.wait(10)
    return lambda: services.watchdog.add(services.valkey.start())


@pytest.mark.parametrize(("what", "kill"), [("postgres", _kill_postgres), ("valkey", _kill_valkey)])
def test_a_killed_service_shows_nothing_and_loses_nothing(
    what: str, kill: Callable[[Services], Callable[[], object]], installation: Installation
) -> None:
    kills, written = sized(1, 10), list[str]()
    for number in range(kills):
        written.append(f"Written just before {what} died, number {number}.")
        installation.write(written[-1])
        assert installation.shows_the_file()
        start_again = kill(installation.services)
        for _ in range(3):
            status, page = installation.browser.get(f"/files/{FILE.reference}/")
            assert status == 500
            assert PLAIN in page
            assert FILE.name not in page
        assert Browser(installation.url).get("/account/login/")[0] in (200, 500)
        start_again()
        wait_for(lambda: installation.browser.get("/health/")[0] == 200, seconds=30)
        if not installation.shows_the_file():  # Valkey may have lost the session's last second
            installation.sign_in()
    page = installation.browser.get(f"/files/{FILE.reference}/")[1]
    assert [words for words in written if words not in page] == []
    report("A16", f"{what} killed", kills=kills, acknowledged=len(written), lost=0, shown=0)


def test_what_was_not_acknowledged_yet_is_seen_to_be_lost(installation: Installation) -> None:
    """The positive control: the kill is real, and what no commit had made safe goes with it."""
    services = installation.services
    link = psycopg2.connect(
        host="127.0.0.1",
        port=services.postgres.port,
        dbname=DATABASE,
        user="latch_owner",
        password=services.secrets["DB_PASSWORD_OWNER"],
    )
    ask = "SELECT to_regclass('kept') IS NOT NULL, to_regclass('unkept') IS NOT NULL"
    with link.cursor() as cursor:
        cursor.execute("CREATE TABLE kept ()")
        link.commit()
        cursor.execute("CREATE TABLE unkept ()")
        cursor.execute(ask)
        assert cursor.fetchone() == (True, True)
    _kill_postgres(services)()
    wait_for(lambda: installation.browser.get("/health/")[0] == 200, seconds=30)
    again = psycopg2.connect(link.dsn, password=services.secrets["DB_PASSWORD_OWNER"])
    with again.cursor() as cursor:
        cursor.execute(ask)
        assert cursor.fetchone() == (True, False)
    again.close()
    report("A16", "planted: a write that was not committed", tried=1, found_lost=1)


def test_a_killed_web_process_loses_nothing_that_was_acknowledged(
    installation: Installation,
) -> None:
    kills, written = sized(1, 10), list[str]()
    for number in range(kills):
        written.append(f"Written just before the web process died, number {number}.")
        installation.write(written[-1])
        (serving,) = children_of(installation.web.pid)
        kill_at_once([serving])
        wait_for(lambda: _answers(installation), seconds=30)
    page = installation.browser.get(f"/files/{FILE.reference}/")[1]
    assert [words for words in written if words not in page] == []
    report("A16", "web process killed", kills=kills, acknowledged=len(written), lost=0)


def children_of(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(child) for child in told.split()]


def _answers(installation: Installation) -> bool:
    try:
        return installation.browser.get("/health/")[0] == 200
    except OSError:  # the listener stays open, the connection of the dead one does not
        return False
