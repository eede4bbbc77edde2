"""What a session keeps, how it lies there and how it is locked: over a cache of this process, without a database."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.fernet import InvalidToken
from django.contrib.sessions.backends.base import CreateError, UpdateError
from django.core.cache import cache
from pytest_django import Settings

from confidentiality.access import sessions
from confidentiality.access.sessions import (
    ALLOWED,
    PENDING,
    RECORDS,
    JsonSerializer,
    SessionStore,
    is_locked,
    lock_session,
)

pytestmark = pytest.mark.attack("A12")
# sealed once, with the secret that its test names
PINNED = (
    "gAAAAABrB38s0CLBGlbyyoBo4gBMiTQKJgnGxtwfQAXdkeWprOZxxmStI37v"
    "6Op3OeRWSd4bXOBftPxMXWn65OFMeqsB3R5moA=="
)
LOCMEM = "django.core.cache.backends.locmem.LocMemCache"


@pytest.fixture(autouse=True)
def own_cache(settings: Settings) -> Iterator[None]:
    """Keep sessions in this process alone, for one test."""
    settings.CACHES = {"default": {"BACKEND": LOCMEM, "LOCATION": "kept-sessions"}}
    cache.clear()
    yield
    cache.clear()


def kept(content: dict[str, Any]) -> SessionStore:
    """Return a session that was saved with this content."""
    store = SessionStore()
    store.update(content)
    store.save()
    return store


def test_every_key_on_the_list_comes_back_and_no_other() -> None:
    special: dict[str, Any] = {RECORDS: [], PENDING: {}}
    content = {key: special.get(key, f"value of {key}") for key in ALLOWED}
    store = kept({**content, "words": "Amina rang", "account_user": "priya"})
    found = SessionStore(store.session_key).load()
    assert found == {**content, PENDING: {"email": None, "phone": None}}


@pytest.mark.attack("A2")
def test_what_a_library_adds_to_what_is_kept_is_cut_off() -> None:
    record = {"method": "mfa", "at": 1.5, "reauthenticated": True, "type": "totp", "id": "7"}
    words = {"username": "priya.menon", "email": "p@example.org"}
    pending = {"email": "p@example.org", "phone": "07700", "pk": "7"}
    found = SessionStore(kept({RECORDS: [{**record, **words}], PENDING: pending}).session_key)
    assert found[RECORDS] == [record]
    assert found[PENDING] == {"email": None, "phone": None, "pk": "7"}


def test_it_lies_sealed_under_this_installation_s_secret(settings: Settings) -> None:
    store = kept({"began": 5})
    (sealed,) = [cache.get(store.cache_key)]
    assert str(store.session_key) not in store.cache_key
    assert cache.get(f"session:{store.session_key}") is None
    assert "began" not in sealed
    name = sessions.kept_as(store.session_key)
    assert json.loads(sessions._cipher().decrypt(sealed.encode())) == {"began": 5, "of": name}
    settings.SECRET_KEY = "another installation's secret, long enough for it"
    with pytest.raises(InvalidToken):
        sessions._cipher().decrypt(sealed.encode())
    other = SessionStore(store.session_key)
    assert other.load() == {}
    assert other.session_key is None


def test_under_another_s_name_it_is_nobody_s() -> None:
    """Whoever may write in Valkey would be signed in as anybody whose session lies there."""
    hers, his = kept({"began": 5}), kept({"began": 7})
    assert SessionStore(hers.session_key).load() == {"began": 5}
    cache.set(his.cache_key, cache.get(hers.cache_key))
    found = SessionStore(his.session_key)
    assert found.load() == {}
    assert found.session_key is None
    unbound = sessions._cipher().encrypt(b'{"began": 5}').decode()
    cache.set(hers.cache_key, unbound)
    assert SessionStore(hers.session_key).load() == {}


def test_the_key_is_made_of_the_secret_for_sessions_alone(settings: Settings) -> None:
    """Pinned: another derivation would sign everybody out at an upgrade, silently."""
    settings.SECRET_KEY = "a secret of the tests' own, forty letters and more"
    sealed = PINNED.encode()
    assert sessions._cipher().decrypt(sealed) == b"kept"


@pytest.mark.parametrize("planted", [None, 7, b"bytes", "no token", ["list"]])
def test_what_is_no_session_is_empty_and_loses_its_name(planted: Any) -> None:
    store = kept({"began": 5})
    cache.set(store.cache_key, planted)
    again = SessionStore(store.session_key)
    assert again.load() == {}
    assert again.session_key is None


def test_a_new_name_is_not_given_twice_and_an_ended_one_not_again() -> None:
    store = kept({"began": 5})
    same = SessionStore(store.session_key)
    same["began"] = 6
    with pytest.raises(CreateError):
        same.save(must_create=True)
    assert SessionStore(store.session_key)["began"] == 5
    same.save()
    assert SessionStore(store.session_key)["began"] == 6
    store.flush()
    with pytest.raises(UpdateError):
        same.save()
    assert cache.get(same.cache_key) is None


def test_what_is_created_begins_empty_and_ends_with_its_age(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SESSION_COOKIE_AGE = 100
    store = SessionStore("made-up-by-a-visitor")
    store.save(must_create=True)
    assert SessionStore(store.session_key).load() == {}
    now = time.time()
    for later, there in ((99, True), (101, False)):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        assert (cache.get(store.cache_key) is not None) is there


def test_a_lock_is_kept_beside_the_session_for_as_long_as_it_may_last(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.SESSION_ABSOLUTE_SECONDS = 50
    store, other = kept({"began": 5}), kept({"began": 5})
    under_way = SessionStore(store.session_key)
    under_way.load()
    assert not is_locked(store)
    now = time.time()
    lock_session(store)
    assert now - 1 <= store["locked"] <= now + 1
    assert isinstance(store["locked"], int)
    under_way.save()  # as it was read before
    assert is_locked(SessionStore(store.session_key))
    assert not is_locked(other)
    for later, locked in ((49, True), (52, False)):
        monkeypatch.setattr(time, "time", lambda later=later: now + later)
        assert is_locked(under_way) is locked


def test_a_lock_in_the_session_itself_is_enough() -> None:
    assert is_locked(kept({"locked": 5}))


@pytest.mark.parametrize("value", [5, 0, -1, True, False, None, 1.5, "é", "5", [1], {"a": None}])
def test_values_come_back_as_they_were(value: Any) -> None:
    there = JsonSerializer().dumps(value)
    assert type(there) is (int if type(value) is int else bytes)
    again = JsonSerializer().loads(str(there).encode() if isinstance(there, int) else there)
    assert (type(again), again) == (type(value), value)


def test_what_is_no_json_is_not_there() -> None:
    assert JsonSerializer().loads(b"\x80\x04") is None
