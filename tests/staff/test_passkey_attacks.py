"""Passkeys abused: each answer is right but for one thing."""

import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.test import Client

from confidentiality.access.identity import acting_as
from staff import passkeys
from staff.models import Account
from staff.passkeys import Purpose, passkeys_of
from staff.signing_in import open_factor
from tests.signing_in import prove_again
from tests.staff.soft_key import PRESENT, SoftKey
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
    refused,
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


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://latch.example.com"},
        {"origin": settings.PUBLIC_URL.replace("localhost", "evil.localhost")},
        {"origin": settings.PUBLIC_URL + ".example.com"},
        {"origin": settings.PUBLIC_URL.replace(":8000", ":8001")},
        {"origin": settings.PUBLIC_URL.replace("http:", "https:")},
        {"host": "example.com"},
        {"flags": PRESENT},
        {"flags": 0x04},
        {"framed": True},
        {"number": b"another number"},
        {"private": SoftKey().private},
    ],
)
def test_an_answer_that_is_wrong_in_one_thing_is_refused(
    key: SoftKey, wrong: dict[str, Any]
) -> None:
    client = with_password()
    right = {name: getattr(key, name) for name in wrong}
    for name, value in wrong.items():
        setattr(key, name, value)
    assert refused(client, key.sign(asked(client, AUTHENTICATE)))
    for name, value in right.items():
        setattr(key, name, value)
    accepted = client.post(AUTHENTICATE, {"passkey": key.sign(asked(client, AUTHENTICATE))})
    assert accepted.status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"origin": "https://latch.example.com"},
        {"host": "example.com"},
        {"flags": PRESENT},
        {"framed": True},
    ],
)
def test_a_passkey_made_wrongly_is_not_kept(signed_in: SignedIn, wrong: dict[str, Any]) -> None:
    client = signed_in("iss_worker")
    prove_again(client, HER)
    said = SoftKey(**wrong).make(asked(client, ADD))
    assert "was not added" in client.post(ADD, {"passkey": said}).content.decode()
    with acting_as(HER.id):
        assert passkeys_of(HER.id) == []


def test_a_challenge_is_answered_once(key: SoftKey) -> None:
    client = with_password()
    challenge = asked(client, AUTHENTICATE)
    wrong = SoftKey(number=key.number).sign(challenge)
    assert refused(client, wrong)
    assert refused(client, key.sign(challenge)), "a wrong answer has used it up"
    said = key.sign(asked(client, AUTHENTICATE))
    assert client.post(AUTHENTICATE, {"passkey": said}).status_code == 302
    again = with_password()
    asked(again, AUTHENTICATE)
    assert refused(again, said)


def test_a_challenge_of_another_session_is_worth_nothing(key: SoftKey) -> None:
    one, other = with_password(), with_password()
    challenge = asked(one, AUTHENTICATE)
    assert refused(other, key.sign(challenge))
    asked(other, AUTHENTICATE)
    assert refused(other, key.sign(challenge))
    assert one.post(AUTHENTICATE, {"passkey": key.sign(challenge)}).status_code == 302


def test_a_challenge_for_one_thing_serves_no_other(key: SoftKey, signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    prove_again(client, HER)
    said = {"passkey": key.sign(asked(client, ADD))}
    assert NOT_ACCEPTED in client.post(REAUTHENTICATE, said).content.decode()
    made = {"passkey": SoftKey().make(asked(client, REAUTHENTICATE))}
    assert "was not added" in client.post(ADD, made).content.decode()
    made = {"passkey": SoftKey().make(asked(client, ADD))}
    assert client.post(ADD, made).status_code == 302


def test_a_challenge_ends_after_five_minutes(key: SoftKey) -> None:
    client = with_password()
    challenge = asked(client, AUTHENTICATE)
    account = Account(pk=HER.id)
    place = passkeys._place(client.session.session_key or "", account, Purpose.SIGN_IN)
    valkey: Any = cache._cache.get_client()  # type: ignore[attr-defined]
    name = cache.make_key(place)
    assert 0 < valkey.pttl(name) <= 5 * 60 * 1000
    valkey.pexpire(name, 1)
    time.sleep(0.01)
    assert refused(client, key.sign(challenge))


def test_without_a_challenge_nothing_is_accepted(key: SoftKey) -> None:
    client = with_password()
    assert refused(client, key.sign({"challenge": ""}))
    assert refused(client, key.sign({"challenge": "AAAA"}))


def test_another_account_s_passkey_is_refused(key: SoftKey) -> None:
    client = with_password(HIM)
    assert refused(client, key.sign(asked(client, AUTHENTICATE)))


def test_a_count_that_goes_back_is_refused_and_told(key: SoftKey) -> None:
    client = with_password()
    key.counter = 7
    assert (
        client.post(AUTHENTICATE, {"passkey": key.sign(asked(client, AUTHENTICATE))}).status_code
        == 302
    )
    for before in (7, 6, 0):  # the same count again, one back, a copy that does not count
        copied, key.counter = with_password(), before
        assert refused(copied, key.sign(asked(copied, AUTHENTICATE)))
    assert ("second_factor_failed", "denied", "counter") in said_in_audit("second_factor_failed")


def test_a_passkey_that_never_counts_works_again_and_again() -> None:
    synced = SoftKey(counter=0)
    give(HER, synced)
    for _ in range(3):
        client = with_password()
        said = synced.sign(asked(client, AUTHENTICATE))
        assert client.post(AUTHENTICATE, {"passkey": said}).status_code == 302


@pytest.mark.slow
def test_failures_are_counted_together_with_those_of_codes(key: SoftKey) -> None:
    client = with_password()
    for number in range(5):
        if number % 2:
            client.post(AUTHENTICATE, {"code": "000000"})
        else:
            assert refused(client, SoftKey(number=key.number).sign(asked(client, AUTHENTICATE)))
    answer = client.post(AUTHENTICATE, {"passkey": key.sign(asked(client, AUTHENTICATE))})
    assert "too many wrong codes" in answer.content.decode()
    assert not is_in(client)
    reasons = [reason for _, _, reason in said_in_audit("second_factor_failed")]
    assert sorted(reasons) == sorted(["answer", "code", "answer", "code", "answer", "limit"])


@pytest.mark.slow
@pytest.mark.attack("A10")
def test_made_up_answers_are_refused_and_break_nothing(key: SoftKey) -> None:
    account = Account(pk=HER.id)
    client = with_password()
    right = json.loads(key.sign(asked(client, AUTHENTICATE)))
    answers = ["", "null", "[]", "{}", '"x"', "1e999", "[" * 19_000, '{"response":' * 4_000]
    answers += [json.dumps({**right, name: value}) for name in right for value in ODD]
    for name in right["response"]:
        for value in ODD:
            answers.append(json.dumps({**right, "response": {**right["response"], name: value}}))
    answers.append(json.dumps({**right, "padding": "x" * passkeys.LONGEST}))
    with acting_as(HER.id):
        for purpose, act in ((Purpose.PROVE, _proves), (Purpose.ADD, _adds)):
            for said in answers:
                passkeys.begin("one-session", account, purpose)
                with pytest.raises(passkeys.NotAccepted):
                    act(account, said)


ODD: list[Any] = [None, 0, [], {}, "", "A", "é", "AAAA", "oA", "gICA" * 100, "n" * 3000, {"a": "b"}]


def _proves(account: Account, said: str) -> None:
    passkeys.prove("one-session", account, Purpose.PROVE, said)


def _adds(account: Account, said: str) -> None:
    passkeys.add("one-session", account, said=said, name="x")


# ---- whose it is, and what others see


def test_another_s_passkey_is_not_there(signed_in: SignedIn, key: SoftKey) -> None:
    with acting_as(HER.id):
        (hers,) = passkeys_of(HER.id)
    client = signed_in("dvpp_worker")
    prove_again(client, HIM)
    for number in (hers.id, UUID(int=2**100), UUID(int=0)):
        for to in ("rename", "remove"):
            assert client.post(f"{FACTORS}passkeys/{number}/{to}/").status_code == 404
    with acting_as(HIM.id):
        assert passkeys_of(HER.id) == []


def test_a_device_is_told_nothing_of_who_works_here(signed_in: SignedIn) -> None:
    client = signed_in("iss_worker")
    prove_again(client, HER)
    first, second = asked(client, ADD), asked(client, ADD)
    told = json.dumps(first)
    for word in (HER.sign_in, *HER.name.split(), str(HER.id), HER.id.hex):
        assert word.lower() not in told.lower()
    assert first["user"]["id"] != second["user"]["id"]
    assert first["attestation"] == "none"
    assert first["authenticatorSelection"]["userVerification"] == "required"
    assert first["rp"] == {"id": settings.PUBLIC_HOST, "name": "Latch"}


@pytest.mark.attack("A2")
def test_a_passkey_lies_sealed_and_opens_in_no_other_place(key: SoftKey) -> None:
    with acting_as(HER.id):
        row = Authenticator.objects.get(user_id=HER.id, type="webauthn")
        assert list(row.data) == ["secret"]
        assert row.data["secret"].startswith(f"{HER.id}:")
        assert "laptop" not in str(row.data)
        theirs = open_factor(HER.id, row.data["secret"])
        assert "Work laptop" in theirs
    with acting_as(HIM.id), pytest.raises(Exception, match="another person's place"):
        open_factor(HIM.id, row.data["secret"])


def test_a_locked_session_gives_no_challenge_but_to_unlock(
    key: SoftKey, signed_in: SignedIn
) -> None:
    client = signed_in("iss_worker")
    assert client.post(UNLOCK + "passkey/")["Location"] == UNLOCK
    client.post("/screen/lock/")
    for path in (REAUTHENTICATE, ADD):
        answer = client.post(path + "passkey/", headers=JSON)
        assert answer["Location"].startswith(UNLOCK)
    assert Client().post(UNLOCK + "passkey/")["Location"] == UNLOCK
    assert Client().post(AUTHENTICATE + "passkey/")["Location"].startswith("/account/login/")


def test_a_challenge_takes_the_form_s_token(key: SoftKey) -> None:
    client = with_password()
    asked(client, AUTHENTICATE)
    client.handler.enforce_csrf_checks = True
    assert client.post(AUTHENTICATE + "passkey/").status_code == 403


@pytest.mark.attack("A2")
def test_no_log_tells_which_passkey_was_used(
    key: SoftKey, caplog: pytest.LogCaptureFixture
) -> None:
    client = with_password()
    said = key.sign(asked(client, AUTHENTICATE))
    assert client.post(AUTHENTICATE, {"passkey": said}).status_code == 302
    assert key.number.hex() not in caplog.text
