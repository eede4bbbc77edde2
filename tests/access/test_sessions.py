"""Attack A12: sessions, their clocks, and what lies of them in Valkey."""

import pickle
import re
import time
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import UpdateError
from django.core.cache import cache
from django.test import Client

from confidentiality.access import frame
from confidentiality.access.sessions import PENDING, RECORDS, JsonSerializer, SessionStore
from tests import cast
from tests.attacking import report
from tests.signing_in import sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.attack("A12")]

WORKER = cast.PEOPLE["iss_worker"]
COOKIE = settings.SESSION_COOKIE_NAME
IDLE, ABSOLUTE = settings.SESSION_IDLE_SECONDS, settings.SESSION_ABSOLUTE_SECONDS
A_PAGE = "/policy/"


@pytest.fixture
def client() -> Client:
    return sign_in(Client(), WORKER)


class Clock:
    """The frame's clock, set by hand."""

    def __init__(self) -> None:
        self.now = time.time()

    def time(self) -> float:
        return float(self.now)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """Stop the clock that sessions are measured by."""
    made = Clock()
    monkeypatch.setattr(frame, "time", SimpleNamespace(time=made.time))
    return made


def is_in(client: Client, **headers: str) -> bool:
    """Say whether the session still opens a page; the alternative is the way to sign in."""
    page = client.get(A_PAGE, headers=headers)
    assert page.status_code == 200 or page["Location"].startswith(
        ("/account/login/", "/account/unlock/")
    )
    return bool(page.status_code == 200)


# ---- the clocks


def test_the_clocks_are_as_the_policy_has_them() -> None:
    assert (IDLE, ABSOLUTE) == (15 * 60, 12 * 60 * 60)


@pytest.mark.attack("A16")
@pytest.mark.parametrize(("back", "still_in"), [(299, True), (302, False), (24 * 3600, False)])
def test_a_clock_set_back_lengthens_no_session(clock: Clock, back: int, still_in: bool) -> None:
    client = sign_in(Client(), WORKER)
    assert is_in(client)
    clock.now -= back
    there = client.get("/screen/state/", headers={"X-Latch-Poll": "1"}).json()["state"]
    assert there == ("open" if still_in else "ended")
    report("A16", "clock set back", tried=1, lengthened=0)


@pytest.mark.attack("A16")
def test_a_clock_set_back_behind_the_last_activity_ends_the_session(clock: Clock) -> None:
    client = sign_in(Client(), WORKER)
    for _ in range(10):
        clock.now += IDLE - 1
        assert is_in(client)
    clock.now -= 3600  # after its beginning still
    assert not is_in(client)
    clock.now += 3600
    assert not is_in(client)
    report("A16", "clock set back", tried=1, lengthened=0)


@pytest.mark.parametrize(
    ("seconds", "still_in"), [(IDLE - 1, True), (IDLE, False), (IDLE + 1, False)]
)
def test_an_idle_session_is_locked(clock: Clock, seconds: int, still_in: bool) -> None:
    client = sign_in(Client(), WORKER)
    assert is_in(client)
    clock.now += seconds
    assert is_in(client) is still_in
    there = client.get("/screen/state/", headers={"X-Latch-Poll": "1"}).json()["state"]
    assert there == ("open" if still_in else "locked")


def test_the_clock_starts_with_the_answer_that_signs_in(clock: Clock) -> None:
    """Whoever signed in and never came is out like anybody else."""
    client = sign_in(Client(), WORKER)
    clock.now += IDLE
    assert not is_in(client)


@pytest.mark.parametrize(("seconds", "still_in"), [(-1, True), (0, False), (1, False)])
@pytest.mark.slow
def test_no_activity_makes_a_session_older_than_twelve_hours(
    clock: Clock, seconds: int, still_in: bool
) -> None:
    client = sign_in(Client(), WORKER)
    began = clock.now
    while clock.now < began + ABSOLUTE - IDLE:
        clock.now += IDLE - 100
        assert is_in(client)
    clock.now = began + ABSOLUTE + seconds
    assert is_in(client) is still_in


def test_a_page_that_asks_by_itself_is_nobodys_activity(clock: Clock) -> None:
    client = sign_in(Client(), WORKER)
    for _ in range(3):
        clock.now += IDLE // 4
        assert is_in(client, x_latch_poll="1")
    clock.now += IDLE // 4
    assert not is_in(client, x_latch_poll="1")
    assert not is_in(client)


def test_a_session_that_has_ended_stays_ended(clock: Clock) -> None:
    client = sign_in(Client(), WORKER)
    cookie = client.cookies[COOKIE].value
    clock.now += IDLE
    assert not is_in(client)
    clock.now -= IDLE
    client.cookies[COOKIE] = cookie
    assert not is_in(client)


@pytest.mark.parametrize("lost", ["began", "seen"])
def test_a_session_without_its_clocks_is_none(client: Client, lost: str) -> None:
    kept = client.session
    del kept[lost]
    kept.save()
    assert not is_in(client)


# ---- ending, replaying, guessing


def test_signing_out_ends_it_on_the_server(client: Client) -> None:
    cookie = client.cookies[COOKIE].value
    assert is_in(client)
    client.post("/account/logout/")
    for replay in (client, Client()):
        replay.cookies[COOKIE] = cookie
        assert not is_in(replay)


def test_a_request_under_way_does_not_bring_an_ended_session_back(client: Client) -> None:
    under_way = SessionStore(client.cookies[COOKIE].value)
    assert under_way[SESSION_KEY]
    client.post("/account/logout/")
    under_way["seen"] = 1
    with pytest.raises(UpdateError):
        under_way.save()
    assert not SessionStore(client.cookies[COOKIE].value).load()


def test_signing_in_changes_the_session_s_name() -> None:
    """A name that somebody planted in the browser before is worth nothing after."""
    client = Client()
    client.cookies[COOKIE] = "planted" * 4
    sign_in(client, WORKER)
    assert client.cookies[COOKIE].value != "planted" * 4
    planted = Client()
    planted.cookies[COOKIE] = "planted" * 4
    assert not is_in(planted)


@pytest.mark.parametrize("made_up", ["", "x", "x" * 32, "../etc", "é" * 20, "session:1"])
def test_a_made_up_name_opens_nothing(made_up: str) -> None:
    client = Client()
    client.cookies[COOKIE] = made_up
    assert not is_in(client)


def test_the_cookie_is_kept_from_scripts_and_other_sites(client: Client) -> None:
    cookie = client.cookies[COOKIE]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["expires"] == ""  # gone with the browser
    assert cookie["max-age"] == ""


# ---- what lies in Valkey

valkey: Any = cache


def everything() -> Iterator[tuple[str, bytes]]:
    """Yield each of the cache's raw names and values, of whatever type."""
    client = valkey._cache.get_client()
    for name in client.scan_iter("*"):
        value = client.get(name) if client.type(name) == b"string" else b""
        yield name.decode(), _sealed_bytes(value) or value


def _sealed_bytes(value: bytes) -> bytes | None:
    """Return what a sealed value says in base64, or None for any other: five letters of it make a name by chance."""
    sealed = re.fullmatch(rb'"(gAAAA[\w-]{60,}=*)"', value)
    return urlsafe_b64decode(sealed[1]) if sealed else None


@pytest.mark.attack("A2")
def test_valkey_holds_nothing_readable(client: Client) -> None:
    is_in(client)
    half_way = Client(REMOTE_ADDR="10.1.2.3")
    half_way.post(
        "/account/login/", {"login": WORKER.sign_in, "password": cast.password_of(WORKER)}
    )
    Client(REMOTE_ADDR="10.1.2.3").post(
        "/account/login/", {"login": WORKER.sign_in, "password": "wrong"}
    )
    found = dict(everything())
    assert sum("session:" in name for name in found) >= 2
    for name, value in found.items():
        for word in (WORKER.sign_in, *WORKER.name.split(), cast.password_of(WORKER)):
            assert word.lower() not in name.lower()
            assert word.lower().encode() not in value.lower()
        if "session:" in name:
            for inside in (WORKER.id.hex, str(WORKER.id), "began", "auth"):
                assert inside.encode() not in value
    cookie = client.cookies[COOKIE].value
    assert SessionStore(cookie).load()[SESSION_KEY] == str(WORKER.id)
    assert any(SessionStore(cookie).cache_key in name for name in found)


def test_whoever_reads_valkey_finds_no_cookie(client: Client) -> None:
    """Not in a session's name, nor beside it: the lock, the tries to open it, a passkey's challenge."""
    cookie = client.cookies[COOKIE].value
    client.post("/screen/lock/")
    client.post("/account/unlock/", {"password": "wrong"})
    client.post("/account/unlock/passkey/")
    found = dict(everything())
    for kind in (":session:", ":locked:", ":unlocking:", ":passkey:"):
        assert any(kind in name for name in found), kind
    for name, value in found.items():
        assert cookie not in name
        assert cookie.encode() not in value
    assert SessionStore(cookie).exists(cookie)
    assert not SessionStore().exists(SessionStore(cookie).cache_key.rpartition(":")[2])
    client.post("/account/logout/")
    assert not SessionStore(cookie).exists(cookie)


def _kept(stored: dict[str, Any]) -> dict[str, Any]:
    store = SessionStore()
    store.update(stored)
    store.save()
    return SessionStore(store.session_key).load()


@pytest.mark.attack("A2")
def test_what_is_not_on_the_list_is_not_kept() -> None:
    method = {"method": "password", "at": 1.5, "username": "priya.menon", "email": "a@example.org"}
    kept = _kept(
        {
            SESSION_KEY: str(WORKER.id),
            "began": 1,
            "suspended_form": {"body": "Amina rang"},
            "account_user": "priya.menon",
            RECORDS: [method],
            PENDING: {"email": "a@example.org", "phone": "07700", "pk": str(WORKER.id)},
        }
    )
    assert kept == {
        SESSION_KEY: str(WORKER.id),
        "began": 1,
        RECORDS: [{"method": "password", "at": 1.5}],
        PENDING: {"email": None, "phone": None, "pk": str(WORKER.id)},
    }


def test_a_suspended_form_is_not_kept(client: Client) -> None:
    """allauth would keep a POST in the session while somebody proves themselves again."""
    for name, value in everything():
        assert b"suspended" not in value, name
    assert set(SessionStore(client.cookies[COOKIE].value).load()) <= {
        "_auth_user_id",
        "_auth_user_backend",
        "_auth_user_hash",
        "began",
        "seen",
        "account_authentication_methods",
        "account_authentication_methods_user",
    }


class Bomb:
    """Runs when it is unpickled."""

    went_off = False

    def __reduce__(self) -> tuple[Any, ...]:
        return (_go_off, ())


def _go_off() -> None:
    Bomb.went_off = True


def test_what_somebody_plants_in_valkey_is_not_run(client: Client) -> None:
    """Django's own cache pickles: who can write to it could run code in the web process."""
    cookie = client.cookies[COOKIE].value
    name = next(name for name, _ in everything() if name.endswith(SessionStore(cookie).cache_key))
    pickle.loads(pickle.dumps(Bomb()))  # noqa: S301
    assert Bomb.went_off, "the bomb works"
    Bomb.went_off = False
    for planted in (pickle.dumps(Bomb()), b"\xff\x00", b'"not sealed"', b"[1]", b"7", b"null"):
        valkey._cache.get_client(None, write=True).set(name, planted)
        assert not is_in(client)
        client.cookies[COOKIE] = cookie
    assert not Bomb.went_off


def test_a_session_sealed_elsewhere_does_not_open(client: Client, settings: Any) -> None:
    assert is_in(client)
    before, settings.SECRET_KEY = (
        settings.SECRET_KEY,
        "another installation's secret, long enough for it",
    )
    assert SessionStore(client.cookies[COOKIE].value).load() == {}
    settings.SECRET_KEY = before
    assert SessionStore(client.cookies[COOKIE].value).load() != {}


@pytest.mark.parametrize("value", [5, True, None, 1.5, "é", [1, [2]], {"a": None}])
def test_values_come_back_from_valkey_as_they_were(value: Any) -> None:
    name = f"tested-{uuid4()}"
    cache.set(name, value, 5)
    assert cache.get(name) == value
    serializer = JsonSerializer()
    assert type(serializer.loads(str(serializer.dumps(5)).encode())) is int


def test_counting_is_one_step() -> None:
    name = f"tested-{uuid4()}"
    assert cache.add(name, 1, 5)
    assert not cache.add(name, 9, 5)
    assert cache.incr(name) == 2
