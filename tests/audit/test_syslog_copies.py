"""What a syslog on another host keeps is as good as the file: verified, adopted from and gone on after."""

import json
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from confidentiality.audit import verifier
from confidentiality.audit.sequencer import Sequencer, signing_key
from confidentiality.audit.shipping import ShippingError, Syslog, set_apart_after
from tests.access.attacker import Session, session
from tests.audit.working import (
    KEPT,
    as_operator,
    exported,
    insert_many,
    keep_as_syslog,
    place,
    seal_all,
    sequencing,
    set_back,
    shipped,
    told,
    verified,
)


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened:
        yield opened


@pytest.mark.parametrize("how", KEPT)
def test_the_verifier_reads_it_where_nothing_of_ours_is_installed(
    owner: Session, tmp_path: Path, how: str
) -> None:
    insert_many(owner, 10)
    seal_all(tmp_path)
    keep_as_syslog(tmp_path, how)
    (tmp_path / "export.jsonl").write_text("".join(f"{json.dumps(each)}\n" for each in exported()))
    key = signing_key().public_key().public_bytes_raw().hex()

    def run() -> "subprocess.CompletedProcess[str]":
        words = ["--export", "export.jsonl", "--shipped", "shipped.jsonl", "--key", key]
        return subprocess.run(
            [sys.executable, "-m", "verifier", *words],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path(verifier.__file__).parents[1])},
            capture_output=True,
            text=True,
            check=False,
        )

    sound = run()
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.endswith("sound\n")
    copy = tmp_path / "shipped.jsonl"
    copy.write_bytes(copy.read_bytes().replace(b"tested", b"bentxx", 1))
    assert "FOUND" in run().stdout


def test_another_program_s_line_is_no_line_of_ours(owner: Session, tmp_path: Path) -> None:
    insert_many(owner, 3)
    seal_all(tmp_path)
    keep_as_syslog(tmp_path)
    copy = tmp_path / "shipped.jsonl"
    copy.write_bytes(
        b'<13>1 2026-11-25T23:00:01Z case-host cron 7 - - {"n": 1}\n' + copy.read_bytes()
    )
    with copy.open("rb") as file:
        found = verifier.Report()
        list(verifier.read_lines([file], found))
    assert found.count == 1


def test_numbers_are_adopted_from_it_and_the_log_goes_on(
    owner: Session, tmp_path: Path, settings: Settings
) -> None:
    seal_all(tmp_path)
    ((kept,),) = owner.sql("SELECT max(n) FROM audit_seal")
    insert_many(owner, 10)
    seal_all(tmp_path)
    keep_as_syslog(tmp_path)
    set_back(owner, kept)
    assert place(tmp_path).position().event == kept + 10
    with as_operator(settings, tmp_path):
        assert f"--restored {kept + 1}-{kept + 10}" in told("adopt")
    insert_many(owner, 1)
    assert seal_all(tmp_path) == 1
    found = verified(tmp_path, restored=(range(kept + 1, kept + 11),))
    assert (found.count, found.last) == (0, kept + 11)


def test_what_is_not_signed_is_set_apart_of_it_too(owner: Session, tmp_path: Path) -> None:
    insert_many(owner, 10)
    seal_all(tmp_path)
    keep_as_syslog(tmp_path)
    last = max(line["n"] for line in shipped(tmp_path))
    apart = set_apart_after(tmp_path / "shipped.jsonl", last - 1)
    assert {line["n"] for line in shipped(tmp_path)} == set(range(1, last))
    assert b"<110>1 " in apart.read_bytes()


@pytest.mark.parametrize(
    "said",
    ["no line\n", *(f'{{"n":1}}\n{each}\n' for each in ("{}", "[1]", '{"n":"one"}', '{"n":null}'))],
)
def test_nothing_is_set_apart_of_a_file_with_a_line_that_is_none(tmp_path: Path, said: str) -> None:
    """A line that a crash has torn is passed over; where there is no other, or one that is no event, nothing is."""
    log = tmp_path / "shipped.jsonl"
    log.write_text(said)
    with pytest.raises(ShippingError, match="damaged"):
        set_apart_after(log, 1)
    assert log.read_text() == said
    assert list(tmp_path.iterdir()) == [log]


@pytest.mark.edge("E40")
@pytest.mark.parametrize("torn_at", [3, -2])
def test_what_is_not_signed_is_set_apart_of_a_file_that_a_crash_has_torn(
    owner: Session, tmp_path: Path, torn_at: int
) -> None:
    """Where nothing may be taken off its end (`chattr +a`) the torn line stays, and the whole one stands below it."""
    insert_many(owner, 10)
    seal_all(tmp_path)
    whole = shipped(tmp_path)
    last = max(line["n"] for line in whole)
    path = tmp_path / "shipped.jsonl"
    lines = path.read_bytes().splitlines(keepends=True)
    lines.insert(torn_at, lines[torn_at][:40] + b"\n")
    path.write_bytes(b"".join(lines))
    assert shipped(tmp_path) == whole
    set_apart_after(path, last - 1)
    assert {line["n"] for line in shipped(tmp_path)} == set(range(1, last))


@pytest.mark.parametrize("beside_a_file", [True, False])
def test_a_syslog_gets_what_comes_after_numbers_that_were_adopted(
    owner: Session, tmp_path: Path, settings: Settings, beside_a_file: bool
) -> None:
    """Their events are known from the copy alone: there is nothing to send again, and nothing to stand still for."""
    seal_all(tmp_path)
    ((kept,),) = owner.sql("SELECT max(n) FROM audit_seal")
    insert_many(owner, 10)
    seal_all(tmp_path)
    set_back(owner, kept)
    with as_operator(settings, tmp_path):
        told("adopt")
    insert_many(owner, 2)
    with socket.create_server(("127.0.0.1", 0)) as server, sequencing():
        syslog = Syslog(f"syslog+tcp://127.0.0.1:{server.getsockname()[1]}")
        Sequencer([*([place(tmp_path)] if beside_a_file else []), syslog]).run_dry()
        syslog.close()
        link, _ = server.accept()
        with link, link.makefile("rb") as stream:
            said = stream.read()
    numbers = [int(each) for each in re.findall(rb'"type":"event","n":(\d+)', said)]
    assert numbers == [kept + 11, kept + 12]
