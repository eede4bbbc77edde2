"""A body that is read after the transaction asks nothing, on no connection, while a piece of it is made."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from confidentiality.access.streams import LateQuery, RowlessStream

REFUSAL = r"^What is streamed is read after the transaction; read rows in the view\.$"


def refusals() -> list[Callable[..., Any]]:
    """Return what stands between this thread and each database now."""
    return [wrapper for each in connections.all() for wrapper in each.execute_wrappers]


def test_while_a_piece_is_made_every_query_is_refused_and_between_them_none_is() -> None:
    closed: list[bool] = []
    before = refusals()

    def pieces() -> Iterator[bytes]:
        for piece in (b"one", b"", b"two"):
            standing = refusals()[len(before) :]
            assert len(standing) == len(connections.all())
            for refuse in standing:
                with pytest.raises(LateQuery, match=REFUSAL):
                    refuse(None, "SELECT 1", (), many=False, context={})
            yield piece

    stream = RowlessStream(
        pieces(), close=lambda: closed.append(True), content_type="text/plain", status=206
    )
    assert (stream.status_code, stream["Content-Type"]) == (206, "text/plain")
    sent = []
    for piece in stream:
        assert refusals() == before
        sent.append(piece)
    assert sent == [b"one", b"", b"two"]
    assert refusals() == before
    assert closed == []
    stream.close()
    assert closed == [True]


def test_a_piece_that_fails_leaves_no_refusal_behind_and_is_not_swallowed() -> None:
    before = refusals()

    def pieces() -> Iterator[bytes]:
        yield b"one"
        raise OSError("the disk is gone")

    stream = RowlessStream(pieces(), close=lambda: None)
    with pytest.raises(OSError, match="the disk"):
        list(stream)
    assert refusals() == before
