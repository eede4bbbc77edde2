"""Passkeys on committed data: an account that ends, answers and removals at once, and a restore."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from uuid import uuid4

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections
from django.test import Client

from confidentiality.access.identity import SystemActor, acting_as
from confidentiality.work.backup.shipped import Shipped
from staff import passkeys, replay
from staff.models import Account
from staff.passkeys import NotAccepted, Purpose, passkeys_of
from tests.database import logged_in_as
from tests.signing_in import sign_in
from tests.staff.soft_key import SoftKey
from tests.staff.with_passkeys import (
    AUTHENTICATE,
    HER,
    JSON,
    UNLOCK,
    asked,
    give,
    is_in,
    refused,
    with_password,
)

pytestmark = [pytest.mark.attack("A13"), pytest.mark.slow]


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Let her do these at the same moment; return what came of them, or the refusals."""
    start, came = threading.Barrier(len(acts)), list[object]()

    def do(act: Callable[[], object]) -> None:
        start.wait()
        try:
            with acting_as(HER.id):
                came.append(act())
        except NotAccepted as refusal:
            came.append(str(refusal))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


def test_an_account_that_has_ended_proves_nothing(committed: str) -> None:
    key = SoftKey()
    give(HER, key)
    half_way, locked = with_password(), sign_in(Client(), HER)
    locked.post("/screen/lock/")
    to_sign_in, to_unlock = asked(half_way, AUTHENTICATE), asked(locked, UNLOCK)
    with logged_in_as("owner"):
        Account.objects.filter(id=HER.id).update(is_active=False)
    assert refused(half_way, key.sign(to_sign_in))
    said = locked.post(UNLOCK, {"passkey": key.sign(to_unlock)}, headers=JSON).json()
    assert said["state"] != "open"
    assert not is_in(locked)


def test_of_two_answers_at_once_one_is_taken(committed: str) -> None:
    key, account = SoftKey(), Account(pk=HER.id, is_active=True)
    give(HER, key)
    for _ in range(5):
        with acting_as(HER.id):
            challenge = passkeys.begin("one-session", account, Purpose.PROVE)
        said = key.sign(challenge)
        answer = partial(passkeys.prove, "one-session", account, Purpose.PROVE, said)
        came = at_once(*[answer] * 4)
        assert came.count("challenge") == 3


def test_two_removals_at_once_leave_a_factor(committed: str) -> None:
    account = Account(pk=HER.id, is_active=True)
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        Authenticator.objects.filter(user_id=HER.id, type="totp").delete()
    give(HER, SoftKey())
    give(HER, SoftKey())
    with acting_as(HER.id):
        one, other = passkeys_of(HER.id)
    came = at_once(lambda: passkeys.remove(account, one), lambda: passkeys.remove(account, other))
    assert sorted(came, key=bool) == [False, True]
    with acting_as(HER.id):
        assert len(passkeys_of(HER.id)) == 1


def test_a_restore_takes_a_removed_passkey_off_again(committed: str) -> None:
    gone, kept = give(HER, SoftKey()), give(HER, SoftKey())
    removed = (1, uuid4(), datetime.now(UTC), HER.id, "", "passkey_removed", "done", None)
    with logged_in_as("owner"), acting_as(SystemActor.RESTORER):
        replay.remove_passkey(Shipped(*removed, ids=(HER.id, gone)))
        replay.remove_passkey(Shipped(*removed, ids=(uuid4(), kept)))
    with acting_as(HER.id):
        assert [each.id for each in passkeys_of(HER.id)] == [kept]
