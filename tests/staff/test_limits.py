"""Guessing is slow, and holds up nobody but the guesser (A13)."""

from typing import Any
from uuid import uuid4

import pytest
from django.contrib.auth.hashers import get_hasher
from django.core import signing
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from confidentiality.access.identity import acting_as
from confidentiality.audit.models import Event
from staff import limits
from tests import cast
from tests.addresses import _shape
from tests.attacking import report, sized
from tests.signing_in import code_of, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.attack("A13")]
HER = cast.PEOPLE["iss_worker"]
WRONG = "wrong-wrong-wrong"
TOO_MANY = "too many tries"


@pytest.fixture(autouse=True)
def counts(settings: Any) -> None:
    """Count apart from all other tests, which sign in as the same people."""
    prefix = {"KEY_PREFIX": f"limits-{uuid4()}"}
    settings.CACHES = {"default": {**settings.CACHES["default"], **prefix}}


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count how often a password is hashed."""
    done: list[int] = []
    hasher = type(get_hasher())
    real = hasher.encode

    def encode(self: Any, password: str, salt: str, *args: Any, **kwargs: Any) -> str:
        done.append(1)
        return str(real(self, password, salt, *args, **kwargs))

    monkeypatch.setattr(hasher, "encode", encode)
    return done


def _guess(client: Client, name: str, address: str, password: str = WRONG) -> Any:
    return client.post(
        "/account/login/", {"login": name, "password": password}, REMOTE_ADDR=address
    )


def _refused(answer: Any) -> bool:
    return TOO_MANY in answer.content.decode()


def test_a_name_is_tried_five_times_from_one_address_and_no_more(hashes: list[int]) -> None:
    answers = [_refused(_guess(Client(), HER.sign_in, "203.0.113.5")) for _ in range(8)]
    assert answers == [False] * 5 + [True] * 3
    assert len(hashes) == 5  # a refused guess is not even looked at
    assert _refused(_guess(Client(), HER.sign_in.upper(), "203.0.113.5"))
    right = _guess(Client(), HER.sign_in, "203.0.113.5", cast.password_of(HER))
    assert _refused(right)


def test_another_at_the_same_address_and_she_elsewhere_still_sign_in() -> None:
    for _ in range(8):
        _guess(Client(), HER.sign_in, "203.0.113.6")
    colleague = cast.PEOPLE["iss_colleague"]
    answer = _guess(Client(), colleague.sign_in, "203.0.113.6", cast.password_of(colleague))
    assert answer.status_code == 302
    assert _guess(Client(), HER.sign_in, "203.0.113.7", cast.password_of(HER)).status_code == 302


@pytest.mark.slow
def test_a_known_browser_is_held_up_by_nobody() -> None:
    """Guessed from everywhere and from her own office, she signs in as always; a new browser has to wait."""
    hers = sign_in(Client(), HER)
    hers.post("/account/logout/")
    assert HER.sign_in not in hers.cookies[limits.COOKIE].value
    tries = sized(36, 10_000)
    for number in range(tries):
        _guess(Client(), HER.sign_in, f"10.9.{number // 250 % 250}.{number % 250}")
    for _ in range(25):
        _guess(Client(), "whoever", "203.0.113.8")
    here = {"REMOTE_ADDR": "203.0.113.8"}
    assert _refused(_guess(Client(), HER.sign_in, "203.0.113.9", cast.password_of(HER)))
    hers.defaults.update(here)
    assert _guess(hers, HER.sign_in, "203.0.113.8", cast.password_of(HER)).status_code == 302
    report("A13", "guesses from everywhere while she signs in as always", tried=tries, held_up=0)


@pytest.mark.slow
def test_ten_thousand_guesses_stay_within_the_limits(hashes: list[int]) -> None:
    """One name, many addresses: what is looked at stays below the limit of a name."""
    tries = sized(36, 10_000)
    for number in range(tries):
        _guess(Client(), HER.sign_in, f"198.51.{number // 200 % 200}.{number % 200}")
    assert len(hashes) == 30
    report("A13", "guesses at one name from many addresses", tried=tries, refused=tries - 30)


def test_a_known_browser_may_not_guess_for_ever() -> None:
    hers = sign_in(Client(), HER)
    hers.post("/account/logout/")
    refused = [_refused(_guess(hers, HER.sign_in, "203.0.113.10")) for _ in range(14)]
    assert refused == [False] * 10 + [True] * 4
    assert not _refused(_guess(hers, "somebody.else", "203.0.113.10"))


@pytest.mark.parametrize("how", ["made up", "another's", "bent", "somebody's list"])
def test_a_forged_cookie_makes_no_browser_known(how: str) -> None:
    request = RequestFactory().get("/")
    stranger = signing.dumps(["0" * 32, "1" * 32], salt=limits.SALT)
    request.COOKIES[limits.COOKIE] = {
        "made up": "x",
        "another's": stranger,
        "bent": stranger[:-2] + "xx",
        "somebody's list": signing.dumps([{"a": 1}], salt=limits.SALT),
    }[how]
    known = limits.known_browser(request)
    assert known is None or not known.knows(HER.sign_in)


@pytest.mark.clause("3.3.1")
def test_known_unknown_and_limited_names_tell_nothing_apart(hashes: list[int]) -> None:
    """The same words, the same work, the same questions to the database, whoever works here or not."""
    said = []
    for name in (HER.sign_in, "nobody.here"):
        hashes.clear()
        with CaptureQueriesContext(connection) as captured:
            page = _guess(Client(), name, "203.0.113.11")
        shapes = [_shape(query["sql"]) for query in captured.captured_queries]
        said.append((page.status_code, len(hashes), shapes, page.content.count(b"not correct")))
    assert said[0] == said[1]
    assert said[0][1] == 1
    for name in (HER.sign_in, "nobody.here"):
        refused = [_refused(_guess(Client(), name, "203.0.113.12")) for _ in range(7)]
        assert refused == [False] * 5 + [True] * 2


def test_without_valkey_nobody_signs_in_and_the_page_says_so(settings: Any) -> None:
    settings.CACHES = {
        "default": {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}
    }
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            type(get_hasher()), "verify", lambda *args: pytest.fail("a password was looked at")
        )
        page = _guess(Client(), HER.sign_in, "203.0.113.13", cast.password_of(HER))
    assert page.status_code == 200
    assert "Nobody can sign in now" in page.content.decode()


def test_a_limited_try_is_recorded_without_the_name() -> None:
    for _ in range(6):
        _guess(Client(), HER.sign_in, "203.0.113.14")
    with acting_as(cast.PEOPLE["records_admin"].id):
        event = Event.objects.get(action="sign_in_limited")
        assert (event.origin, event.outcome) == ("203.0.113.14", "denied")
        assert event.ids == []


def test_a_code_works_once_by_either_door() -> None:
    """A code that signed in opens nothing again within its half minute, and proves nothing to whoever is in."""
    people = list(cast.PEOPLE.values())[: sized(1, len(cast.PEOPLE))]
    for person in people:
        password = cast.password_of(person)
        first, second = Client(), Client()
        for client in (first, second):
            assert _guess(client, person.sign_in, "203.0.113.15", password).status_code == 302
        code = code_of(person)
        answers = [
            client.post(f"/account/2fa/{door}/", {"code": code}).status_code
            for client, door in (
                (first, "authenticate"),
                (second, "authenticate"),
                (first, "reauthenticate"),
            )
        ]
        assert answers == [302, 200, 200]
    report("A13", "codes used again", tried=2 * len(people), accepted=0)
