"""Attack A12 on the lock: what is locked answers nothing, and only its own person opens it again."""

from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import get_resolver, reverse

from confidentiality.access.identity import acting_as
from confidentiality.access.sessions import LOCKED, SEEN
from confidentiality.audit.models import Event
from tests import cast
from tests.addresses import names_of_all_addresses
from tests.attacking import report
from tests.signing_in import code_of, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.attack("A12"), pytest.mark.clause("4.6.6")]
SignedIn = Callable[[str], Client]
PERSON = cast.PEOPLE["iss_worker"]
PASSWORD = cast.password_of(PERSON)
AMINA = cast.FILES["amina"]
FILE = f"/files/{AMINA.reference}/"
COOKIE = settings.SESSION_COOKIE_NAME
JSON = {"Accept": "application/json"}


# What a locked session is for: coming back, or leaving
LED_TO = {"account_unlock", "account_ask_to_unlock", "account_logout", "drafts:save"}


@pytest.fixture
def locked(signed_in: SignedIn) -> Client:
    client = signed_in("iss_worker")
    assert AMINA.name in client.get(FILE).content.decode()
    assert client.post("/screen/lock/", headers=JSON).json() == {"state": "locked"}
    return client


def unlock(client: Client, **said: str) -> str:
    return str(client.post("/account/unlock/", said, headers=JSON).json()["state"])


@pytest.mark.slow
def test_a_locked_session_answers_nothing_but_the_lock(locked: Client) -> None:
    answered = {"health", "screen:lock", "screen:state", "screen:calendar", "screen:look"}
    asked = 0
    for name in names_of_all_addresses():
        if name in answered or name in LED_TO:
            continue
        for method in ("get", "post", "put", "delete", "head"):
            answer = getattr(locked, method)(_path(name))
            assert answer.status_code == 302, (name, method)
            assert answer["Location"].startswith("/account/unlock/"), (name, method)
            asked += 1
    assert asked > 300
    for path in ("/account/unlock/", "/screen/state/", "/screen/calendar/"):
        page = locked.get(path).content.decode()
        assert AMINA.reference not in page
        assert PERSON.name not in page
    report("A12", "addresses asked in a locked session", tried=asked, refused=asked)


FILLED = {
    **{"reference": AMINA.reference, "number": "1", "part": "body", "start": "0", "end": "1"},
    "basis": "threat",
}


def _path(name: str) -> str:
    """Return the address on anything: the lock answers before anybody looks what is there."""
    *spaces, last = name.split(":")
    resolver = get_resolver()
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    ((_, parts),) = resolver.reverse_dict.getlist(last)[0][0]
    return reverse(name, kwargs={part: FILLED.get(part, str(PERSON.id)) for part in parts})


@pytest.mark.parametrize("said", ["password", "code"])
def test_its_person_unlocks_it_and_is_where_they_were(locked: Client, said: str) -> None:
    before = locked.cookies[COOKIE].value
    cache.delete(f"allauth.mfa.totp.used?user={PERSON.id}&code={code_of(PERSON)}")
    words = {"password": PASSWORD} if said == "password" else {"code": code_of(PERSON)}
    answer = locked.post("/account/unlock/", {**words, "next": FILE})
    assert answer["Location"] == FILE
    assert AMINA.name in locked.get(FILE).content.decode()
    assert locked.cookies[COOKIE].value != before
    copied = Client()
    copied.cookies[COOKIE] = before
    assert copied.get(FILE)["Location"].startswith("/account/login/")


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"password": ""},
        {"password": "wrong-wrong-wrong"},
        {"password": cast.password_of(cast.PEOPLE["iss_manager"])},
        {"code": "000000"},
        {"code": "abc"},
        {"password": "x" * 201},
        {"code": "\x00"},
        {"password": "wrong", "code": "code of now"},
    ],
)
def test_nothing_else_unlocks_it(locked: Client, said: dict[str, str]) -> None:
    said = {name: code_of(PERSON) if v == "code of now" else v for name, v in said.items()}
    assert unlock(locked, **said) == "locked"
    assert locked.get(FILE)["Location"].startswith("/account/unlock/")


def test_a_code_unlocks_once(locked: Client) -> None:
    code = code_of(PERSON)
    cache.delete(f"allauth.mfa.totp.used?user={PERSON.id}&code={code}")
    assert unlock(locked, code=code) == "open"
    locked.post("/screen/lock/")
    assert unlock(locked, code=code) == "locked"


def test_the_fifth_wrong_try_ends_the_session_and_nobody_elses(
    locked: Client, signed_in: SignedIn
) -> None:
    beside = signed_in("iss_worker")
    for _ in range(4):
        assert unlock(locked, password="wrong-wrong-wrong") == "locked"
    assert unlock(locked, password="wrong-wrong-wrong") == "ended"
    assert unlock(locked, password=PASSWORD) == "ended"
    assert locked.get(FILE)["Location"].startswith("/account/login/")
    assert beside.get(FILE).status_code == 200
    sign_in(Client(), PERSON)  # and may sign in again at once


def test_a_right_try_begins_the_count_anew(locked: Client) -> None:
    for _ in range(3):
        for _ in range(4):
            assert unlock(locked, password="wrong-wrong-wrong") == "locked"
        assert unlock(locked, password=PASSWORD) == "open"
        locked.post("/screen/lock/")


def test_a_request_that_began_before_the_lock_does_not_take_it_away(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    under_way = client.session
    under_way[SEEN] += 1
    client.post("/screen/lock/")
    under_way.save()
    assert LOCKED not in client.session
    assert client.get(FILE)["Location"].startswith("/account/unlock/")
    assert unlock(client, password=PASSWORD) == "open"
    assert client.get(FILE).status_code == 200


def test_locking_needs_no_token_and_unlocking_does(locked: Client) -> None:
    locked.handler.enforce_csrf_checks = True
    assert locked.post("/screen/lock/", headers=JSON).json() == {"state": "locked"}
    assert locked.post("/account/unlock/", {"password": PASSWORD}).status_code == 403
    assert locked.session[LOCKED]


def test_looking_at_the_calendar_locks(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    page = client.get("/screen/calendar/")
    assert page.status_code == 200
    assert "Latch" not in page.content.decode()
    assert page.headers["Cache-Control"] == "no-store"
    assert client.get("/screen/calendar/look.css").headers["Clear-Site-Data"] == '"cache"'
    assert client.get(FILE)["Location"].startswith("/account/unlock/")


def test_polling_neither_unlocks_nor_keeps_open(locked: Client) -> None:
    for _ in range(3):
        answer = locked.get(FILE, headers={"HX-Request": "true", "X-Latch-Poll": "1"})
        assert answer.status_code == 204
        assert answer["HX-Trigger"] == "latch:locked"
        assert not answer.content
    assert locked.get("/screen/state/").json() == {"state": "locked"}


def test_signing_out_ends_a_locked_session(locked: Client) -> None:
    locked.post("/account/logout/")
    assert locked.get("/screen/state/").json() == {"state": "ended"}
    assert unlock(locked, password=PASSWORD) == "ended"


@pytest.mark.parametrize(
    "to", ["https://example.org/", "//example.org", "javascript:alert(1)", "\\\\x"]
)
def test_it_leads_back_within_the_site_only(locked: Client, to: str) -> None:
    shown = locked.get(f"/account/unlock/?next={quote(to)}")
    assert shown.status_code == 200
    answer = locked.post("/account/unlock/", {"password": PASSWORD, "next": to})
    assert answer["Location"] == "/"


def test_lock_and_unlocking_stand_in_the_audit(locked: Client) -> None:
    unlock(locked, password="wrong-wrong-wrong")
    unlock(locked, password=PASSWORD)
    with acting_as(cast.PEOPLE["records_admin"].id):
        said = Event.objects.filter(action__in=["screen_locked", "unlock_failed", "unlocked"])
        assert sorted(said.values_list("action", flat=True)) == [
            "screen_locked",
            "unlock_failed",
            "unlocked",
        ]


def test_the_state_tells_whose_page_it_is_to_nobody_else(signed_in: SignedIn) -> None:
    hers, his = signed_in("iss_worker"), signed_in("dvpp_worker")
    first = hers.get("/screen/state/").json()
    assert first["state"] == "open"
    assert first["who"] == hers.get("/screen/state/").json()["who"]
    assert first["who"] != his.get("/screen/state/").json()["who"]
    assert str(PERSON.id) not in str(first)
    assert f'data-who="{first["who"]}"' in hers.get(FILE).content.decode()
    assert Client().get("/screen/state/").json() == {"state": "ended"}
