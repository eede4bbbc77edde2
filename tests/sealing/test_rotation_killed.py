"""A6: the command is killed again and again while people work; every key is there, wrapped once, and it goes on.

Each kill is SIGKILL to the operator's own command, somewhere between its first batch and its last. Where a rotation
comes to its end first, the next epoch begins.
"""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.fernet import Fernet
from django.conf import settings
from django.db import connection

from confidentiality.access.identity import acting_as
from confidentiality.sealing.epochs import MasterKey
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.keys import KeyRef, key_of, make_key
from confidentiality.sealing.wrapping import Masters
from tests import cast
from tests.access.attacker import Session, session
from tests.attacking import report, sized
from tests.sealing.masters import hold, new_master, raw_keys, setting_of

pytestmark = [pytest.mark.attack("A6"), pytest.mark.slow]

ROWS, KILLS = sized(1000, 50_000), sized(2, 50)
BATCH = sized(50, 200)
ROOT = Path(__file__).parents[2]
WORKER = cast.PEOPLE["iss_worker"].id
DESTROYED_EVERY = 97


def many_keys(owner: Session, masters: Masters, count: int) -> list[UUID]:
    """Give the database many keys, as documents, packages and files would; return their subjects."""
    subjects = [uuid4() for _ in range(count)]
    for start in range(0, count, 5000):
        part = subjects[start : start + 5000]
        wrapped = [masters.wrap("package", subject, os.urandom(32)) for subject in part]
        owner.sql(
            "INSERT INTO keys.sealing_key (id, kind, subject, wrapped, epoch)"
            " SELECT gen_random_uuid(), 'package', s, w, %s FROM unnest(%s::uuid[], %s::text[]) AS n(s, w)",
            [masters.first, [str(subject) for subject in part], wrapped],
        )
    owner.link.commit()
    return subjects


class Load:
    """People and the disposer at work: keys made, read and destroyed until it is told to end."""

    def __init__(self, name: str, doomed: list[UUID]) -> None:
        self.name, self.doomed = name, doomed
        self.made: dict[UUID, bytes] = {}
        self.read = 0
        self.destroyed: set[UUID] = set()
        self.failures: list[BaseException] = []
        self.ending = threading.Event()
        self.threads = [
            threading.Thread(target=self._keep, args=[work]) for work in (self._work, self._dispose)
        ]

    def _keep(self, work: Callable[[], None]) -> None:
        try:
            while not self.ending.is_set():
                work()
                time.sleep(0.01)
        except BaseException as error:
            self.failures.append(error)
        finally:
            connection.close()

    def _work(self) -> None:
        subject = uuid4()
        with acting_as(WORKER) as frame:
            make_key(KeyRef("package", subject))
            self.made[subject] = frame.keys[KeyRef("package", subject)]
            key_of(KeyRef("file", cast.FILES["amina"].id))
            self.read += 1

    def _dispose(self) -> None:
        if not self.doomed:
            return
        subject = self.doomed[-1]
        with session(self.name, "worker") as disposer:
            disposer.act_as("disposer")
            disposer.sql("SELECT access.destroy_key('package', %s)", [str(subject)])
            disposer.link.commit()
        self.destroyed.add(self.doomed.pop())

    @contextmanager
    def running(self) -> Iterator[None]:
        for thread in self.threads:
            thread.start()
        try:
            yield
        finally:
            self.ending.set()
            for thread in self.threads:
                thread.join()


def command(name: str, masters: Masters) -> subprocess.Popen[str]:
    """Start `manage.py keys rotate` on the test's database."""
    environment = os.environ | {
        "LATCH_LOGIN": "owner",
        "LATCH_DB_NAME": name,
        "LATCH_MASTER_KEYS": setting_of(masters.held),
        "DJANGO_SETTINGS_MODULE": "confidentiality.settings.demo",
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "keys", "rotate", "--batch", str(BATCH)],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def killed(process: subprocess.Popen[str], chance: random.Random) -> bool:
    """Kill the command a moment after its first batch; say whether it was still at work."""
    assert process.stderr is not None
    first = process.stderr.readline()
    assert not first or "rewrapped" in first, first
    time.sleep(chance.uniform(0, 0.3))
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return process.returncode == -signal.SIGKILL


def test_nothing_is_lost_and_nothing_wrapped_twice(
    committed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    chance, masters = random.Random(6), Masters(settings.MASTER_KEYS)
    with session(committed, "owner") as owner:
        subjects = many_keys(owner, masters, ROWS)
        before = raw_keys(owner, masters)
        ids = dict(owner.sql("SELECT subject, id FROM keys.sealing_key WHERE kind = 'package'"))
        owner.link.commit()
        kills = resumed = 0
        load = Load(committed, subjects[::DESTROYED_EVERY])
        masters = hold(monkeypatch, [new_master(2), *masters.held])
        _register(committed, masters.held)
        with load.running():
            while kills < KILLS:
                if killed(command(committed, masters), chance):
                    kills += 1
                    left = _left(owner, masters.first)
                    resumed += 0 < left < ROWS
                if not _left(owner, masters.first):
                    fresh = new_master(masters.first + 1)
                    _register(committed, [fresh])
                    masters = hold(monkeypatch, [fresh, *masters.held])
            out, err = command(committed, masters).communicate()
        assert "0 left in older epochs" in out, err
        assert load.failures == []
        after = raw_keys(owner, Masters(masters.held[:1]))
        gone = {ids[subject] for subject in load.destroyed}
        assert {id_: raw for id_, raw in before.items() if id_ not in gone} == {
            id_: raw for id_, raw in after.items() if id_ in before
        }
        made = dict(owner.sql("SELECT subject, id FROM keys.sealing_key WHERE kind = 'package'"))
        assert {made[subject]: raw for subject, raw in load.made.items()} == {
            id_: raw for id_, raw in after.items() if id_ not in before
        }
        assert load.made
        assert load.read
    report(
        "A6",
        "rotations killed under load",
        rows=ROWS,
        kills=kills,
        resumed_half_way=resumed,
        epochs=masters.first - 1,
        made=len(load.made),
        destroyed=len(load.destroyed),
        lost=0,
        wrapped_twice=0,
    )


def _left(owner: Session, epoch: int) -> int:
    ((left,),) = owner.sql("SELECT count(*) FROM keys.sealing_key WHERE epoch <> %s", [epoch])
    owner.link.commit()
    return int(left)


def _register(name: str, held: Sequence[MasterKey]) -> None:
    """Make a new epoch known as the owner, on a connection of its own: people's are at work on the default one."""
    with session(name, "owner") as owner:
        for master in held:
            owner.sql(
                "INSERT INTO keys.sealing_epoch (number, print, began_at) VALUES (%s, %s, now())"
                " ON CONFLICT DO NOTHING",
                [master.epoch, master.print],
            )
        owner.link.commit()


# ---- positive controls


def test_a_lost_a_swapped_and_a_twice_wrapped_key_would_be_found(committed: str) -> None:
    masters = Masters(settings.MASTER_KEYS)
    with session(committed, "owner") as owner:
        before = raw_keys(owner, masters)
        row = owner.sql("SELECT id, kind, subject, wrapped FROM keys.sealing_key LIMIT 1")[0]
        spoil = "UPDATE keys.sealing_key SET wrapped = %s WHERE id = %s"
        twice = Fernet(masters.held[0].key).encrypt(row[3].encode()).decode()
        for wrapped in (twice, masters.wrap("file", uuid4(), bytes(32)), row[3][:-4]):
            owner.sql(spoil, [wrapped, row[0]])
            owner.link.commit()
            with pytest.raises(SealingError):
                raw_keys(owner, masters)
        owner.sql(spoil, [masters.wrap(row[1], UUID(str(row[2])), bytes(32)), row[0]])
        assert raw_keys(owner, masters) != before
        owner.sql("DELETE FROM keys.sealing_key WHERE id = %s", [row[0]])
        assert raw_keys(owner, masters).keys() != before.keys()
    report("A6", "planted: keys spoilt, wrapped twice, swapped and lost", tried=5, found=5)
