"""A8: an audit that was bent is found by the stand-alone verifier, wherever and however it was bent.

The attacker is the database's owner, who may do anything to rows; the copy outside and the signing key are not theirs.
"""

import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from confidentiality.audit import verifier
from confidentiality.audit.sequencer import Sequencer, signing_key
from confidentiality.audit.verifier import (
    START,
    Line,
    Report,
    key_id,
    leaf_of,
    shipped_line,
    signed_bytes,
    verify,
)
from tests.access.attacker import Session, session
from tests.attacking import report, sized
from tests.audit.working import (
    exported,
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
PLACES = sized(4, 100)
TURNS = sized(8, 110)
NOBODYS = "00000000-0000-4000-8000-000000000000"
TABLES = ("audit_event", "audit_seal", "audit_checkpoint")


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened:
        yield opened


@pytest.fixture
def log(owner: Session, tmp_path: Path) -> Path:
    """A log of many turns, each signed; returns where it was shipped to."""
    with sequencing():
        sequencer = Sequencer([place(tmp_path)], checkpoint_seconds=0)
        for _ in range(TURNS):
            insert_many(owner, 5)
            sequencer.run_dry()
    for table in TABLES:
        owner.sql(f"CREATE TABLE public.kept_{table} AS SELECT * FROM {table}")
    owner.link.commit()
    return tmp_path


def put_back(owner: Session) -> None:
    for table in TABLES:
        owner.sql(f"TRUNCATE {table}")
        owner.sql(f"INSERT INTO {table} SELECT * FROM public.kept_{table}")
    owner.link.commit()


# ---- what the owner can do, at one place in the log

Attack = Callable[[Session, int, random.Random], None]
EDITS = (
    "action = 'other'",
    "outcome = CASE outcome WHEN 'denied' THEN 'done' ELSE 'denied' END",
    "at = at + interval '1 microsecond'",
    "person = gen_random_uuid()",
    "file = gen_random_uuid()",
    "file = CASE WHEN file IS NULL THEN gen_random_uuid() END",
    "ids = '[\"x\"]'",
    "purpose = purpose || ' '",
    "reason = 'other'",
    "fields = '[\"name\"]'",
    "origin = '203.0.113.9'",
    "request = gen_random_uuid()",
)


def edited(owner: Session, n: int, chance: random.Random) -> None:
    owner.sql(
        f"UPDATE audit_event SET {chance.choice(EDITS)}"
        " WHERE id = (SELECT event FROM audit_seal WHERE n = %s)",
        [n],
    )


def deleted(owner: Session, n: int, chance: random.Random) -> None:
    owner.sql("DELETE FROM audit_event WHERE id = (SELECT event FROM audit_seal WHERE n = %s)", [n])
    if chance.random() < 0.7:
        owner.sql("DELETE FROM audit_seal WHERE n = %s", [n])
        owner.sql("DELETE FROM audit_checkpoint WHERE n = %s", [n])
        if chance.random() < 0.5:
            _move(owner, n, -1)
            _work_out(owner, n)


def inserted(owner: Session, n: int, chance: random.Random) -> None:
    """An event of the past, with a number of its own in the midst or left for the sequencer to find."""
    owner.sql(
        "INSERT INTO audit_event SELECT gen_random_uuid(), at - %s * interval '1 day', person, actor, 'planted',"
        " outcome, file, ids, purpose, reason, fields, request, origin FROM audit_event"
        " WHERE id = (SELECT event FROM audit_seal WHERE n = %s)",
        [chance.choice((1, 400)), n],
    )
    if chance.random() < 0.7:
        _move(owner, n - 1, 1)
        owner.sql(
            "INSERT INTO audit_seal SELECT %s, id, '', '' FROM audit_event WHERE action = 'planted'",
            [n],
        )
        _work_out(owner, n)


def reordered(owner: Session, n: int, chance: random.Random) -> None:
    owner.sql("ALTER TABLE audit_seal DROP CONSTRAINT IF EXISTS audit_seal_event_key")
    owner.sql(
        "UPDATE audit_seal s SET event = o.event, leaf = o.leaf FROM audit_seal o"
        " WHERE (s.n, o.n) IN ((%s, %s), (%s, %s))",
        [n, n - 1, n - 1, n],
    )
    if chance.random() < 0.5:
        _work_out(owner, n - 1)


def cut(owner: Session, n: int, chance: random.Random) -> None:
    owner.sql(
        "DELETE FROM audit_event WHERE id IN (SELECT event FROM audit_seal WHERE n >= %s)", [n]
    )
    owner.sql("DELETE FROM audit_seal WHERE n >= %s", [n])
    owner.sql("DELETE FROM audit_checkpoint WHERE n >= %s", [n])


def checkpoint_swapped(owner: Session, n: int, chance: random.Random) -> None:
    """For another's, for one of the attacker's own, or away."""
    signed = [each for (each,) in owner.sql("SELECT n FROM audit_checkpoint ORDER BY n")]
    one, other = sorted(chance.sample(signed, 2))
    how = n % 3
    if how == 0:
        owner.sql(
            "UPDATE audit_checkpoint s SET chain = o.chain, at = o.at, signature = o.signature FROM audit_checkpoint o"
            " WHERE (s.n, o.n) IN ((%s, %s), (%s, %s))",
            [one, other, other, one],
        )
    elif how == 1:
        _sign(owner, one, Ed25519PrivateKey.generate(), claims=chance.random() < 0.5)
    else:
        owner.sql("DELETE FROM audit_checkpoint WHERE n = %s", [one])


def rewritten(owner: Session, n: int, chance: random.Random) -> None:
    """Every hash worked out anew after an edit; signed with a key of their own, or with the stolen real one."""
    edited(owner, n, chance)
    owner.sql(
        "UPDATE audit_event SET action = 'rewritten' WHERE id = (SELECT event FROM audit_seal WHERE n = %s)",
        [n],
    )
    _work_out(owner, n)
    key = signing_key() if n % 2 else Ed25519PrivateKey.generate()
    for (signed,) in owner.sql("SELECT n FROM audit_checkpoint WHERE n >= %s", [n]):
        _sign(owner, signed, key, claims=True)


ATTACKS: tuple[Attack, ...] = (
    edited,
    deleted,
    inserted,
    reordered,
    cut,
    checkpoint_swapped,
    rewritten,
)


def _move(owner: Session, after: int, by: int) -> None:
    for table in ("audit_seal", "audit_checkpoint"):
        owner.sql(f"UPDATE {table} SET n = -n WHERE n > %s", [after])
        owner.sql(f"UPDATE {table} SET n = -n + %s WHERE n < 0", [by])


def _work_out(owner: Session, since: int) -> None:
    """Work out every hash from a number on, as the sequencer would have."""
    before = owner.sql("SELECT chain FROM audit_seal WHERE n = %s", [since - 1])
    chain = before[0][0] if before else START
    columns = (
        "id, person, actor, action, outcome, file, ids, purpose, reason, fields, request, origin"
    )
    for n, at, *values in owner.sql(
        "SELECT s.n, to_char(e.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'), "
        + ", ".join(f"e.{name}" for name in columns.split(", "))
        + " FROM audit_seal s JOIN audit_event e ON e.id = s.event WHERE s.n >= %s ORDER BY s.n",
        [since],
    ):
        event: Line = {"at": at}
        for name, value in zip(columns.split(", "), values, strict=True):
            event[name] = (
                str(value) if name in ("id", "person", "file", "request") and value else value
            )
        leaf = leaf_of(event)
        chain = shipped_line(n, event, leaf, chain)["chain"]
        owner.sql("UPDATE audit_seal SET leaf = %s, chain = %s WHERE n = %s", [leaf, chain, n])


def _sign(owner: Session, n: int, key: Ed25519PrivateKey, *, claims: bool) -> None:
    """Sign a checkpoint anew; `claims`: under the name of the real key."""
    name = key_id((signing_key() if claims else key).public_key().public_bytes_raw())
    ((chain, at),) = owner.sql(
        "SELECT s.chain, to_char(c.at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"')"
        " FROM audit_seal s JOIN audit_checkpoint c USING (n) WHERE n = %s",
        [n],
    )
    signature = key.sign(signed_bytes({"n": n, "chain": chain, "at": at, "key": name})).hex()
    owner.sql(
        "UPDATE audit_checkpoint SET chain = %s, key = %s, signature = %s WHERE n = %s",
        [chain, name, signature, n],
    )


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: str(attack.__name__))
def test_a_bent_log_is_found_wherever_it_was_bent(
    log: Path, owner: Session, attack: Attack
) -> None:
    chance = random.Random(attack.__name__)
    kept = shipped(log)
    last = owner.sql("SELECT max(n) FROM audit_seal")[0][0]
    missed = []
    for n in chance.sample(range(2, last + 1), PLACES):
        sound = verify(exported(), kept, trust(), shipped_is_whole=True)
        assert (sound.count, sound.last, sound.notes) == (0, last, [])
        attack(owner, n, chance)
        owner.link.commit()
        if not verify(exported(), kept, trust(), shipped_is_whole=True).count:
            missed.append(n)
        put_back(owner)
    report("A8", attack.__name__, tried=PLACES, found=PLACES - len(missed))
    assert missed == []


# ---- the copy outside, bent by whoever holds it

Bend = Callable[[list[Line], int], list[Line]]
BENDS: dict[str, Bend] = {
    "edited": lambda lines, i: [*lines[:i], lines[i] | {"chain": "0" * 64}, *lines[i + 1 :]],
    "edited id": lambda lines, i: [*lines[:i], lines[i] | {"file": NOBODYS}, *lines[i + 1 :]],
    "deleted": lambda lines, i: lines[:i] + lines[i + 1 :],
    "inserted": lambda lines, i: [*lines[:i], lines[i] | {"outcome": "denied"}, *lines[i:]],
    "reordered": lambda lines, i: [*lines[:i], lines[i + 1], lines[i], *lines[i + 2 :]],
    "cut": lambda lines, i: lines[:i],
}


@pytest.mark.parametrize("how", BENDS)
def test_a_bent_copy_is_found_too(log: Path, how: str) -> None:
    kept, whole, chance = shipped(log), exported(), random.Random(how)
    assert verify(whole, kept, trust(), shipped_is_whole=True).count == 0
    places = [i for i in range(1, len(kept) - 1) if kept[i]["type"] == "event"]
    tried = chance.sample(places, PLACES)
    missed = [
        i
        for i in tried
        if not verify(whole, BENDS[how](kept, i), trust(), shipped_is_whole=True).count
    ]
    report("A8", f"copy {how}", tried=len(tried), found=len(tried) - len(missed))
    assert missed == []


def test_every_field_that_is_shipped_is_covered_by_the_chain(log: Path) -> None:
    """So a copy can be believed before there is a database again."""
    kept = shipped(log)
    at = next(i for i, line in enumerate(kept) if line["type"] == "event" and i > 3)
    for name in kept[at]:
        if name == "type":
            continue
        bent = [dict(line) for line in kept]
        bent[at][name] = 7 if name == "n" else ["bent"] if name == "ids" else "bent"
        alone = Report()
        list(verifier.check_shipped(bent, trust(), alone))
        assert alone.count, name
    alone = Report()
    assert list(verifier.check_shipped(kept, trust(), alone)) == kept
    assert alone.count == 0


# ---- what people tell it


def test_a_root_on_paper_finds_what_was_rewritten_inside_and_outside(
    log: Path, owner: Session
) -> None:
    """The signing key stolen, the copy outside burnt: the signed sheet in the folder still tells."""
    before = exported()
    on_paper = next(line for line in before if line["type"] == "sealed" and line["n"] == 30)[
        "chain"
    ]
    rewritten(owner, 21, random.Random(1))  # an odd number: signed with the real key
    owner.link.commit()
    after = exported()
    assert verify(after, None, trust()).count == 0
    found = verify(after, None, trust(roots={30: on_paper}))
    assert found.findings == ["The chain at 30 is not the root on paper."]
    assert verify(before, None, trust(roots={30: on_paper})).count == 0
    cut_short = [line for line in before if line.get("n", 0) < 25]
    assert (
        "before the root on paper"
        in verify(cut_short, None, trust(roots={30: on_paper})).findings[0]
    )


def test_numbers_tell_by_themselves_what_is_missing_or_moved(log: Path) -> None:
    """Also without a copy to compare with, and where no signature stood."""
    lines = [line for line in exported() if line["type"] != "checkpoint"]
    at = next(i for i, line in enumerate(lines) if line.get("n") == 9)
    gone = verify([*lines[:at], *lines[at + 1 :]], None, trust())
    assert gone.findings == ["Numbers 9 to 9 are missing."]
    twice = verify([*lines[: at + 1], *lines[at:]], None, trust())
    assert twice.findings == ["Number 9 stands after 9: repeated or out of order."]
    assert verify(lines, None, trust()).count == 0


def test_an_unknown_key_signs_nothing(log: Path) -> None:
    stranger = Ed25519PrivateKey.generate().public_key()
    keys = {key_id(stranger.public_bytes_raw()): stranger}
    found = verify(exported(), None, verifier.Trust(keys=keys))
    assert found.count == found.checkpoints > 0


def test_what_waits_too_long_is_found(committed: str, owner: Session, tmp_path: Path) -> None:
    record_some(1)
    seal_all(tmp_path)
    insert_many(owner, 1)
    assert verified(tmp_path).count == 0
    owner.sql(
        "UPDATE audit_event SET at = at - interval '20 minutes' WHERE action = 'tested' AND person IS NOT NULL"
    )
    owner.link.commit()
    assert any("waits since" in words for words in verified(tmp_path).findings)


def test_it_runs_by_itself_where_nothing_of_ours_is_installed(
    log: Path, owner: Session, tmp_path: Path
) -> None:
    """On another host: the one folder, an export, the copy and the key."""
    alone = tmp_path / "elsewhere"
    alone.mkdir()
    sources = [*Path(verifier.__file__).parent.glob("*.py")]
    (alone / "verifier").mkdir()
    for each in sources:
        (alone / "verifier" / each.name).write_text(each.read_text())
    (alone / "key").write_text(signing_key().public_key().public_bytes_raw().hex() + "\n")

    def run(*more: str) -> "subprocess.CompletedProcess[str]":
        lines = (json.dumps(line) for line in exported())
        (alone / "export.jsonl").write_text("\n".join(lines) + "\n")
        words = ["--export", "export.jsonl", "--shipped", str(log / "shipped.jsonl"), *more]
        return subprocess.run(
            [sys.executable, "-E", "-s", "-m", "verifier", *words],
            cwd=alone,
            env={},
            capture_output=True,
            text=True,
            check=False,
        )

    sound = run("--key", "key")
    assert (sound.returncode, sound.stderr) == (0, "")
    assert sound.stdout.endswith("sound\n")
    which = "id = (SELECT event FROM audit_seal WHERE n = 12)"
    owner.sql(f"UPDATE audit_event SET purpose = purpose || '.' WHERE {which}")
    owner.link.commit()
    bent = run("--key", "key")
    assert bent.returncode == 1
    assert "FOUND: Event 12 is not what was sealed." in bent.stdout
    assert run("--key", "no key").returncode == 2
    assert len(sources) > 5
    for each in sources:
        assert "django" not in each.read_text()
        assert "confidentiality" not in each.read_text()


def test_a_torn_line_is_told_from_a_bent_one(log: Path) -> None:
    raw = (log / "shipped.jsonl").read_bytes().splitlines(keepends=True)
    spoilt = log / "spoilt"

    def read(*lines: bytes) -> Report:
        spoilt.write_bytes(b"".join(lines))
        found = Report()
        with spoilt.open("rb") as file:
            list(verifier.read_lines([file], found))
        return found

    assert read(*raw[:4], raw[4][:50] + b"\n", *raw[4:]).count == 0
    assert read(*raw[:4], raw[4][:50]).notes != []
    assert read(*raw[:4], raw[4][:50].replace(b'"n":', b'"m":') + b"\n", *raw[4:]).count == 1
    assert read(*raw[:4], b"[]\n", *raw[4:]).count == 1
