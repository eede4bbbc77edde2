"""Escrow: what people outside can open, and nobody else."""

import re

import pyrage
import pytest
from pyrage import x25519

from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.escrow import HEADER, digest_of, lock_away, open_again
from tests.sealing.masters import new_master, setting_of

pytestmark = pytest.mark.attack("A5")

HERS, HIS = x25519.Identity.generate(), x25519.Identity.generate()
PUBLIC = [str(HERS.to_public()), str(HIS.to_public())]
HELD = (new_master(2), new_master(1))


def test_each_recipient_opens_it_alone() -> None:
    locked = lock_away(HELD, PUBLIC)
    for identity in (HERS, HIS):
        assert open_again(locked, str(identity)) == HELD


def test_any_age_program_opens_it_and_finds_the_setting() -> None:
    """What it needs in the worst hour is no program of ours."""
    locked = lock_away(HELD, PUBLIC)
    assert locked.startswith(b"-----BEGIN AGE ENCRYPTED FILE-----\n")
    assert pyrage.decrypt(locked, [HERS]).decode() == f"{HEADER}\n{setting_of(HELD)}\n"


def test_nothing_of_a_key_shows() -> None:
    locked = lock_away(HELD, PUBLIC)
    for master in HELD:
        assert master.key.encode() not in locked
    assert lock_away(HELD, PUBLIC) != locked


def test_an_identity_file_may_hold_comments() -> None:
    locked = lock_away(HELD, PUBLIC[:1])
    file = f"# created: 2026-11-25\n# public key: {PUBLIC[0]}\n\n  {HERS}  \n"
    assert open_again(locked, file) == HELD


@pytest.mark.parametrize(
    "identity",
    ["", "# only a comment", "AGE-SECRET-KEY-1NO", PUBLIC[0]],
    ids=["nothing", "comment", "cut", "public"],
)
def test_what_is_no_identity_is_refused(identity: str) -> None:
    with pytest.raises(SealingError, match="not an age identity"):
        open_again(lock_away(HELD, PUBLIC), identity)


def test_anothers_identity_opens_nothing() -> None:
    with pytest.raises(SealingError, match="does not open with this identity") as raised:
        open_again(lock_away(HELD, PUBLIC[:1]), str(HIS))
    assert str(HIS) not in str(raised.value)
    assert raised.value.__context__ is None


def test_a_damaged_or_other_file_opens_nothing() -> None:
    locked = lock_away(HELD, PUBLIC)
    middle = len(locked) // 2
    bent = (
        locked[:middle]
        + (b"A" if locked[middle : middle + 1] != b"A" else b"B")
        + locked[middle + 1 :]
    )
    others = [
        pyrage.encrypt(words, [HERS.to_public()])
        for words in (
            b"",
            b"a letter",
            b"\xff\xfe",
            setting_of(HELD)[:-3].encode(),
            HEADER.encode(),
        )
    ]
    for file in (b"", b"junk", locked[:-60], locked[:100], bent, *others):
        with pytest.raises(SealingError, match="does not open"):
            open_again(file, str(HERS))


@pytest.mark.parametrize(
    "bad",
    ["", "age1", "ssh-ed25519 AAAA", str(HERS), PUBLIC[0][:-1]],
    ids=["nothing", "cut", "ssh", "identity", "short"],
)
def test_what_is_no_recipient_is_refused_before_anything_is_written(bad: str) -> None:
    with pytest.raises(SealingError, match="Recipient 2 is not an age public key") as raised:
        lock_away(HELD, [PUBLIC[0], bad])
    assert str(HERS) not in str(raised.value)


def test_an_escrow_for_nobody_or_of_nothing_is_refused() -> None:
    for held, recipients in ((HELD, []), ((), PUBLIC)):
        with pytest.raises(SealingError, match="at least one recipient"):
            lock_away(held, recipients)


def test_a_file_is_known_by_its_digest() -> None:
    assert re.fullmatch("[0-9a-f]{64}", digest_of(b"x"))
    assert digest_of(b"x") != digest_of(b"y")
    assert digest_of(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
