"""What is read in the worst hour, to the letter: each refusal says what is wrong, what to do, and nothing secret."""

import pickle
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pyrage
import pytest
from pyrage import x25519

from confidentiality.sealing.epochs import (
    KnownEpoch,
    MasterKey,
    new_epochs,
    read_master_keys,
    refuse_uncovered,
)
from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.escrow import lock_away, open_again
from confidentiality.sealing.seals import seal, unseal
from confidentiality.sealing.wrapping import Masters, named, raw_of

pytestmark = pytest.mark.attack("A5")

KEYS = ["A" * 42 + end + "=" for end in "AEIM"]
FIRST, SECOND, THIRD = (MasterKey(n, key) for n, key in enumerate(KEYS[:3], 1))
KNOWN = [KnownEpoch(m.epoch, m.print) for m in (FIRST, SECOND)]
ENDED = [KnownEpoch(1, FIRST.print, True), KNOWN[1]]
SUBJECT = UUID(int=7)
IDENTITY = x25519.Identity.generate()
DOES_NOT_OPEN = (
    "The escrow does not open with this identity: it is another's, or the file is damaged."
)
ANOTHERS = "A subject's key lies in the row of another. Nothing was changed."
DAMAGED = "A subject's key is damaged. Nothing was changed."
SENTENCES: dict[str, Callable[[], Any]] = {
    "is not a list of EPOCH:KEY: its entry 2 is cut or damaged.": lambda: read_master_keys(
        f"1:{KEYS[0]},2:x"
    ),
    "has several keys, and not each has its epoch's number (2:KEY,1:KEY).": lambda: (
        read_master_keys(f"{KEYS[0]},2:{KEYS[1]}")
    ),
    "gives two keys the number of one epoch.": lambda: read_master_keys(f"1:{KEYS[0]},1:{KEYS[1]}"),
    "gives one key the numbers of two epochs.": lambda: read_master_keys(
        f"1:{KEYS[0]},2:{KEYS[0]}"
    ),
    "names an epoch 1 that this database never had. A new master key takes the number 3;"
    " `manage.py keys new` makes one.": lambda: new_epochs(KNOWN[1:], [FIRST]),
    "lacks the master key of epoch 1 and epoch 2, which wraps keys of this database: without it, what is sealed"
    " under them cannot be opened. Put it back, from the escrow if need be.": lambda: (
        refuse_uncovered(KNOWN, [1, 2], [])
    ),
    "begins with a master key whose epoch this database does not know. Run `manage.py keys status` as the owner"
    " with the same setting: it makes the epoch known.": lambda: refuse_uncovered(
        KNOWN, [1], [THIRD, FIRST]
    ),
    "begins with the master key of epoch 1, which was destroyed: new keys would be lost with it. Put the newest"
    " one first and take this one out.": lambda: refuse_uncovered(ENDED, [2], [FIRST, SECOND]),
    "gives the number 1 to another master key than this database was made with. Nothing was changed. Put back"
    " the right one, from the escrow if need be.": lambda: new_epochs(
        KNOWN, [MasterKey(1, KEYS[3])]
    ),
    "gives the number 3 to the master key of epoch 2.": lambda: new_epochs(
        KNOWN, [MasterKey(3, SECOND.key)]
    ),
    "There are no master keys.": lambda: Masters([]),
    "The master key of epoch 2 is not here.": lambda: Masters([FIRST]).unwrap(
        "file", SUBJECT, 2, "x"
    ),
    "A subject's key does not open under the master key of epoch 1.": lambda: Masters(
        [FIRST]
    ).unwrap("file", SUBJECT, 1, "x"),
    ANOTHERS: lambda: raw_of("file:x", "file", SUBJECT),
    DAMAGED: lambda: raw_of(named("file", SUBJECT, b"short"), "file", SUBJECT),
    "An escrow takes master keys and at least one recipient.": lambda: lock_away([FIRST], []),
    "Recipient 1 is not an age public key (age1…, as `age-keygen` prints it).": lambda: lock_away(
        [FIRST], ["x"]
    ),
    "That is not an age identity (AGE-SECRET-KEY-1…).": lambda: open_again(b"", "x"),
    DOES_NOT_OPEN: lambda: open_again(b"x", str(IDENTITY)),
    "A sealed value did not open: it was changed, moved, or its key is wrong.": lambda: unseal(
        b"\x01" + bytes(80), bytes(32), b""
    ),
    "What is sealed is not pickled.": lambda: pickle.dumps(seal(b"x", bytes(32), b"")),
}


@pytest.mark.parametrize("sentence", SENTENCES, ids=range(len(SENTENCES)))
def test_each_refusal_says_just_this(sentence: str) -> None:
    with pytest.raises((SealingError, ValueError)) as raised:
        SENTENCES[sentence]()
    assert str(raised.value) == sentence
    assert not any(key in sentence for key in KEYS)


def test_what_no_letter_of_base64_may_stand_in_is_damaged() -> None:
    """A lenient reading would leave such letters out, and take what is left for a key."""
    raw = named("file", SUBJECT, bytes(range(32)))
    for spoilt in (raw[:50] + "!" + raw[50:], raw[:50] + "\n" + raw[50:]):
        with pytest.raises(SealingError, match="damaged"):
            raw_of(spoilt, "file", SUBJECT)


def test_what_a_first_wrap_makes_opens_under_the_first_master_key_alone() -> None:
    wrapped = Masters([SECOND, FIRST]).wrap("agency", SUBJECT, bytes(range(32)))
    assert Masters([SECOND]).unwrap("agency", SUBJECT, 2, wrapped) == bytes(range(32))
    with pytest.raises(SealingError):
        Masters([FIRST]).unwrap("agency", SUBJECT, 1, wrapped)


def test_an_epoch_that_is_as_old_as_the_newest_is_not_new() -> None:
    assert new_epochs([], [FIRST]) == [FIRST]
    assert new_epochs(KNOWN[:1], [SECOND]) == [SECOND]


def test_an_escrow_that_holds_no_key_is_none() -> None:
    for text in ("# only a comment\n", "\n", "1:" + KEYS[0][:-2]):
        with pytest.raises(SealingError) as raised:
            open_again(pyrage.encrypt(text.encode(), [IDENTITY.to_public()]), str(IDENTITY))
        assert str(raised.value) == DOES_NOT_OPEN


def test_a_setting_over_several_lines_is_one_list() -> None:
    text = f"# comment\n2:{KEYS[1]},\n1:{KEYS[0]}\n"
    locked = pyrage.encrypt(text.encode(), [IDENTITY.to_public()])
    assert open_again(locked, str(IDENTITY)) == (SECOND, FIRST)
