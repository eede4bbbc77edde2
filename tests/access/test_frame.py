"""The frame of a request: what is kept and what is lost when a view succeeds, refuses, fails or streams."""

import logging
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import Settings
from pytest_django.plugin import DjangoDbBlocker

from confidentiality.access.streams import LateQuery
from staff.signing_in import UNREACHABLE
from tests import cast
from tests.access import trying
from tests.access.attacker import Session, session
from tests.attacking import report
from tests.database import copy_of_template, use_database
from tests.signing_in import sign_in

pytestmark = pytest.mark.attack("A16")

WORKER = cast.PEOPLE["iss_worker"]
SignedIn = Callable[[str], Client]


@pytest.fixture(scope="module")
def name(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker, worker_id: str
) -> Iterator[str]:
    """One database for all tests here; each begins with an empty audit."""
    with (
        django_db_blocker.unblock(),
        copy_of_template(f"latch_{worker_id}_frame") as copied,
        use_database(copied),
    ):
        yield copied


@pytest.fixture
def owner(name: str) -> Iterator[Session]:
    with session(name, "owner") as opened:
        opened.link.autocommit = True
        yield opened


@pytest.fixture
def client(settings: Settings, session_of: SignedIn, owner: Session) -> Iterator[Client]:
    """A signed-in worker, among addresses that fail in every way; an exception is an answer to them."""
    settings.ROOT_URLCONF = "tests.access.trying"
    trying.seen.clear()
    found = session_of("iss_worker")
    owner.sql("DELETE FROM audit_event")
    logging.disable(logging.ERROR)
    yield found
    logging.disable(logging.NOTSET)


def events(owner: Session) -> list[tuple[Any, ...]]:
    """Return what the audit says, in order: action, outcome, reason."""
    return list(owner.sql("SELECT action, outcome, reason FROM audit_event ORDER BY at"))


def test_what_a_view_wrote_is_kept(client: Client, owner: Session) -> None:
    assert client.get("/try/writes/").status_code == 200
    assert events(owner) == [("half_written", "done", "")]
    ((person, actor, request, origin),) = owner.sql(
        "SELECT person, actor, request IS NOT NULL, origin FROM audit_event"
    )
    assert (person, actor, request) == (WORKER.id, "", True)
    assert origin


@pytest.mark.parametrize(("view", "status"), [("hides", 404), ("refuses", 403)])
def test_a_denial_is_kept_and_half_of_the_work_is_lost(
    client: Client, owner: Session, view: str, status: int
) -> None:
    assert client.get(f"/try/{view}/").status_code == status
    assert [(action, outcome) for action, outcome, _ in events(owner)] == [
        (f"tried_{'hidden' if view == 'hides' else 'refused'}", "denied")
    ]


@pytest.mark.parametrize(
    ("view", "reason"),
    [
        ("crashes", "ZeroDivisionError"),
        ("renders_badly", "ZeroDivisionError"),
        ("answers_500", ""),
        ("streams", "StreamedResponse"),
        ("nests", "IdentityError"),
    ],
)
def test_a_failure_loses_everything_and_is_recorded(
    client: Client, owner: Session, view: str, reason: str
) -> None:
    page = client.get(f"/try/{view}/")
    assert page.status_code == 500
    assert events(owner) == [("request_failed", "failed", reason)]
    assert trying.seen == []
    for words in (b"Amina", b"stronger"):
        assert words not in page.content


def test_a_body_without_rows_is_streamed_after_the_transaction(
    client: Client, owner: Session
) -> None:
    page: Any = client.get("/try/streams_rowless/")
    assert page.streaming
    assert page.status_code == 200
    assert re.fullmatch(rb"[1-9]\d* of them", page.getvalue())
    assert trying.seen == ["closed"]


@pytest.mark.parametrize("view", ["streams_late", "streams_acting"])
def test_a_body_that_asks_the_database_breaks_off_loudly(client: Client, view: str) -> None:
    """Without the guard it would see no rows and go on as if there were none."""
    page: Any = client.get(f"/try/{view}/")
    with pytest.raises(LateQuery):
        page.getvalue()
    assert trying.seen == ["closed"]
    assert connection.execute_wrappers == []
    assert client.get("/try/shows/").status_code == 200, "other requests ask as before"


def test_a_swallowed_database_error_is_not_served(client: Client, owner: Session) -> None:
    page = client.get("/try/swallows/")
    assert trying.seen == ["swallowed"]
    assert page.status_code == 500
    assert b"all is well" not in page.content
    assert ("half_written", "done", "") not in events(owner)


def test_a_savepoint_of_ones_own_goes_on(client: Client, owner: Session) -> None:
    assert client.get("/try/recovers/").status_code == 200
    assert events(owner) == [("recovered", "done", "")]


def test_what_runs_after_the_commit_is_nobody(client: Client) -> None:
    assert client.get("/try/calls_back/").status_code == 200
    files, (principal, seen_after) = trying.seen
    assert files > 0
    assert (principal, seen_after) == (None, 0)


def test_nothing_runs_after_a_failure(client: Client) -> None:
    assert client.get("/try/crashes_and_calls_back/").status_code == 500
    assert trying.seen == []


def test_nobody_is_left_acting_after_a_request(client: Client) -> None:
    for name in ("writes", "hides", "crashes"):
        client.get(f"/try/{name}/")
        with connection.cursor() as cursor:
            cursor.execute("SELECT access.me(), count(*) FROM clients_casefile")
            assert cursor.fetchone() == (None, 0)


def test_a_changed_password_ends_every_session(owner: Session) -> None:
    clients = [sign_in(Client(), WORKER) for _ in range(2)]
    assert [each.get("/policy/").status_code for each in clients] == [200, 200]
    ((password,),) = owner.sql("SELECT password FROM staff_account WHERE id = %s", [WORKER.id])
    change = "UPDATE staff_account SET password = %s WHERE id = %s"
    owner.sql(change, ["changed", WORKER.id])
    assert [each.get("/policy/").status_code for each in clients] == [302, 302]
    owner.sql(change, [password, WORKER.id])
    assert [each.get("/policy/").status_code for each in clients] == [302, 302]


# ---- methods and sizes


def test_head_is_get_without_a_body(client: Client, owner: Session) -> None:
    page = client.head("/try/writes/")
    assert (page.status_code, page.content) == (200, b"")
    assert client.head("/try/shows/").status_code == 405
    assert client.head("/try/hides/").status_code == 404
    assert ("tried_hidden", "denied", "") in events(owner)


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "patch", "delete", "trace"])
def test_other_methods_write_nothing(client: Client, owner: Session, method: str) -> None:
    assert getattr(client, method)("/try/takes/").status_code == 405
    assert events(owner) == []


@pytest.mark.parametrize(
    "method", ["get", "head", "options", "post", "put", "patch", "delete", "trace"]
)
def test_no_method_gets_past_the_gate_unsigned(client: Client, owner: Session, method: str) -> None:
    client.cookies.clear()
    page = getattr(client, method)("/try/shows/")
    assert page.status_code == 302
    assert page["Location"].startswith("/account/login/")
    assert events(owner) == []


def test_a_form_that_is_too_large_is_refused_in_words(client: Client, owner: Session) -> None:
    page = client.post("/try/takes/", {"words": "x" * 3_000_000})
    assert page.status_code == 413
    assert "too large" in page.content.decode()
    assert events(owner) == []


def test_too_many_fields_are_refused(client: Client, owner: Session) -> None:
    page = client.post("/try/takes/", {f"field{n}": "" for n in range(5100)})
    assert page.status_code == 400
    assert events(owner) == []


def test_pages_are_kept_nowhere(client: Client) -> None:
    for name in ("writes", "hides", "crashes", "refuses"):
        assert client.get(f"/try/{name}/")["Cache-Control"] == "no-store"


# ---- when the audit cannot be written, nothing is served


def _never_shows_a_name(page: Any) -> None:
    assert page.status_code == 500
    words = page.content.decode()
    assert "Amina" not in words
    assert "Something went wrong on our side" in words


def test_a_failing_audit_serves_nothing(client: Client, owner: Session) -> None:
    assert b"Amina" in client.get("/try/shows/").content
    owner.sql("REVOKE INSERT ON audit_event FROM latch_web")
    _never_shows_a_name(client.get("/try/shows/"))
    _never_shows_a_name(client.get("/files/"))
    # a denial that cannot be recorded is no 404 either
    assert client.get("/try/hides/").status_code == 500
    owner.sql("GRANT INSERT ON audit_event TO latch_web")
    assert b"Amina" in client.get("/try/shows/").content


def test_a_locked_audit_serves_nothing_and_does_not_hang(
    client: Client, owner: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "lock_timeout=10s" in connection.settings_dict["OPTIONS"]["options"]
    connection.close()
    quick = connection.settings_dict["OPTIONS"]["options"].replace("=10s", "=200ms")
    monkeypatch.setitem(connection.settings_dict, "OPTIONS", {"options": quick})
    owner.link.autocommit = False
    owner.sql("LOCK TABLE audit_event IN ACCESS EXCLUSIVE MODE")
    _never_shows_a_name(client.get("/try/shows/"))
    owner.link.rollback()
    assert b"Amina" in client.get("/try/shows/").content
    connection.close()
    report("A16", "audit table locked", tried=1, shown=0)


def test_without_valkey_nothing_is_served(client: Client, settings: Settings) -> None:
    assert b"Amina" in client.get("/try/shows/").content
    kept = settings.CACHES
    gone = {**kept["default"], "LOCATION": "unix:///nowhere/valkey.sock?db=0"}
    settings.CACHES = {"default": gone}
    _never_shows_a_name(client.get("/try/shows/"))
    assert client.cookies["latch_session"].value, "an outage signs nobody out"
    nobody = Client(raise_request_exception=False)
    assert nobody.get("/files/").status_code in (302, 500)
    given = {"login": WORKER.sign_in, "password": cast.password_of(WORKER)}
    refused = nobody.post("/account/login/", given)
    assert UNREACHABLE in refused.content.decode()
    settings.CACHES = kept
    assert nobody.get("/files/").status_code == 302, "nobody was signed in"
    assert b"Amina" in client.get("/try/shows/").content


def test_without_a_database_nothing_is_served(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    _never_shows_a_name(client.get("/try/shows/"))
    connection.close()
