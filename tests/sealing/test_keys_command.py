"""`manage.py keys`, as an operator goes through it: new, rotate, escrow, drill, destroy; and what it refuses."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from pyrage import x25519

from confidentiality.sealing.drilling import last_drill
from confidentiality.sealing.epochs import read_master_keys
from tests.access.attacker import Session, session
from tests.database import logged_in_as
from tests.sealing.masters import hold, new_master, setting_of

HERS, OTHERS = x25519.Identity.generate(), x25519.Identity.generate()


@pytest.fixture
def owner(committed: str) -> Iterator[Session]:
    with session(committed, "owner") as opened, logged_in_as("owner"):
        yield opened


@pytest.fixture
def identity(tmp_path: Path) -> Path:
    file = tmp_path / "identity"
    file.write_text(f"# offline\n{HERS}\n")
    return file


def keys(*words: str) -> str:
    """Run a command; return what it printed, and see that it printed no key that is in use."""
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command("keys", *words, stdout=out, stderr=err)
    finally:
        for master in settings.MASTER_KEYS:
            assert master.key not in out.getvalue() + err.getvalue()
    return out.getvalue()


def escrow(file: Path, *recipients: x25519.Identity) -> str:
    to = [word for each in recipients for word in ("--to", str(each.to_public()))]
    return keys("escrow", *to, "--out", str(file))


def events(owner: Session) -> list[tuple[str, str]]:
    found = owner.sql(
        "SELECT action, reason FROM audit_event WHERE actor = 'key-keeper' ORDER BY at"
    )
    owner.link.commit()
    return list(found)


def test_from_a_new_master_key_to_the_end_of_the_old_one(
    owner: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, identity: Path
) -> None:
    first, file = settings.MASTER_KEYS[0], tmp_path / "escrow"
    assert "epoch 1" in keys("status")
    assert "never drilled" in keys("status")
    (second,) = read_master_keys(keys("new").strip())
    assert second.epoch == 2
    hold(monkeypatch, [second, first])
    written = escrow(file, HERS, OTHERS)
    assert "epochs [1, 2]" in written
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(CommandError, match="keys are still wrapped by epoch 1"):
        keys("destroy-epoch", "1")
    assert "0 left in older epochs" in keys("rotate")
    with pytest.raises(CommandError, match="No escrow of the newest master key was ever opened"):
        keys("destroy-epoch", "1")
    assert "opens rows of this database" in keys(
        "drill", "--escrow", str(file), "--identity", str(identity)
    )
    assert last_drill() is not None
    told = keys("destroy-epoch", "1")
    for place in (
        "LATCH_MASTER_KEYS",
        "secret store",
        "every escrow that holds it: 20",
        "copies of the keys",
    ):
        assert place in told
    assert "take it out" in keys("status")
    hold(monkeypatch, [second])
    assert "Everything opens" in keys("verify")
    assert [action for action, _ in events(owner)] == [
        "keys_escrowed",
        "keys_rotation_began",
        "keys_rotated",
        "keys_drilled",
        "epoch_destroyed",
        "keys_verified",
    ]


def test_a_verification_that_finds_something_fails(owner: Session) -> None:
    owner.sql("UPDATE keys.sealing_key SET wrapped = 'x' WHERE kind = 'third_party'")
    owner.link.commit()
    with pytest.raises(CommandError, match=r"^\d+ things do not open or lead nowhere"):
        keys("verify")
    assert events(owner)[-1][0] == "keys_verified"
    assert events(owner)[-1][1] != "0 faults"


def test_only_the_owner(db: None) -> None:
    for words in (("status",), ("rotate",), ("verify",), ("new",), ("destroy-epoch", "1")):
        with pytest.raises(CommandError, match="LATCH_LOGIN=owner"):
            keys(*words)


@pytest.mark.attack("A5")
def test_a_wrong_master_key_is_refused_before_anything(
    owner: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = owner.sql("SELECT id, wrapped, epoch FROM keys.sealing_key ORDER BY id")
    owner.link.commit()
    hold(monkeypatch, [new_master(1)])
    for words in (
        ("status",),
        ("rotate",),
        ("verify",),
        ("new",),
        ("escrow", "--to", str(HERS.to_public()), "--out", str(tmp_path / "out")),
    ):
        with pytest.raises(CommandError, match="gives the number 1 to another master key"):
            keys(*words)
    assert owner.sql("SELECT id, wrapped, epoch FROM keys.sealing_key ORDER BY id") == before
    assert not (tmp_path / "out").exists()


def test_rotation_goes_to_the_newest_epoch_only(
    owner: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = settings.MASTER_KEYS[0]
    hold(monkeypatch, [first, new_master(2)])
    with pytest.raises(CommandError, match="begins with epoch 1; put that of epoch 2 first"):
        keys("rotate")


def test_an_escrow_overwrites_nothing(owner: Session, tmp_path: Path) -> None:
    file = tmp_path / "escrow"
    file.write_text("another")
    with pytest.raises(CommandError, match="File exists"):
        escrow(file, HERS)
    assert file.read_text() == "another"
    (tmp_path / "link").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(CommandError):
        escrow(tmp_path / "link", HERS)
    assert not (tmp_path / "elsewhere").exists()
    assert owner.sql("SELECT count(*) FROM keys.sealing_escrow") == [(0,)]


@pytest.mark.attack("A5")
def test_a_drill_proves_nothing_that_is_not_so(
    owner: Session, tmp_path: Path, identity: Path
) -> None:
    from confidentiality.sealing.escrow import lock_away

    good, others, cut = tmp_path / "good", tmp_path / "others", tmp_path / "cut"
    escrow(good, HERS)
    escrow(others, OTHERS)
    cut.write_bytes(good.read_bytes()[:-50])
    forged = tmp_path / "forged"
    forged.write_bytes(lock_away([new_master(1)], [str(HERS.to_public())]))
    unneeded = tmp_path / "unneeded"
    unneeded.write_bytes(lock_away([new_master(2)], [str(HERS.to_public())]))
    for file, words in (
        (others, "does not open with this identity"),
        (cut, "does not open"),
        (forged, "The escrow gives the number 1 to another master key"),
        (unneeded, "The escrow lacks the master key of epoch 1"),
        (tmp_path / "none", "No such file"),
    ):
        with pytest.raises(CommandError, match=words) as refused:
            keys("drill", "--escrow", str(file), "--identity", str(identity))
        assert str(HERS) not in str(refused.value)
    assert last_drill() is None
    assert "keys_drilled" not in {action for action, _ in events(owner)}
    keys("drill", "--escrow", str(good), "--identity", str(identity))
    assert last_drill() is not None


@pytest.mark.attack("A5")
def test_a_drill_finds_rows_that_do_not_open(
    owner: Session, tmp_path: Path, identity: Path
) -> None:
    file = tmp_path / "escrow"
    escrow(file, HERS)
    owner.sql("UPDATE clients_entry SET body = set_byte(body, 40, get_byte(body, 40) # 1)")
    owner.link.commit()
    with pytest.raises(CommandError, match="The escrow is not proved"):
        keys("drill", "--escrow", str(file), "--identity", str(identity))
    assert last_drill() is None


def test_a_drill_before_anybody_was_let_in_says_what_is_first(
    owner: Session, tmp_path: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "escrow"
    escrow(file, HERS)
    monkeypatch.setattr("confidentiality.sealing.drilling.sealed_models", list)
    owner.sql("DELETE FROM mfa_authenticator")
    owner.link.commit()
    with pytest.raises(CommandError, match="Let the first two people in, then drill"):
        keys("drill", "--escrow", str(file), "--identity", str(identity))
    assert last_drill() is None


def test_a_drill_opens_second_factors_where_nothing_else_is_sealed_yet(
    owner: Session, tmp_path: Path, identity: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first two have come in, each with a second factor, and nobody has written anything."""
    file = tmp_path / "escrow"
    escrow(file, HERS)
    monkeypatch.setattr("confidentiality.sealing.drilling.sealed_models", list)
    assert "second factors" in keys("drill", "--escrow", str(file), "--identity", str(identity))
    assert last_drill() is not None


def test_the_identity_may_come_from_outside(
    owner: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "escrow"
    escrow(file, HERS)
    monkeypatch.setattr("sys.stdin", io.StringIO(str(HERS)))
    keys("drill", "--escrow", str(file), "--identity", "-")
    assert last_drill() is not None


def test_an_escrow_leaves_out_what_is_destroyed(
    owner: Session, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, identity: Path
) -> None:
    first, second, file = settings.MASTER_KEYS[0], new_master(2), tmp_path / "escrow"
    hold(monkeypatch, [second, first])
    escrow(file, HERS)
    keys("rotate")
    keys("drill", "--escrow", str(file), "--identity", str(identity))
    keys("destroy-epoch", "1")
    assert "epochs [2]" in escrow(tmp_path / "later", HERS)
    assert setting_of([second]).startswith("2:")
