"""Passkeys beside codes: after the password, for outward steps, at the lock; and every way in which they are abused."""

from collections.abc import Callable

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from confidentiality.access.identity import acting_as
from confidentiality.access.sessions import RECORDS
from staff import passkeys
from staff.models import Account
from staff.passkeys import passkeys_of
from tests import cast
from tests.signing_in import enter_code, prove_again, sign_in
from tests.staff.soft_key import SoftKey
from tests.staff.with_passkeys import (
    ADD,
    AUTHENTICATE,
    FACTORS,
    HER,
    HIM,
    JSON,
    NOT_ACCEPTED,
    REAUTHENTICATE,
    UNLOCK,
    asked,
    give,
    is_in,
    said_in_audit,
    with_password,
)

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("counts_anew"),
    pytest.mark.attack("A13"),
    pytest.mark.clause("4.6.6"),
]
SignedIn = Callable[[str], Client]


# ---- what it is for


def test_a_passkey_after_the_password_opens_the_door(key: SoftKey) -> None:
    client = with_password()
    page = client.get(AUTHENTICATE).content.decode()
    assert "Use your passkey" in page
    assert not is_in(client)
    answer = client.post(AUTHENTICATE, {"passkey": key.sign(asked(client, AUTHENTICATE))})
    assert answer.status_code == 302
    assert is_in(client)
    proved = [each for each in client.session[RECORDS] if each["method"] == "mfa"]
    assert [each["type"] for each in proved] == ["webauthn"]
    assert not any(each.get("reauthenticated") for each in client.session[RECORDS])
    with acting_as(HER.id):
        assert passkeys_of(HER.id)[0].used_at is not None


def test_a_code_opens_it_as_before_and_who_has_no_passkey_sees_none(key: SoftKey) -> None:
    assert is_in(sign_in(Client(), HER))
    page = with_password(HIM).get(AUTHENTICATE).content.decode()
    assert "Enter your code" in page
    assert "passkey" not in page


def test_a_passkey_is_fresh_proof_for_an_outward_step(key: SoftKey, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    assert client.get(ADD)["Location"].startswith(REAUTHENTICATE)
    said = key.sign(asked(client, REAUTHENTICATE))
    answer = client.post(REAUTHENTICATE, {"passkey": said, "next": ADD})
    assert answer["Location"] == ADD
    assert client.get(ADD).status_code == 200
    session = client.session
    session[RECORDS] = [{**each, "at": each["at"] - 301} for each in session[RECORDS]]
    session.save()
    assert client.get(ADD)["Location"].startswith(REAUTHENTICATE)


def test_a_passkey_unlocks_and_its_fifth_wrong_answer_ends_the_session(
    key: SoftKey, signed_in: SignedIn
) -> None:
    client = signed_in("iss_worker")
    assert client.post("/screen/lock/", headers=JSON).json() == {"state": "locked"}
    assert "Unlock with your passkey" in client.get(UNLOCK).content.decode()
    challenge = asked(client, UNLOCK)
    said = client.post(UNLOCK, {"passkey": key.sign(challenge)}, headers=JSON).json()
    assert said["state"] == "open"
    assert is_in(client)
    client.post("/screen/lock/")
    for state in ("locked", "locked", "locked", "locked", "ended"):
        wrong = SoftKey(number=key.number).sign(asked(client, UNLOCK))
        said = client.post(UNLOCK, {"passkey": wrong}, headers=JSON).json()
        assert said["state"] == state
        assert (NOT_ACCEPTED in said["said"]) is (state == "locked")
    assert [each[0] for each in said_in_audit("unlocked", "unlock_failed")] == [
        "unlocked",
        *["unlock_failed"] * 5,
    ]


def test_unlocking_is_no_fresh_proof(key: SoftKey, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    client.post("/screen/lock/")
    client.post(UNLOCK, {"passkey": key.sign(asked(client, UNLOCK))})
    assert client.get(ADD)["Location"].startswith(REAUTHENTICATE)


# ---- adding, renaming, removing


def test_one_is_added_named_renamed_and_removed(signed_in: SignedIn) -> None:
    client, made = signed_in("iss_worker"), SoftKey()
    prove_again(client, HER)
    answer = client.post(ADD, {"name": "Handy", "passkey": made.make(asked(client, ADD))})
    assert answer["Location"] == FACTORS
    page = client.get(FACTORS).content.decode()
    assert "Handy" in page
    assert "Not yet" in page
    with acting_as(HER.id):
        (kept,) = passkeys_of(HER.id)
    assert (
        client.post(f"{FACTORS}passkeys/{kept.id}/rename/", {"name": "Old phone"}).status_code
        == 302
    )
    assert "Old phone" in client.get(FACTORS).content.decode()
    remove = f"{FACTORS}passkeys/{kept.id}/remove/"
    assert "Old phone" in client.get(remove).content.decode()
    assert "Old phone" in client.get(FACTORS).content.decode()
    assert client.post(remove)["Location"] == FACTORS
    assert "Old phone" not in client.get(FACTORS).content.decode()
    there = with_password()
    assert "passkey" not in there.get(AUTHENTICATE).content.decode()
    challenge = asked(there, AUTHENTICATE)
    assert (
        NOT_ACCEPTED in there.post(AUTHENTICATE, {"passkey": made.sign(challenge)}).content.decode()
    )
    assert [
        each[0] for each in said_in_audit("passkey_added", "passkey_renamed", "passkey_removed")
    ] == [
        "passkey_added",
        "passkey_renamed",
        "passkey_removed",
    ]


@pytest.mark.slow
def test_whoever_signs_in_is_told_what_was_added_since() -> None:
    client = sign_in(Client(), HER)
    assert "was added to your account" not in client.get("/policy/").content.decode()
    prove_again(client, HER)
    client.post(ADD, {"passkey": SoftKey().make(asked(client, ADD))})
    page = sign_in(Client(), HER).get("/policy/").content.decode()
    assert page.count("A passkey was added to your account") == 1
    assert (
        "was added to your account" not in sign_in(Client(), HER).get("/policy/").content.decode()
    )


def test_the_last_factor_stays_and_recovery_codes_are_none(
    key: SoftKey, signed_in: SignedIn
) -> None:
    client = signed_in("iss_worker")
    prove_again(client, HER)
    with acting_as(HER.id):
        Authenticator.objects.filter(user_id=HER.id, type="totp").delete()
        (kept,) = passkeys_of(HER.id)
        assert Authenticator.objects.filter(user_id=HER.id, type="recovery_codes").exists()
    remove = f"{FACTORS}passkeys/{kept.id}/remove/"
    for answer in (client.get(remove), client.post(remove)):
        assert "your only second factor" in answer.content.decode()
    with acting_as(HER.id):
        assert passkeys.remove(Account.objects.get(pk=HER.id), kept) is False
        assert passkeys_of(HER.id) == [kept]
    give(HER, SoftKey())
    assert client.post(remove)["Location"] == FACTORS


@pytest.mark.slow
def test_nobody_keeps_more_than_ten_and_none_twice(signed_in: SignedIn) -> None:
    client, made = signed_in("iss_worker"), SoftKey()
    prove_again(client, HER)
    client.post(ADD, {"passkey": made.make(asked(client, ADD))})
    again = client.post(ADD, {"passkey": made.make(asked(client, ADD))})
    assert "was not added" in again.content.decode()
    for _ in range(passkeys.MOST - 1):
        give(HER, SoftKey())
    one_more = client.post(ADD, {"passkey": SoftKey().make(asked(client, ADD))})
    assert "no more are kept" in one_more.content.decode()
    assert "Add a passkey" not in client.get(FACTORS).content.decode()
    with acting_as(HER.id):
        assert len(passkeys_of(HER.id)) == passkeys.MOST


def test_keeping_passkeys_takes_a_fresh_factor_and_not_the_password_alone(
    key: SoftKey, signed_in: SignedIn
) -> None:
    client = signed_in("iss_worker")
    client.post("/account/reauthenticate/", {"password": cast.password_of(HER)})
    with acting_as(HER.id):
        (kept,) = passkeys_of(HER.id)
    ways = [
        ADD,
        f"{ADD}passkey/",
        *(f"{FACTORS}passkeys/{kept.id}/{to}/" for to in ("rename", "remove")),
    ]
    ways += [f"{FACTORS}recovery-codes/", f"{FACTORS}recovery-codes/generate/"]
    for path in ways:
        assert client.post(path)["Location"].startswith(REAUTHENTICATE), path
    with acting_as(HER.id):
        assert passkeys_of(HER.id) == [kept]


# ---- the first factor


@pytest.fixture
def newcomer(signed_in: SignedIn) -> Client:
    """A client of somebody who has just got their account, with the password said again."""
    with acting_as(HER.id):
        Authenticator.objects.filter(user_id=HER.id).delete()
    client = Client(REMOTE_ADDR="10.4.4.4")
    client.post("/account/login/", {"login": HER.sign_in, "password": cast.password_of(HER)})
    assert client.get("/policy/")["Location"] == FACTORS
    return client


def test_a_newcomer_chooses_and_a_passkey_is_enough(newcomer: Client) -> None:
    page = newcomer.get(FACTORS).content.decode()
    assert "Add a passkey" in page
    assert "Set up an authenticator app" in page
    assert newcomer.get(ADD)["Location"].startswith("/account/reauthenticate/")
    newcomer.post("/account/reauthenticate/", {"password": cast.password_of(HER)})
    answer = newcomer.post(ADD, {"passkey": SoftKey().make(asked(newcomer, ADD))})
    codes = newcomer.get(answer["Location"]).content.decode()
    assert "10 of 10 are left" in codes
    assert is_in(newcomer)


@pytest.mark.slow
def test_a_newcomer_s_app_opens_the_door_too(newcomer: Client) -> None:
    newcomer.post("/account/reauthenticate/", {"password": cast.password_of(HER)})
    page = newcomer.get(f"{FACTORS}totp/activate/")
    assert page.status_code == 200
    session = newcomer.session
    session["mfa.totp.secret"] = cast.totp_secret_of(HER)
    session.save()
    enter_code(newcomer, HER, f"{FACTORS}totp/activate/")
    assert "10 of 10 are left" in newcomer.get(f"{FACTORS}recovery-codes/").content.decode()
    assert is_in(newcomer)
    assert said_in_audit("app_added") == [("app_added", "done", "")]


def test_a_session_that_waited_with_the_password_gets_no_factor_of_its_own(
    newcomer: Client,
) -> None:
    """Somebody who knows the first password signs in before its person does, and waits."""
    newcomer.post("/account/reauthenticate/", {"password": cast.password_of(HER)})
    assert newcomer.get(ADD).status_code == 200
    give(HER, SoftKey())
    for path in (
        ADD,
        f"{ADD}passkey/",
        f"{FACTORS}totp/activate/",
        f"{FACTORS}recovery-codes/generate/",
    ):
        assert newcomer.post(path)["Location"].startswith(REAUTHENTICATE), path
    assert not is_in(newcomer)
