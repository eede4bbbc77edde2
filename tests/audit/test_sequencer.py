"""The sequencer: no number without its event, no event without its number, whoever writes and whatever dies."""

import random
import resource
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from confidentiality.audit.models import Checkpoint, Seal
from confidentiality.audit.sequencer import LOCK, Sequencer, TwoLogs, alone
from confidentiality.audit.shipping import ShippingError, Syslog
from confidentiality.audit.state import audit_state
from confidentiality.audit.verifier import key_id
from tests import cast
from tests.access.attacker import HERS, HIS, REFUSED, Session, session
from tests.attacking import report, sized
from tests.audit.working import (
    insert_many,
    place,
    record_some,
    seal_all,
    sequencing,
    shipped,
    trust,
    verified,
)

pytestmark = pytest.mark.attack("A8")
INSERT = (
    "INSERT INTO audit_event (id, at, person, actor, action, outcome, file, ids, purpose, reason, fields, origin)"
    " VALUES (%s, clock_timestamp(), %s, '', 'tested', 'done', %s, '[]', '', '', '[]', '')"
)


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened:
        yield opened


@pytest.fixture
def sealing(committed: str) -> Iterator[Session]:
    with session(committed, "sequencer") as opened:
        yield opened


def test_every_event_gets_a_number_and_goes_outside(owner: Session, tmp_path: Path) -> None:
    record_some(3)
    events = owner.sql("SELECT count(*) FROM audit_event")[0][0]
    assert events > 20  # the cast's own
    assert seal_all(tmp_path) == events
    assert owner.sql("SELECT min(n), max(n), count(*), count(DISTINCT event) FROM audit_seal") == [
        (1, events, events, events)
    ]
    lines = shipped(tmp_path)
    assert [line["n"] for line in lines if line["type"] == "event"] == list(range(1, events + 1))
    assert set(lines[0]) == {
        *("type", "n", "id", "at", "person", "actor", "action", "outcome", "file", "ids"),
        *("leaf", "chain"),
    }
    assert set(lines[-1]) == {"type", "n", "chain", "at", "key", "signature"}
    assert lines[-1]["key"] in trust().keys
    found = verified(tmp_path)
    assert (found.count, found.sealed, found.signed_until) == (0, events, events)
    assert seal_all(tmp_path) == 0


def test_no_word_of_purpose_reason_or_origin_goes_outside(owner: Session, tmp_path: Path) -> None:
    record_some(1)
    owner.sql("UPDATE audit_event SET reason = 'the reason', origin = '203.0.113.7'")
    owner.link.commit()
    seal_all(tmp_path)
    text = (tmp_path / "shipped.jsonl").read_text()
    assert "tested" in text
    for kept_back in ("number 0", "the reason", "203.0.113.7", "Amina"):
        assert kept_back not in text


def test_checkpoints_are_signed_when_their_time_has_come(owner: Session, tmp_path: Path) -> None:
    record_some(1)
    with sequencing():
        patient = Sequencer([place(tmp_path)], checkpoint_seconds=3600)
        patient.turn()
        assert patient.turn() == 0
    for _ in range(2):
        record_some(1)
        with sequencing():
            assert patient.turn() == 1
    assert owner.sql("SELECT count(*) FROM audit_checkpoint") == [(1,)]
    owner.sql("UPDATE audit_checkpoint SET at = at - interval '2 hours'")
    owner.link.commit()
    with sequencing():
        patient.turn()
    assert owner.sql("SELECT count(*) FROM audit_checkpoint") == [(2,)]


def test_a_transaction_that_commits_late_is_sealed_all_the_same(
    committed: str, owner: Session, tmp_path: Path
) -> None:
    with session(committed, "web") as slow:
        slow.act_as(HERS.person)
        slow.sql(INSERT, [uuid4(), HERS.person, HERS.file])
        record_some(5)
        first = seal_all(tmp_path)
        slow.link.commit()
    assert first > 5
    assert seal_all(tmp_path) == 1
    assert verified(tmp_path).count == 0


def test_what_is_older_than_the_last_hour_is_found_by_a_look_at_all(
    owner: Session, tmp_path: Path
) -> None:
    with sequencing():
        sequencer = Sequencer([place(tmp_path)])
        sequencer.turn()
        insert_many(owner, 2)
        owner.sql("UPDATE audit_event SET at = at - interval '3 hours' WHERE action = 'tested'")
        owner.link.commit()
        assert sequencer.turn() == 0
        sequencer._looked_at_all -= timedelta(hours=1).total_seconds()
        assert sequencer.turn() == 2


def test_only_one_works(committed: str, tmp_path: Path) -> None:
    record_some(1)
    with session(committed, "sequencer") as other, sequencing():
        with alone() as mine:
            assert mine
        other.act_as("sequencer")
        other.sql("SELECT pg_advisory_xact_lock(%s)", [0x4C61746368])
        sequencer = Sequencer([place(tmp_path)])
        assert sequencer.turn(sign=True) == 0
        assert shipped(tmp_path) == []
        other.link.rollback()
        assert sequencer.turn(sign=True) > 0


def test_sixteen_writers_leave_no_gap(committed: str, owner: Session, tmp_path: Path) -> None:
    """And the control: whoever goes by the time of the last event seen misses some of the same events."""
    stop, each, turns, written = threading.Event(), sized(12, 200), 0, [0] * 16

    def write(number: int) -> None:
        with session(committed, "web") as writer:
            while written[number] < each or turns < 5:
                writer.act_as(HERS.person)
                writer.sql(INSERT, [uuid4(), HERS.person, HERS.file])
                time.sleep(random.random() * 0.04)
                writer.link.commit()
                written[number] += 1

    naive: set[object] = set()

    def read_naively() -> None:
        with session(committed, "owner") as reader:
            last = reader.sql("SELECT max(at) FROM audit_event")[0][0]
            while not stop.is_set():
                asked = "SELECT id, at FROM audit_event WHERE at > %s ORDER BY at"
                rows = reader.sql(asked, [last])
                naive.update(key for key, _ in rows)
                last = rows[-1][1] if rows else last
                reader.link.commit()

    with sequencing(), session(committed, "web") as slow:
        sequencer = Sequencer([place(tmp_path)], checkpoint_seconds=0)
        sequencer.run_dry()
        before = owner.sql("SELECT count(*) FROM audit_seal")[0][0]
        slow.act_as(HERS.person)
        slow.sql(INSERT, [uuid4(), HERS.person, HERS.file])
        threads = [threading.Thread(target=write, args=(number,)) for number in range(16)]
        naive_reader = threading.Thread(target=read_naively)
        for thread in (*threads, naive_reader):
            thread.start()
        while any(thread.is_alive() for thread in threads):
            turns += sequencer.turn() > 0
        slow.link.commit()
        stop.set()
        naive_reader.join()
        sequencer.run_dry()
    events = sum(written) + 1
    owner.link.commit()
    sealed = owner.sql("SELECT min(n), max(n), count(*) FROM audit_seal")
    assert sealed == [(1, before + events, before + events)]
    assert owner.sql("SELECT count(*) FROM audit_event") == [(before + events,)]
    assert len(naive) < events
    assert verified(tmp_path).count == 0
    report("A8", "16 writers", events=events, gaps=0, naive_missed=events - len(naive))


# ---- what dies, and what is not itself any more


def test_a_killed_sequencer_goes_on_from_what_is_there(owner: Session, tmp_path: Path) -> None:
    """Killed after sealing, in the middle of a line, and before signing."""
    insert_many(owner, 40)
    with sequencing():
        Sequencer([place(tmp_path)])._seal()
        Sequencer([place(tmp_path)])._ship()
    file = tmp_path / "shipped.jsonl"
    for cut in (1, 7, 300, 5_000):
        file.write_bytes(file.read_bytes()[:-cut])
        insert_many(owner, 1)
        seal_all(tmp_path)
        found = verified(tmp_path)
        assert (found.count, found.notes) == (0, [])


def test_where_nothing_may_be_taken_away_a_torn_line_stays_and_is_passed_over(
    owner: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_all(tmp_path)
    file = tmp_path / "shipped.jsonl"
    file.write_bytes(file.read_bytes()[:-100])

    def refuse(*_: object) -> None:
        raise PermissionError(1, "append only")

    monkeypatch.setattr("os.truncate", refuse)
    insert_many(owner, 1)
    seal_all(tmp_path)
    assert sum(not line.endswith(b"}") for line in file.read_bytes().splitlines()) == 1
    assert verified(tmp_path).count == 0


def test_a_lost_copy_is_made_anew_from_the_database(owner: Session, tmp_path: Path) -> None:
    seal_all(tmp_path)
    file = tmp_path / "shipped.jsonl"
    before = file.read_bytes()
    file.unlink()
    seal_all(tmp_path)
    assert file.read_bytes() == before


def test_full_files_are_set_aside_and_read_in_order(owner: Session, tmp_path: Path) -> None:
    with sequencing():
        for _ in range(4):
            insert_many(owner, 30)
            small = place(tmp_path)
            small.rotate_bytes = 6_000
            Sequencer([small]).run_dry()
    names = sorted(each.name for each in tmp_path.iterdir())
    assert len(names) > 2
    assert all(name.startswith("shipped.jsonl") for name in names)
    assert verified(tmp_path).count == 0


def test_it_stands_still_when_the_copy_is_of_another_log(owner: Session, tmp_path: Path) -> None:
    seal_all(tmp_path)
    insert_many(owner, 1)
    owner.sql(
        "UPDATE audit_seal SET chain = repeat('0', 64) WHERE n = (SELECT max(n) FROM audit_seal)"
    )
    owner.link.commit()
    with pytest.raises(TwoLogs, match="differ at"):
        seal_all(tmp_path)
    assert owner.sql(
        "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s"
        " WHERE s.event = e.id)"
    ) == [(1,)]


def test_on_a_full_disk_it_seals_on_and_signs_nothing(owner: Session, tmp_path: Path) -> None:
    seal_all(tmp_path)
    insert_many(owner, 20)
    usual = resource.getrlimit(resource.RLIMIT_FSIZE)
    full = (tmp_path / "shipped.jsonl").stat().st_size + 1000
    resource.setrlimit(resource.RLIMIT_FSIZE, (full, usual[1]))
    try:
        with pytest.raises(ShippingError, match="too large"), sequencing():
            Sequencer([place(tmp_path)]).turn(sign=True)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, usual)
    reached = "SELECT (SELECT max(n) FROM audit_seal) - (SELECT max(n) FROM audit_checkpoint)"
    assert owner.sql(reached) == [(20,)]
    owner.link.commit()
    seal_all(tmp_path)
    assert owner.sql(reached) == [(0,)]
    found = verified(tmp_path)
    assert (found.count, found.notes) == (0, [])


def test_nothing_is_signed_before_it_is_outside(owner: Session, tmp_path: Path) -> None:
    with sequencing():
        sequencer = Sequencer([place(tmp_path)])
        sequencer._seal()
        assert not sequencer._sign(at_once=True)
        sequencer._ship()
        assert sequencer._sign(at_once=True)


@pytest.mark.parametrize("first", ["dead", "live"])
@pytest.mark.parametrize("kind", ["a file", "a syslog"])
def test_a_place_that_is_dead_keeps_no_other_waiting(
    owner: Session, tmp_path: Path, first: str, kind: str
) -> None:
    """The other gets every event and its signature; the dead one is told of, and catches up."""
    (tmp_path / "dead").mkdir()
    dead = tmp_path / "dead" / "shipped.jsonl"
    nobody = Syslog(f"syslog+unix://{dead}")
    if kind == "a file":
        dead.mkdir()
    places = {"dead": place(dead.parent) if kind == "a file" else nobody, "live": place(tmp_path)}
    chosen = [places.pop(first), *places.values()]
    insert_many(owner, 5)
    heard = "SELECT count(*) FROM work_heartbeat WHERE name = 'shipping'"
    with sequencing(), pytest.raises(ShippingError, match=r"dead|syslog"):
        Sequencer(chosen).turn(sign=True)
    found = verified(tmp_path)
    assert (found.count, found.notes) == (0, [])
    assert audit_state().sealed == audit_state().signed > 0
    assert owner.sql(heard) == [(0,)]
    owner.link.commit()
    with sequencing():  # one that begins anew leaves nothing out for a place that cannot be asked
        assert Sequencer([nobody])._reached(0, nobody) == (0, 0)
    if kind == "a file":
        dead.rmdir()
        with sequencing():
            Sequencer(chosen).turn(sign=True)
        assert dead.read_text("utf-8") == (tmp_path / "shipped.jsonl").read_text("utf-8")
        assert owner.sql(heard) == [(1,)]


def test_it_stands_still_while_the_copy_cannot_be_read(owner: Session, tmp_path: Path) -> None:
    """It might be of another log: whoever seals on makes two of one."""
    seal_all(tmp_path)
    (tmp_path / "shipped.jsonl").rename(tmp_path / "away")
    (tmp_path / "shipped.jsonl").mkdir()
    insert_many(owner, 1)
    with pytest.raises(ShippingError), sequencing():
        Sequencer([place(tmp_path)]).turn(sign=True)
    assert owner.sql("SELECT count(*) FROM audit_event") > owner.sql(
        "SELECT max(n) FROM audit_seal"
    )


# ---- what its login may do


def test_its_login_reads_the_audit_and_adds_seals_and_nothing_else(sealing: Session) -> None:
    insert = "INSERT INTO audit_seal (n, event, leaf, chain) VALUES (%s, %s, '', '')"
    assert sealing.attempt("SELECT count(*) FROM audit_event") == [(0,)]
    assert sealing.attempt(insert, [1, uuid4()]) == REFUSED
    sealing.act_as("sequencer")
    assert sealing.sql("SELECT count(*) FROM audit_event")[0][0] > 20
    assert sealing.attempt(insert, [1, uuid4()]) == 1
    for table in ("audit_event", "audit_seal", "audit_checkpoint"):
        for words in (f"UPDATE {table} SET id = id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            assert sealing.attempt(words) in (REFUSED, "error 42703")
    assert sealing.attempt(INSERT, [uuid4(), HERS.person, HERS.file]) == REFUSED
    readable = {
        name
        for (name,) in sealing.sql(
            "SELECT c.relname FROM pg_class c WHERE c.relnamespace IN ('public'::regnamespace, 'keys'::regnamespace)"
            " AND c.relkind = 'r' AND has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE')"
        )
    }
    assert readable == {"audit_event", "audit_seal", "audit_checkpoint", "work_heartbeat"}
    beat = "INSERT INTO work_heartbeat (name, at) VALUES (%s, now())"
    assert sealing.attempt(beat, ["clock"]) == REFUSED
    assert sealing.attempt(beat, ["shipping"]) == 1


@pytest.mark.parametrize("login", ["web", "worker"])
def test_no_other_login_seals(committed: str, login: str) -> None:
    with session(committed, login) as attacker:
        for who in (HERS.person, cast.PEOPLE["records_admin"].id, "sequencer"):
            attacker.act_as(who)
            for words in (
                "INSERT INTO audit_seal (n, event, leaf, chain) VALUES (1, gen_random_uuid(), '', '')",
                "INSERT INTO audit_checkpoint (n, chain, at, key, signature) VALUES (1, '', now(), '', '')",
                "DELETE FROM audit_seal",
                "UPDATE audit_checkpoint SET n = 1",
            ):
                assert attacker.attempt(words) == REFUSED
            attacker.link.rollback()


def test_the_sequencer_is_nobody_else(sealing: Session) -> None:
    for who in (HERS.person, "disposer", "signing-in"):
        sealing.act_as(who)
        answer = sealing.attempt("SELECT count(*) FROM audit_event")
        assert answer in (REFUSED, [(0,)])
        sealing.link.rollback()


def test_events_are_dated_when_they_are_written(committed: str) -> None:
    words = INSERT.replace("clock_timestamp()", "now() + %s * interval '1 minute'")
    with session(committed, "web") as attacker:
        attacker.act_as(HERS.person)
        for minutes in (-60 * 24, -6, 6, 60 * 24):
            assert attacker.attempt(words, [uuid4(), minutes, HERS.person, HERS.file]) == REFUSED
        for minutes in (-4, 0, 4):
            assert attacker.attempt(words, [uuid4(), minutes, HERS.person, HERS.file]) == 1


def test_nobody_tells_a_restore_to_destroy(committed: str) -> None:
    with session(committed, "web") as attacker:
        attacker.act_as(HERS.person)
        words = INSERT.replace("'tested'", "'file_destroyed'")
        assert attacker.attempt(words, [uuid4(), HERS.person, HIS.file]) == REFUSED
        assert attacker.attempt(INSERT, [uuid4(), HERS.person, HIS.file]) == 1


def test_a_signature_goes_outside_though_somebody_had_the_lock_just_then(
    owner: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upgrade looks, with the lock, whether all is signed; soon after, it closes the doors on what is not out."""
    signs = Sequencer._sign
    let_go = threading.Timer(0.5, owner.link.rollback)

    def sign_and_be_looked_at(self: Sequencer, *, at_once: bool) -> bool:
        signed = signs(self, at_once=at_once)
        owner.sql("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
        let_go.start()
        return signed

    monkeypatch.setattr(Sequencer, "_sign", sign_and_be_looked_at)
    with sequencing():
        Sequencer([place(tmp_path)]).turn(sign=True)
    let_go.join()
    assert shipped(tmp_path)[-1]["type"] == "checkpoint"


def test_checkpoints_name_the_key(tmp_path: Path, committed: str) -> None:
    seal_all(tmp_path)
    with sequencing(), alone():
        checkpoint = Checkpoint.objects.get()
        assert Seal.objects.get(n=checkpoint.n).chain == checkpoint.chain
    (key,) = trust().keys.values()
    assert checkpoint.key == key_id(key.public_bytes_raw())


def test_how_far_it_is_can_be_read_by_who_watches(owner: Session, tmp_path: Path) -> None:
    before = audit_state()
    assert (before.sealed, before.signed, before.signed_seconds) == (0, 0, None)
    assert before.waiting_seconds > 0
    sealed = seal_all(tmp_path)
    after = audit_state()
    assert (after.sealed, after.signed, after.waiting_seconds) == (sealed, sealed, 0)
    assert after.signed_seconds is not None
    assert 0 <= after.signed_seconds < 60
    insert_many(owner, 1)
    assert audit_state().waiting_seconds >= 60
