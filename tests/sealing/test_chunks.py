"""Sealed documents by themselves: what is changed, cut, moved, swapped or added does not open."""

import io
import os
import re
from collections.abc import Callable
from random import Random
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given, settings
from hypothesis import strategies as st

from confidentiality.sealing.chunks import (
    CHUNK,
    HEADER,
    NOT_OPENED,
    ROOM,
    SealedReader,
    SealedWriter,
    Sealing,
    chunks_of,
    sealed_size,
)
from confidentiality.sealing.errors import SealingError
from tests.attacking import report, sized

pytestmark = pytest.mark.attack("A5")
BOUND = Sealing("documents.document.content", uuid4())


def sealed(plain: bytes, bound: Sealing = BOUND) -> tuple[bytes, bytes]:
    """Return a document's sealed bytes and its key."""
    out = io.BytesIO()
    writer = SealedWriter(out, bound)
    for start in range(0, len(plain), 50_000):
        writer.write(plain[start : start + 50_000])
    writer.finish()
    assert writer.size == len(plain)
    return out.getvalue(), writer.key


def opened(blob: bytes, key: bytes, size: int, bound: Sealing = BOUND) -> bytes:
    return b"".join(SealedReader(io.BytesIO(blob), key, bound, size).pieces())


def refused(blob: bytes, key: bytes, size: int, bound: Sealing = BOUND) -> bool:
    """Say whether nothing whole comes of it."""
    try:
        opened(blob, key, size, bound)
    except SealingError:
        return True
    return False


@pytest.mark.parametrize("size", [0, 1, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM, 3 * ROOM + 7])
def test_what_is_sealed_opens_whole(size: int) -> None:
    plain = Random(size).randbytes(size)
    blob, key = sealed(plain)
    assert len(blob) == sealed_size(size)
    assert opened(blob, key, size) == plain
    reader = SealedReader(io.BytesIO(blob), key, BOUND, size)
    assert io.BufferedReader(reader).read() == plain


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3 * ROOM + 50), st.integers(0, 2 * ROOM)), max_size=6))
def test_any_part_can_be_read_from_anywhere(parts: list[tuple[int, int]]) -> None:
    plain = Random(1).randbytes(3 * ROOM + 20)
    blob, key = sealed(plain)
    reader = io.BufferedReader(SealedReader(io.BytesIO(blob), key, BOUND, len(plain)))
    for start, length in parts:
        reader.seek(start)
        assert reader.read(length) == plain[start : start + length]


def test_nothing_of_it_is_plain_nor_its_exact_length() -> None:
    words = b"Amina Farouk lives at 12 Harbour Row now. "
    blobs = [sealed(words * times)[0] for times in (1, 2, 1000)]
    assert all(b"Amina" not in blob and b"Harbour" not in blob for blob in blobs)
    assert len({len(blob) for blob in blobs}) == 1
    assert blobs[0] != sealed(words)[0]


def test_what_lies_in_storage_is_read_by_every_later_version() -> None:
    """The format to the byte: what was sealed by one version has to open in all that follow."""
    plain = b"a" * ROOM + b"bc"
    blob, key = sealed(plain)
    first, last = _chunks(blob)
    cipher, start = AESGCM(key), f"{BOUND.seal_id}:{BOUND.document}"
    opened_first = cipher.decrypt(bytes(12), first, f"{start}:0:more".encode())
    nonce = bytes(10) + b"\x01\x01"
    opened_last = cipher.decrypt(nonce, last, f"{start}:1:last".encode())
    assert opened_first == ROOM.to_bytes(4, "big") + b"a" * ROOM
    assert opened_last == (2).to_bytes(4, "big") + b"bc" + bytes(ROOM - 2)
    assert blob.startswith(b"latch document 1")


def test_what_is_finished_takes_nothing_more() -> None:
    writer = SealedWriter(io.BytesIO(), BOUND)
    writer.finish()
    with pytest.raises(SealingError, match=r"^A sealed document takes no more bytes\.$"):
        writer.write(b"more")


def test_it_is_read_piece_by_piece_and_closes_what_it_reads_from() -> None:
    plain = Random(6).randbytes(ROOM + 100)
    blob, key = sealed(plain)
    source = io.BytesIO(blob)
    reader = SealedReader(source, key, BOUND, len(plain))
    assert (reader.readable(), reader.seekable(), reader.tell()) == (True, True, 0)
    assert [reader.read(40), reader.read(40)] == [plain[:40], plain[40:80]]
    assert reader.tell() == 80
    assert reader.seek(-20, os.SEEK_END) == len(plain) - 20
    assert reader.seek(-10, os.SEEK_CUR) == len(plain) - 30
    assert reader.read(100) == plain[-30:]
    beginning = r"^There is nothing before a document's beginning\.$"
    with pytest.raises(ValueError, match=beginning):
        reader.seek(-1)
    reader.close()
    assert source.closed


@pytest.mark.parametrize(
    "bend", [lambda b: b[:-1], lambda b: b"x" + b[1:], lambda b: b[:-1] + bytes([b[-1] ^ 1])]
)
def test_what_does_not_open_says_so_and_no_more(bend: Callable[[bytes], bytes]) -> None:
    blob, key = sealed(b"words")
    with pytest.raises(SealingError, match=f"^{re.escape(NOT_OPENED)}$"):
        opened(bend(blob), key, 5)
    with pytest.raises(SealingError, match=f"^{re.escape(NOT_OPENED)}$"):
        opened(blob, key, 4)  # the row's size was changed


def test_each_has_a_key_of_its_own() -> None:
    keys = {sealed(b"the same")[1] for _ in range(50)}
    assert len(keys) == 50


def test_every_flipped_bit_of_the_edges_and_many_within_are_found() -> None:
    plain = Random(2).randbytes(2 * ROOM + 100)
    blob, key = sealed(plain)
    edges = {len(HEADER) + n * CHUNK + d for n in range(4) for d in range(-20, 20)}
    places = {place for place in edges if 0 <= place < len(blob)} | set(range(len(HEADER)))
    places |= {Random(3 + n).randrange(len(blob)) for n in range(sized(60, 100_000))}
    missed = 0
    for place in places:
        bent = bytearray(blob)
        bent[place] ^= 1 << (place % 8)
        missed += not refused(bytes(bent), key, len(plain))
    report("A5", "flipped bits in sealed documents", tried=len(places), missed=missed)
    assert missed == 0
    assert not refused(blob, key, len(plain))


def test_every_cut_is_found() -> None:
    plain = Random(4).randbytes(2 * ROOM + 100)
    blob, key = sealed(plain)
    whole = [HEADER + b"".join(_chunks(blob)[:n]) for n in range(3)]
    cuts = [blob[:n] for n in (0, 1, len(HEADER), len(blob) - 1, len(blob) // 2)]
    for cut in [*whole, *cuts, blob + b"\0", blob + _chunks(blob)[2]]:
        assert refused(cut, key, len(plain))
        # also by somebody who can change the size that the row remembers
        for size in (0, ROOM, 2 * ROOM, len(plain), len(plain) + 1, 3 * ROOM):
            assert refused(cut, key, size)


def _chunks(blob: bytes) -> list[bytes]:
    body = blob[len(HEADER) :]
    return [body[start : start + CHUNK] for start in range(0, len(body), CHUNK)]


def _reordered(c: list[bytes]) -> list[bytes]:
    return [c[1], c[0], *c[2:]]


def _doubled(c: list[bytes]) -> list[bytes]:
    return [c[0], c[0], *c[2:]]


def _without_one(c: list[bytes]) -> list[bytes]:
    return [c[0], *c[2:]]


def _last_first(c: list[bytes]) -> list[bytes]:
    return [c[-1], *c[1:-1], c[0]]


def _last_in_the_middle(c: list[bytes]) -> list[bytes]:
    return [c[0], c[-1], c[-1]]


@pytest.mark.parametrize(
    "change", [_reordered, _doubled, _without_one, _last_first, _last_in_the_middle]
)
def test_chunks_keep_their_places(change: Callable[[list[bytes]], list[bytes]]) -> None:
    plain = Random(5).randbytes(2 * ROOM + 9)
    blob, key = sealed(plain)
    moved = change(_chunks(blob))
    for size in (len(plain), len(moved) * ROOM, (len(moved) - 1) * ROOM + 9):
        assert refused(HEADER + b"".join(moved), key, size)


def test_a_chunk_of_another_document_does_not_open() -> None:
    """Not even under the same key, as an attacker with both could try."""
    plain = Random(6).randbytes(ROOM + 5)
    blob, key = sealed(plain)
    other, others_key = sealed(plain, Sealing(BOUND.seal_id, uuid4()))
    mixed = HEADER + _chunks(blob)[0] + _chunks(other)[1]
    assert refused(mixed, key, len(plain))
    assert refused(other, others_key, len(plain))
    assert refused(blob, key, len(plain), Sealing("documents.third_party.content", BOUND.document))
    assert refused(blob, key, len(plain), Sealing(BOUND.seal_id, uuid4()))
    assert refused(blob, os.urandom(32), len(plain))


def test_the_padding_carries_nothing() -> None:
    """A size in the row that is not the sealed one opens neither less nor more than there is."""
    blob, key = sealed(b"x" * 100)
    for size in (0, 99, 101, ROOM):
        assert chunks_of(size) == 1
        assert refused(blob, key, size)


def test_a_finished_document_takes_no_more() -> None:
    writer = SealedWriter(io.BytesIO(), BOUND)
    writer.finish()
    with pytest.raises(SealingError):
        writer.write(b"more")


def test_an_error_says_nothing_of_the_words() -> None:
    blob, key = sealed(b"Amina Farouk")
    with pytest.raises(SealingError) as raised:
        opened(blob[:-1] + bytes([blob[-1] ^ 1]), key, 12)
    assert "Amina" not in repr(raised.value)
    assert raised.value.__suppress_context__
