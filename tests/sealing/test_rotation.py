"""Rotation on real rows: everything is rewrapped once, nothing is waited for, an epoch ends only when it is empty."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID, uuid4

import psycopg2
import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from confidentiality.sealing import epoch_register
from confidentiality.sealing.epochs import MasterKey
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, make_key
from confidentiality.sealing.models import Epoch
from confidentiality.sealing.rotation import rotate
from confidentiality.sealing.wrapping import Masters
from tests import cast
from tests.access.attacker import Session, session
from tests.database import logged_in_as
from tests.sealing.masters import hold, new_master, raw_keys

WORKER, AMINA = cast.PEOPLE["iss_worker"].id, cast.FILES["amina"].id


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened:
        yield opened


@pytest.fixture
def first() -> MasterKey:
    """The master key that the tests' database was made with."""
    return settings.MASTER_KEYS[0]


@pytest.fixture
def second(owner: Session, first: MasterKey, monkeypatch: pytest.MonkeyPatch) -> MasterKey:
    """A second master key, known and in front."""
    fresh = new_master(2)
    hold(monkeypatch, [fresh, first])
    with logged_in_as("owner"):
        assert epoch_register.register_epochs((fresh, first)) == [2]
    return fresh


def counts(owner: Session) -> dict[int, int]:
    found = owner.sql("SELECT epoch, count(*) FROM keys.sealing_key GROUP BY epoch")
    owner.link.commit()
    return dict(found)


# ---- rewrapping


@pytest.mark.attack("A6")
@pytest.mark.parametrize("batch", [1, 7, 2000])
def test_every_key_is_rewrapped_once(
    owner: Session, first: MasterKey, second: MasterKey, batch: int
) -> None:
    before, number = raw_keys(owner, Masters([first])), counts(owner)[1]
    steps: list[int] = []
    with logged_in_as("owner"):
        done = rotate(Masters([second, first]), batch=batch, progress=steps.append)
        again = rotate(Masters([second, first]), batch=batch)
    assert (done.rewrapped, done.left, done.broken) == (number, 0, [])
    assert (again.rewrapped, again.left) == (0, 0)
    assert counts(owner) == {2: number}
    assert raw_keys(owner, Masters([second])) == before
    assert steps[-1] == number
    assert len(steps) == -(-number // batch)
    with acting_as(WORKER):
        assert CaseFile.objects.get(id=AMINA).name == "Amina Farouk"


def test_a_row_that_changed_meanwhile_is_left_as_it_is(
    owner: Session, first: MasterKey, second: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Compare and set: between reading and writing, another rotation rewrapped one key and a disposal took one."""
    masters = Masters([second, first])
    taken, gone = (row[0] for row in owner.sql("SELECT id FROM keys.sealing_key LIMIT 2"))
    rewrap = masters.rewrap
    theirs: list[str] = []

    def meanwhile(kind: str, subject: UUID, epoch: int, wrapped: str) -> str:
        if not theirs:
            row = owner.sql(
                "SELECT kind, subject, wrapped FROM keys.sealing_key WHERE id = %s", [taken]
            )[0]
            theirs.append(rewrap(row[0], row[1], 1, row[2]))
            owner.sql(
                "UPDATE keys.sealing_key SET wrapped = %s, epoch = 2 WHERE id = %s",
                [theirs[0], taken],
            )
            owner.sql("DELETE FROM keys.sealing_key WHERE id = %s", [gone])
            owner.link.commit()
        return rewrap(kind, subject, epoch, wrapped)

    monkeypatch.setattr(masters, "rewrap", meanwhile)
    before = counts(owner)[1]
    with logged_in_as("owner"):
        done = rotate(masters)
    assert done.rewrapped == before - 2
    assert owner.sql("SELECT wrapped FROM keys.sealing_key WHERE id = %s", [taken]) == [
        (theirs[0],)
    ]
    assert owner.sql("SELECT count(*) FROM keys.sealing_key WHERE id = %s", [gone]) == [(0,)]


def test_a_held_row_is_not_waited_for(owner: Session, first: MasterKey, second: MasterKey) -> None:
    """A disposal that holds keys and wants more would wait for us, and we for it."""
    number = counts(owner)[1]
    owner.sql("SELECT 1 FROM keys.sealing_key WHERE subject = %s FOR UPDATE", [AMINA])
    with logged_in_as("owner"):
        done = rotate(Masters([second, first]))
        assert (done.rewrapped, done.left, done.broken) == (number - 2, 2, [])
        owner.link.rollback()
        done = rotate(Masters([second, first]))
    assert (done.rewrapped, done.left) == (2, 0)


@pytest.mark.attack("A5")
def test_what_does_not_open_stays_as_it_is_and_is_named(
    owner: Session, first: MasterKey, second: MasterKey
) -> None:
    rows = owner.sql("SELECT id, wrapped FROM keys.sealing_key ORDER BY id LIMIT 3")
    (cut, whole), (one, other_wrapped), (swapped, its_wrapped) = rows
    for id_, spoilt in ((cut, whole[:-9]), (one, its_wrapped), (swapped, other_wrapped)):
        owner.sql("UPDATE keys.sealing_key SET wrapped = %s WHERE id = %s", [spoilt, id_])
    owner.link.commit()
    kept = "SELECT id, wrapped, epoch FROM keys.sealing_key ORDER BY id LIMIT 3"
    before, number = owner.sql(kept), counts(owner)[1]
    with logged_in_as("owner"):
        done = rotate(Masters([second, first]))
        with pytest.raises(SealingError, match="3 keys are still wrapped by epoch 1"):
            epoch_register.destroy_epoch(1, Masters([second, first]))
    assert sorted(done.broken) == sorted((cut, one, swapped))
    assert (done.rewrapped, done.left) == (number - 3, 3)
    assert owner.sql(kept) == before


def test_new_keys_go_to_the_newest_epoch_while_it_runs(
    owner: Session, first: MasterKey, second: MasterKey
) -> None:
    with acting_as(WORKER):
        make_key(KeyRef("package", uuid4()))
    assert counts(owner)[2] == 1
    with logged_in_as("owner"):
        rotate(Masters([second, first]))
    assert counts(owner).keys() == {2}


def test_only_the_owner_can_rewrap(owner: Session, first: MasterKey, second: MasterKey) -> None:
    masters = Masters([second, first])
    with acting_as(WORKER), pytest.raises(DatabaseError, match="permission denied"):
        rotate(masters)
    for login in ("web", "worker"):
        with logged_in_as(login):
            assert rotate(masters).rewrapped == 0  # without an identity no key is there
    assert counts(owner).keys() == {1}


# ---- epochs


def test_an_epoch_ends_only_when_it_is_empty(
    owner: Session, first: MasterKey, second: MasterKey
) -> None:
    masters = Masters([second, first])
    with logged_in_as("owner"):
        with pytest.raises(SealingError, match="keys are still wrapped by epoch 1"):
            epoch_register.destroy_epoch(1, masters)
        for number, words in ((2, "wraps new keys"), (9, "no epoch 9")):
            with pytest.raises(SealingError, match=words):
                epoch_register.destroy_epoch(number, masters)
        rotate(masters)
        epoch_register.destroy_epoch(1, masters)
        assert Epoch.objects.get(number=1).destroyed_at is not None
        with pytest.raises(SealingError, match="destroyed already"):
            epoch_register.destroy_epoch(1, masters)
    event = "SELECT actor, person, reason FROM audit_event WHERE action = 'epoch_destroyed'"
    assert owner.sql(event) == [("key-keeper", None, "epoch 1")]


@pytest.mark.attack("A5")
def test_no_key_is_made_in_an_epoch_that_has_ended(
    owner: Session, first: MasterKey, second: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that was forgotten still seals with the old master key; its key would be lost with it."""
    with logged_in_as("owner"):
        rotate(Masters([second, first]))
        epoch_register.destroy_epoch(1, Masters([second, first]))
    hold(monkeypatch, [first, second])
    with (
        acting_as(WORKER),
        pytest.raises(IntegrityError, match="whose epoch stands"),
        transaction.atomic(),
    ):
        make_key(KeyRef("package", uuid4()))
    hold(monkeypatch, [new_master(3)])
    with (
        acting_as(WORKER),
        pytest.raises(IntegrityError, match="whose epoch stands"),
        transaction.atomic(),
    ):
        make_key(KeyRef("package", uuid4()))
    with pytest.raises(psycopg2.errors.CheckViolation):
        owner.sql("UPDATE keys.sealing_key SET epoch = 1")
    owner.link.rollback()
    assert counts(owner).keys() == {2}


def test_destroying_waits_for_a_key_that_is_being_made(
    owner: Session, first: MasterKey, second: MasterKey
) -> None:
    masters, refused = Masters([second, first]), []
    with logged_in_as("owner"):
        rotate(masters)
        wrapped = "INSERT INTO keys.sealing_key (id, kind, subject, wrapped, epoch) VALUES (%s, 'draft', %s, 'x', 1)"
        owner.sql(wrapped, [uuid4(), uuid4()])  # not committed yet

        def destroy() -> None:
            try:
                epoch_register.destroy_epoch(1, masters)
            except SealingError as error:
                refused.append(str(error))
            finally:
                connection.close()

        thread = threading.Thread(target=destroy)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
        owner.link.commit()
        thread.join(20)
    assert refused == ["1 keys are still wrapped by epoch 1. Run `manage.py keys rotate` first."]


def test_what_a_certificate_says_of_master_keys_is_what_holds(
    owner: Session, first: MasterKey, second: MasterKey
) -> None:
    """An old copy of the keys opens by the epochs that stood on the day, until they too are destroyed."""
    at = timezone.now()
    with logged_in_as("owner"):
        assert [e.destroyed_at for e in epoch_register.epochs_in_use_at(at)] == [None, None]
        rotate(Masters([second, first]))
        epoch_register.destroy_epoch(1, Masters([second, first]))
        then = epoch_register.epochs_in_use_at(at)
        assert [(e.number, e.destroyed_at is not None) for e in then] == [(1, True), (2, False)]
        assert [e.number for e in epoch_register.epochs_in_use_at(timezone.now())] == [2]
        assert epoch_register.epochs_in_use_at(at - timedelta(days=900)) == []


# ---- starting


def test_a_process_starts_with_what_fits(
    owner: Session, first: MasterKey, second: MasterKey
) -> None:
    epoch_register.refuse_unfit_master_keys()


@pytest.mark.attack("A5")
@pytest.mark.parametrize("login", ["web", "worker"])
def test_a_process_does_not_start_with_master_keys_that_do_not_fit(
    owner: Session, first: MasterKey, second: MasterKey, monkeypatch: pytest.MonkeyPatch, login: str
) -> None:
    with acting_as(WORKER):
        make_key(KeyRef("package", uuid4()))
    cases: list[tuple[list[MasterKey], str]] = [
        ([second], "lacks the master key of epoch 1"),
        ([first], "lacks the master key of epoch 2"),
        ([new_master(1), second], "gives the number 1 to another master key"),
        ([MasterKey(1, second.key), MasterKey(2, first.key)], "gives the number 1 to another"),
        ([new_master(3), second, first], "epoch this database does not know"),
        ([], "lacks the master key of epoch 1 and epoch 2"),
    ]
    with logged_in_as(login):
        for held, words in cases:
            monkeypatch.setattr(settings, "MASTER_KEYS", tuple(held))
            with pytest.raises(ImproperlyConfigured, match=words) as refused:
                epoch_register.refuse_unfit_master_keys()
            assert str(refused.value).startswith("LATCH_MASTER_KEYS ")
            assert "docs/operations.md, 'Keys'" in str(refused.value)
            assert not any(master.key in str(refused.value) for master in held)


@pytest.mark.attack("A5")
def test_a_number_is_given_only_to_the_key_that_opens_what_it_wraps(
    owner: Session, first: MasterKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At the upgrade that brings epochs, a wrong master key would otherwise become the known one."""
    owner.sql("DELETE FROM keys.sealing_epoch")
    owner.link.commit()
    with logged_in_as("owner"):
        with pytest.raises(SealingError, match="does not open under the master key of epoch 1"):
            epoch_register.register_epochs((new_master(1),))
        assert not Epoch.objects.exists()
        assert epoch_register.register_epochs((first,)) == [1]
        with pytest.raises(SealingError, match="gives the number 1 to another master key"):
            epoch_register.register_epochs((new_master(1),))


def test_web_and_worker_write_no_epoch(owner: Session, committed: str) -> None:
    for login in ("web", "worker"):
        with session(committed, login) as thief:
            thief.act_as(WORKER) if login == "web" else thief.act_as("disposer")
            for statement in (
                "INSERT INTO sealing_epoch (number, print, began_at) VALUES (7, 'x', now())",
                "UPDATE sealing_epoch SET destroyed_at = now()",
                "DELETE FROM sealing_epoch",
                "INSERT INTO sealing_escrow (id, made_at, digest, recipients, epochs)"
                " VALUES (gen_random_uuid(), now(), 'x', '[]', '[]')",
            ):
                assert thief.attempt(statement) == "refused"
