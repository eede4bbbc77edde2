"""A16: each part killed while a real web process serves: nothing is shown that should not be, nothing written is lost.

The web process stays up throughout, as it does where PostgreSQL and Valkey are other machines' business.
"""

import signal
from collections.abc import Callable
from pathlib import Path

import psycopg2
import pytest

from confidentiality.embedded.services import DATABASE, Services
from tests.attacking import report, sized
from tests.embedded.launching import kill_at_once, wait_for
from tests.operations.installing import FILE, PLAIN, Browser, Installation, installation

__all__ = ["installation"]

pytestmark = [pytest.mark.slow, pytest.mark.attack("A16")]


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
        wait_for(installation.answers, seconds=30)
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
    wait_for(installation.answers, seconds=30)
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
        wait_for(installation.answers, seconds=30)
    page = installation.browser.get(f"/files/{FILE.reference}/")[1]
    assert [words for words in written if words not in page] == []
    report("A16", "web process killed", kills=kills, acknowledged=len(written), lost=0)


def children_of(process: int) -> list[int]:
    told = Path(f"/proc/{process}/task/{process}/children").read_text("ascii")
    return [int(child) for child in told.split()]
