"""Signing in with password and code, staying signed in, proving oneself again."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client

from confidentiality.access.identity import acting_as
from staff.models import Account
from tests import cast
from tests.database import logged_in_as
from tests.signing_in import code_of, sign_in


@pytest.mark.django_db
def test_password_and_code_open_the_door(signed_in: Callable[[str], Client]) -> None:
    page = signed_in("iss_worker").get("/policy/")
    assert page.status_code == 200
    assert cast.PEOPLE["iss_worker"].name in page.content.decode()


@pytest.mark.django_db
def test_password_alone_opens_nothing() -> None:
    client, person = Client(), cast.PEOPLE["iss_worker"]
    client.post("/account/login/", {"login": person.sign_in, "password": cast.password_of(person)})
    page = client.get("/policy/")
    assert page.status_code == 302
    assert page["Location"].startswith("/account/login/")


@pytest.mark.django_db
def test_wrong_password_and_unknown_name_answer_alike() -> None:
    person = cast.PEOPLE["iss_worker"]
    known = Client().post(
        "/account/login/", {"login": person.sign_in, "password": "wrong-wrong-wrong"}
    )
    unknown = Client().post(
        "/account/login/", {"login": "nobody.here", "password": "wrong-wrong-wrong"}
    )
    assert known.status_code == unknown.status_code == 200
    assert b"not correct" in known.content
    assert known.content.count(b"not correct") == unknown.content.count(b"not correct")


@pytest.mark.django_db
def test_a_code_works_once() -> None:
    person = cast.PEOPLE["iss_worker"]
    for _ in range(2):  # the half minute may end between the two: another code is asked for then
        half_minute = int(time.time()) // 30
        sign_in(Client(), person)
        again, password = Client(), cast.password_of(person)
        again.post("/account/login/", {"login": person.sign_in, "password": password})
        answer = again.post("/account/2fa/authenticate/", {"code": code_of(person)})
        if int(time.time()) // 30 == half_minute:
            break
    assert answer.status_code == 200


@pytest.mark.django_db
def test_there_is_no_sign_up_and_no_reset() -> None:
    for path in (
        "signup/",
        "password/reset/",
        "password/change/",
        "email/",
        "2fa/totp/deactivate/",
    ):
        assert Client().get("/account/" + path).status_code == 404


@pytest.mark.django_db
def test_every_other_address_asks_to_sign_in() -> None:
    page = Client().get("/files/")
    assert page.status_code == 302
    assert page["Location"] == "/account/login/?next=%2Ffiles%2F"


@pytest.mark.django_db
def test_an_idle_session_is_locked(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("iss_worker")
    assert client.get("/policy/").status_code == 200
    session = client.session
    session["seen"] = int(time.time()) - settings.SESSION_IDLE_SECONDS
    session.save()
    assert client.get("/policy/")["Location"] == "/account/unlock/?next=%2Fpolicy%2F"


@pytest.mark.django_db
def test_signing_out_ends_the_session_on_the_server(signed_in: Callable[[str], Client]) -> None:
    client = signed_in("iss_worker")
    cookie = client.cookies["latch_session"].value
    assert client.post("/account/logout/").status_code == 302
    client.cookies["latch_session"] = cookie
    assert client.get("/policy/").status_code == 302


@pytest.mark.django_db
def test_whoever_has_a_factor_is_not_asked_to_set_one_up(
    signed_in: Callable[[str], Client],
) -> None:
    page = signed_in("iss_worker").get("/account/2fa/totp/activate/")
    assert page.status_code == 302
    assert page["Location"] == "/account/2fa/"


@pytest.mark.django_db
def test_a_recovery_code_opens_the_door_once() -> None:
    person = cast.PEOPLE["iss_colleague"]
    with acting_as(person.id):
        factor = Authenticator.objects.get(user_id=person.id, type="recovery_codes")
        recovery = factor.wrap().get_unused_codes()[0]
    for status in (302, 200):
        client = Client()
        client.post(
            "/account/login/", {"login": person.sign_in, "password": cast.password_of(person)}
        )
        assert client.post("/account/2fa/authenticate/", {"code": recovery}).status_code == status


@pytest.mark.django_db
def test_a_second_factor_lies_sealed_in_the_database() -> None:
    person = cast.PEOPLE["iss_worker"]
    with acting_as(person.id):
        factor = Authenticator.objects.get(user_id=person.id, type="totp")
    assert cast.totp_secret_of(person) not in str(factor.data)
    with acting_as(cast.PEOPLE["iss_colleague"].id):
        assert not Authenticator.objects.filter(user_id=person.id).exists()


def test_an_ended_account_is_signed_out_at_its_next_step(
    committed: str, signed_in: Callable[[str], Client]
) -> None:
    client, person = signed_in("iss_worker"), cast.PEOPLE["iss_worker"]
    assert client.get("/policy/").status_code == 200
    with logged_in_as("owner"):
        Account.objects.filter(id=person.id).update(is_active=False)
    page = client.get("/policy/")
    assert page.status_code == 302
    assert page["Location"].startswith("/account/login/")
