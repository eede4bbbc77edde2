"""Wrapped keys: each opens by its own epoch's master key, in its own row, once."""

import base64
import os
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.wrapping import Masters, named, raw_of
from tests.sealing.masters import new_master

pytestmark = pytest.mark.attack("A5")

ONE, TWO = new_master(1), new_master(2)
SUBJECT, RAW = uuid4(), bytes(range(32))


def wrapped_by(master: object, text: str) -> str:
    """Return a token as django-encrypted-model-fields makes it."""
    return Fernet(master.key).encrypt(text.encode()).decode()  # type: ignore[attr-defined]


WRAPPED = wrapped_by(ONE, named("file", SUBJECT, RAW))


def test_the_name_is_kind_subject_and_key() -> None:
    assert named("file", SUBJECT, RAW) == f"file:{SUBJECT}:{base64.b64encode(RAW).decode()}"
    assert raw_of(named("file", SUBJECT, RAW), "file", SUBJECT) == RAW


def test_a_key_opens_by_the_master_key_that_its_row_names() -> None:
    masters = Masters([TWO, ONE])
    assert masters.first == 2
    assert masters.held == (TWO, ONE)
    assert masters.unwrap("file", SUBJECT, 1, WRAPPED) == RAW


def test_a_rewrapped_key_is_the_same_key_by_the_first_master_key() -> None:
    again = Masters([TWO, ONE]).rewrap("file", SUBJECT, 1, WRAPPED)
    assert Masters([TWO]).unwrap("file", SUBJECT, 2, again) == RAW
    assert Fernet(TWO.key).decrypt(again).decode() == named("file", SUBJECT, RAW)


def test_no_other_master_key_opens_it() -> None:
    """Also not one that is here: a row that names the wrong epoch would be unreadable when that one ends."""
    for masters, epoch in (
        (Masters([TWO, ONE]), 2),
        (Masters([new_master(1)]), 1),
    ):
        with pytest.raises(SealingError, match=f"under the master key of epoch {epoch}") as raised:
            masters.unwrap("file", SUBJECT, epoch, WRAPPED)
        assert raised.value.__suppress_context__
    with pytest.raises(SealingError, match="master key of epoch 1 is not here"):
        Masters([TWO]).unwrap("file", SUBJECT, 1, WRAPPED)


def test_without_leaves_the_others() -> None:
    left = Masters([TWO, ONE]).without(1)
    assert left.held == (TWO,)
    with pytest.raises(SealingError):
        left.unwrap("file", SUBJECT, 1, WRAPPED)
    with pytest.raises(SealingError, match="no master keys"):
        left.without(2)


@pytest.mark.parametrize("act", ["unwrap", "rewrap"])
@pytest.mark.parametrize(("kind", "subject"), [("third_party", SUBJECT), ("file", uuid4())])
def test_a_key_in_anothers_row_is_found(act: str, kind: str, subject: object) -> None:
    with pytest.raises(SealingError, match="row of another"):
        getattr(Masters([ONE]), act)(kind, subject, 1, WRAPPED)


@pytest.mark.parametrize("raw", [b"", RAW[:31], RAW + b"x", b"\xff" * 64])
def test_a_key_of_another_length_is_damaged(raw: bytes) -> None:
    token = wrapped_by(ONE, named("file", SUBJECT, raw))
    for act in ("unwrap", "rewrap"):
        with pytest.raises(SealingError, match="damaged"):
            getattr(Masters([ONE]), act)("file", SUBJECT, 1, token)


def test_what_is_no_key_is_damaged_or_anothers() -> None:
    for text in (f"file:{SUBJECT}:!!", f"file:{SUBJECT}:{'A' * 43}", f"file:{SUBJECT}:"):
        with pytest.raises(SealingError, match="damaged"):
            raw_of(text, "file", SUBJECT)
    for text in ("", "file", f"file:{SUBJECT}", f"x:file:{SUBJECT}:AAAA"):
        with pytest.raises(SealingError, match="another"):
            raw_of(text, "file", SUBJECT)


@given(st.integers(0, len(WRAPPED) - 1), st.integers(1, 127))
def test_every_changed_or_cut_row_is_found(place: int, by: int) -> None:
    bent = WRAPPED[:place] + chr(ord(WRAPPED[place]) ^ by) + WRAPPED[place + 1 :]
    for spoilt in (bent, WRAPPED[:place], WRAPPED[place + 1 :], WRAPPED + WRAPPED[:place]):
        if spoilt.rstrip("=") != WRAPPED.rstrip("="):
            with pytest.raises(SealingError):
                Masters([ONE]).unwrap("file", SUBJECT, 1, spoilt)


def test_another_spelling_of_the_same_row_is_found() -> None:
    wrapped = next(
        w for n in range(200) if "_" in (w := Masters([ONE]).wrap("file", SUBJECT, bytes([n]) * 32))
    )
    for spelt in (wrapped.replace("_", "/", 1), wrapped[:40] + "\n" + wrapped[40:]):
        with pytest.raises(SealingError):
            Masters([ONE]).unwrap("file", SUBJECT, 1, spelt)


def test_wrapped_twice_is_found() -> None:
    """The known fault of the library that wraps: with a wrong key it gives back ciphertext, and wraps that again."""
    with pytest.raises(SealingError, match="another"):
        Masters([TWO, ONE]).unwrap("file", SUBJECT, 2, wrapped_by(TWO, WRAPPED))


def test_there_is_always_a_master_key() -> None:
    with pytest.raises(SealingError):
        Masters([])


def test_random_keys_survive_many_rotations() -> None:
    raw, token, masters = os.urandom(32), "", [new_master(1)]
    token = wrapped_by(masters[0], named("person", SUBJECT, raw))
    for epoch in range(2, 12):
        masters.insert(0, new_master(epoch))
        token = Masters(masters).rewrap("person", SUBJECT, epoch - 1, token)
        assert Masters(masters[:1]).unwrap("person", SUBJECT, epoch, token) == raw
