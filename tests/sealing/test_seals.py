"""Seals by themselves: what is changed, cut, moved or opened with the wrong key does not open."""

import os
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from confidentiality.sealing.errors import SealingError
from confidentiality.sealing.seals import BLOCK, Sealed, seal, unseal

pytestmark = pytest.mark.attack("A5")

KEY = os.urandom(32)
BOUND = b"clients.entry.body:" + str(uuid4()).encode()


@given(st.binary(max_size=500))
def test_what_is_sealed_opens(plain: bytes) -> None:
    assert unseal(seal(plain, KEY, BOUND), KEY, BOUND) == plain


def test_every_flipped_bit_is_found() -> None:
    sealed = seal("Siobhán rang at four.".encode(), KEY, BOUND)
    for position in range(len(sealed)):
        for bit in range(8):
            bent = bytearray(sealed)
            bent[position] ^= 1 << bit
            with pytest.raises(SealingError):
                unseal(bytes(bent), KEY, BOUND)


def test_every_cut_is_found() -> None:
    sealed = seal(b"x" * 300, KEY, BOUND)
    for length in range(len(sealed)):
        for cut in (sealed[:length], sealed[-length:] if length else b"", sealed + b"\0" * length):
            if cut != sealed:
                with pytest.raises(SealingError):
                    unseal(cut, KEY, BOUND)


@given(st.integers(0, 3), st.binary(max_size=80))
def test_random_bytes_do_not_open(version: int, noise: bytes) -> None:
    with pytest.raises(SealingError):
        unseal(bytes([version]) + noise, KEY, BOUND)


def test_a_wrong_key_row_or_column_does_not_open() -> None:
    sealed = seal(b"words", KEY, BOUND)
    row = BOUND.partition(b":")[2]
    for key, bound in (
        (os.urandom(32), BOUND),
        (KEY, b"clients.entry.basis:" + row),
        (KEY, b"clients.entry.body:" + str(uuid4()).encode()),
        (KEY, b""),
    ):
        with pytest.raises(SealingError) as raised:
            unseal(sealed, key, bound)
        assert "words" not in str(raised.value)


def test_an_error_says_nothing_of_the_words() -> None:
    with pytest.raises(SealingError) as raised:
        unseal(b"\x01" + b"Amina Farouk lives here now", KEY, BOUND)
    assert "Amina" not in repr(raised.value)
    assert raised.value.__suppress_context__


@pytest.mark.attack("A3")
def test_the_length_tells_the_block_only() -> None:
    """Within 64 bytes all texts look alike; one more byte is one more block."""
    lengths = {size: len(seal(b"x" * size, KEY, BOUND)) for size in range(3 * BLOCK)}
    assert len({lengths[size] for size in range(BLOCK - 3)}) == 1
    assert lengths[BLOCK - 4] != lengths[BLOCK - 3]
    assert set(lengths.values()) == {lengths[0] + n * BLOCK for n in range(4)}


def test_the_same_words_never_look_alike() -> None:
    assert len({seal(b"Amina", KEY, BOUND) for _ in range(1000)}) == 1000


def test_sealed_bytes_are_their_own_type() -> None:
    assert isinstance(seal(b"", KEY, BOUND), Sealed)
    assert not isinstance(bytes(seal(b"", KEY, BOUND)), Sealed)
