"""What operators do with the audit: the process itself, the commands, a restore, a syslog elsewhere."""

import json
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError
from pytest_django import Settings

from confidentiality.audit.management.commands.sequencer import _run
from confidentiality.audit.sequencer import Sequencer, signing_key
from confidentiality.audit.shipping import ShippingError, Syslog, places
from confidentiality.audit.verifier import verify
from confidentiality.embedded.state import PROJECT
from confidentiality.work.backup import upgrading
from tests.access.attacker import Session, session
from tests.attacking import report, sized
from tests.audit.working import (
    NO_ROTATION,
    as_operator,
    environment,
    exported,
    insert_many,
    seal_all,
    sequencing,
    set_back,
    shipped,
    start,
    told,
    trust,
    verified,
)

pytestmark = pytest.mark.attack("A8")
MOST_MEGABYTES = 90


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened:
        yield opened


def test_the_process_seals_what_comes_and_signs_when_it_ends(
    committed: str, owner: Session, tmp_path: Path
) -> None:
    process = start(committed, tmp_path)
    try:
        insert_many(owner, 30)
        _wait_until_sealed(owner)
        status = Path(f"/proc/{process.pid}/status").read_text()
        resident = int(status.partition("VmRSS:")[2].split()[0]) / 1024
        insert_many(owner, 3)
        _wait_until_sealed(owner)
    finally:
        process.terminate()
        said, _ = process.communicate(timeout=20)
    assert (process.returncode, said) == (0, "")
    assert resident < MOST_MEGABYTES
    found = verified(tmp_path)
    assert (found.count, found.signed_until) == (0, found.last)


def test_in_production_its_log_is_json(committed: str, tmp_path: Path) -> None:
    """One object a line, as every other process of an installation writes it."""
    process = start(committed, tmp_path / "not there")
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate(timeout=20)
    assert "not there" in told["message"]


@pytest.mark.attack("A16")
def test_killed_again_and_again_it_leaves_nothing_to_mend(
    committed: str, owner: Session, tmp_path: Path
) -> None:
    kills = sized(2, 25)
    for number in range(kills):
        process = start(committed, tmp_path)
        insert_many(owner, 2_000)
        time.sleep(0.6 + 0.05 * number)
        process.send_signal(signal.SIGKILL)
        process.communicate(timeout=20)
    process = start(committed, tmp_path, "--once")
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 0, said
    found = verified(tmp_path)
    assert (found.count, found.waiting) == (0, 0)
    assert found.sealed > kills * 2_000
    report("A16", "sequencer killed", kills=kills, events=found.sealed, gaps=0)


def test_it_does_not_start_without_a_place_outside_or_without_its_key(
    committed: str, tmp_path: Path
) -> None:
    for missing, words in (
        ("LATCH_AUDIT_SHIP_TO", "shipped outside"),
        ("LATCH_AUDIT_SIGNING_KEY", "LATCH_AUDIT_SIGNING_KEY must be"),
        ("LATCH_IDENTITY_KEY_SEQUENCER", "LATCH_IDENTITY_KEY_SEQUENCER must be"),
    ):
        told = environment(committed, tmp_path)
        del told[missing]
        run = subprocess.run(
            [sys.executable, "manage.py", "sequencer", "--once"],
            cwd=PROJECT,
            env=told,
            capture_output=True,
            text=True,
            check=False,
        )
        assert run.returncode == 1
        assert words in run.stderr


def test_it_signs_within_what_an_upgrade_waits_for(committed: str, tmp_path: Path) -> None:
    for asked, every in (("3600", 120), ("20", 20)):
        told = environment(committed, tmp_path) | {"LATCH_AUDIT_CHECKPOINT_EVERY": asked}
        words = "from django.conf import settings; print(settings.AUDIT_CHECKPOINT_SECONDS)"
        run = subprocess.run(
            [sys.executable, "-c", words], cwd=PROJECT, env=told, capture_output=True, check=True
        )
        assert int(run.stdout) == every
        assert every < upgrading.SIGNED_WITHIN


def test_at_a_stop_the_last_events_are_signed_though_a_place_is_dead(
    owner: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal_all(tmp_path)
    stops: dict[int, Callable[[], object]] = {}
    monkeypatch.setattr(signal, "signal", lambda number, stop: stops.update({number: stop}))

    class Stopped(Sequencer):
        """One that is told to stop while its turn fails."""

        def turn(self, *, sign: bool = False) -> int:
            insert_many(owner, 1)
            if not sign:
                stops[signal.SIGTERM]()
            return super().turn(sign=sign)

    ships_to = [tmp_path / "shipped.jsonl", tmp_path / "nowhere" / "shipped.jsonl"]
    with sequencing():
        _run(Stopped(places(map(str, ships_to), rotate_bytes=NO_ROTATION)))
    last = owner.sql("SELECT max(n) FROM audit_seal")
    assert owner.sql("SELECT max(n) FROM audit_checkpoint") == last
    assert [line["n"] for line in shipped(tmp_path)][-1:] == [last[0][0]]
    assert shipped(tmp_path)[-1]["type"] == "checkpoint"


def _wait_until_sealed(owner: Session) -> None:
    deadline = time.monotonic() + 30
    waiting = "SELECT count(*) FROM audit_event e WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.event = e.id)"
    while owner.sql(waiting) != [(0,)]:
        owner.link.commit()
        assert time.monotonic() < deadline, "nothing is sealed"
        time.sleep(0.1)
    owner.link.commit()


# ---- the commands


def test_verifying_the_live_log(owner: Session, tmp_path: Path, settings: Settings) -> None:
    seal_all(tmp_path)
    with as_operator(settings, tmp_path):
        assert told("verify").endswith("sound\n")
    owner.sql(
        "UPDATE audit_event SET purpose = 'bent' WHERE id = (SELECT event FROM audit_seal WHERE n = 5)"
    )
    owner.link.commit()
    with as_operator(settings, tmp_path), pytest.raises(CommandError, match="not sound"):
        told("verify")


def test_verifying_while_events_are_written_and_sealed(
    committed: str, owner: Session, tmp_path: Path, settings: Settings
) -> None:
    process = start(committed, tmp_path)
    stop = threading.Event()

    def write() -> None:
        with session(committed, "owner") as writer:
            while not stop.is_set():
                insert_many(writer, 20)

    writing = threading.Thread(target=write)
    writing.start()
    try:
        _wait_for_the_first(tmp_path)
        for _ in range(sized(3, 30)):
            with as_operator(settings, tmp_path):
                assert told("verify").endswith("sound\n")
    finally:
        stop.set()
        writing.join()
        process.terminate()
        process.communicate(timeout=20)


def _wait_for_the_first(folder: Path) -> None:
    deadline = time.monotonic() + 30
    while not (folder / "shipped.jsonl").exists():
        assert time.monotonic() < deadline, "nothing is shipped"
        time.sleep(0.1)


def test_exporting_and_telling_the_key(owner: Session, tmp_path: Path, settings: Settings) -> None:
    seal_all(tmp_path)
    with as_operator(settings, tmp_path):
        lines = [json.loads(line) for line in told("export").splitlines()]
        assert told("key").strip() == signing_key().public_key().public_bytes_raw().hex()
    assert verify(lines, shipped(tmp_path), trust(), shipped_is_whole=True).count == 0


def test_only_the_sequencer_s_environment_will_do(committed: str) -> None:
    with pytest.raises(CommandError, match="LATCH_LOGIN=sequencer"):
        told("verify")


# ---- after a restore


def test_a_restored_database_goes_on_after_what_was_shipped(
    owner: Session, tmp_path: Path, settings: Settings
) -> None:
    seal_all(tmp_path)
    ((kept,),) = owner.sql("SELECT max(n) FROM audit_seal")
    insert_many(owner, 10)
    seal_all(tmp_path)
    with as_operator(settings, tmp_path):
        assert "nothing to adopt" in told("adopt")
    set_back(owner, kept)
    insert_many(owner, 1)
    with pytest.raises(Exception, match="was a backup restored"):
        seal_all(tmp_path)
    with as_operator(settings, tmp_path):
        assert f"--restored {kept + 1}-{kept + 10}" in told("adopt")
    assert seal_all(tmp_path) == 1
    assert verified(tmp_path).count == 10
    found = verified(tmp_path, restored=(range(kept + 1, kept + 11),))
    assert (found.count, found.last) == (0, kept + 11)
    assert "10 events are known from the shipped copy only" in found.notes[0]


def test_nothing_is_adopted_from_a_copy_that_is_bent_or_another_s(
    owner: Session, tmp_path: Path, settings: Settings
) -> None:
    seal_all(tmp_path)
    ((kept,),) = owner.sql("SELECT max(n) FROM audit_seal")
    insert_many(owner, 10)
    seal_all(tmp_path)
    set_back(owner, kept)
    file = tmp_path / "shipped.jsonl"
    sound = file.read_bytes()
    lines = sound.splitlines(keepends=True)
    file.write_bytes(b"".join([*lines[:-4], lines[-4].replace(b"tested", b"bentxx"), *lines[-3:]]))
    with as_operator(settings, tmp_path), pytest.raises(CommandError, match="not sound"):
        told("adopt")
    file.write_bytes(sound)
    owner.sql("UPDATE audit_seal SET chain = repeat('1', 64) WHERE n = %s", [kept])
    owner.link.commit()
    with as_operator(settings, tmp_path), pytest.raises(CommandError, match="differ at"):
        told("adopt")
    assert owner.sql("SELECT max(n) FROM audit_seal") == [(kept,)]


# ---- syslog


def test_syslog_on_another_host_gets_every_line(owner: Session, tmp_path: Path) -> None:
    """Over TCP, with octet counting; after a lost connection from the last signed checkpoint on."""
    with socket.create_server(("127.0.0.1", 0)) as server, sequencing():
        syslog = Syslog(f"syslog+tcp://127.0.0.1:{server.getsockname()[1]}")
        Sequencer([syslog]).run_dry()
        link, _ = server.accept()
        syslog.close()
        with link, link.makefile("rb") as stream:
            messages = list(_counted(stream.read()))
    heads = [message.split(b" ", 7)[:7] for message in messages]
    assert all(head[0] == b"<110>1" and head[3] == b"latch-audit" for head in heads)
    assert {head[5] for head in heads} == {b"event", b"checkpoint"}
    lines = [json.loads(message.split(b" ", 7)[7]) for message in messages]
    assert verify(exported(), lines, trust(), shipped_is_whole=True).count == 0


def _counted(stream: bytes) -> Iterator[bytes]:
    while stream:
        length, _, rest = stream.partition(b" ")
        yield rest[: int(length)]
        stream = rest[int(length) :]


@pytest.mark.parametrize("kind", ["udp", "unix"])
def test_syslog_on_this_host_gets_datagrams(owner: Session, tmp_path: Path, kind: str) -> None:
    family = socket.AF_UNIX if kind == "unix" else socket.AF_INET
    got: list[bytes] = []
    with socket.socket(family, socket.SOCK_DGRAM) as server, sequencing():
        server.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 22)
        server.bind(str(tmp_path / "log") if kind == "unix" else ("127.0.0.1", 0))
        where = str(tmp_path / "log") if kind == "unix" else f"127.0.0.1:{server.getsockname()[1]}"
        server.settimeout(0.5)

        def receive() -> None:
            while True:
                try:
                    got.append(server.recv(1 << 16))
                except TimeoutError:
                    return

        reading = threading.Thread(target=receive)
        reading.start()
        Sequencer([Syslog(f"syslog+{kind}://{where}")]).run_dry()
        reading.join()
    lines = [json.loads(message.split(b" ", 7)[7]) for message in got]
    assert verify(exported(), lines, trust(), shipped_is_whole=True).count == 0


def test_a_syslog_that_is_not_there_is_told_and_nothing_signed(owner: Session) -> None:
    with sequencing(), pytest.raises(ShippingError, match="syslog"):
        Sequencer([Syslog("syslog+tcp://127.0.0.1:1")]).turn(sign=True)
    assert owner.sql("SELECT count(*) > 0 FROM audit_seal") == [(True,)]
    assert owner.sql("SELECT count(*) FROM audit_checkpoint") == [(0,)]


def test_an_address_that_is_none_is_refused() -> None:
    for address in ("syslog+tcp://host", "syslog+smoke://host:1"):
        with pytest.raises(ValueError, match="no address of a syslog"):
            places([address], rotate_bytes=NO_ROTATION)
