"""The one kind of answer whose body is read after the transaction: it may not ask the database anything.

Whatever a body needs of a row, such as a key, is read by the view, inside the transaction, before this is made. While
the body is read, every query is refused loudly: without an identity it would see no rows and seem to have found none.
"""

from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from django.db import connections
from django.http import StreamingHttpResponse


class LateQuery(RuntimeError):
    """A body that is read after the transaction asked the database."""


def _refuse(*args: Any, **kwargs: Any) -> NoReturn:
    raise LateQuery("What is streamed is read after the transaction; read rows in the view.")


class RowlessStream(StreamingHttpResponse):
    """Streams pieces of bytes, which are made without the database; `close` is called at the end, come what may."""

    def __init__(
        self, pieces: Iterator[bytes], *, close: Callable[[], None], **kwargs: Any
    ) -> None:
        super().__init__(_without_rows(pieces), **kwargs)
        self._resource_closers.append(close)  # type: ignore[attr-defined]


def _without_rows(pieces: Iterator[bytes]) -> Iterator[bytes]:
    while True:
        with _no_queries():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


class _no_queries:
    """Refuses queries on every connection of this thread while a piece is made, and only then."""

    def __enter__(self) -> None:
        self._held = [each.execute_wrapper(_refuse) for each in connections.all()]
        for wrapper in self._held:
            wrapper.__enter__()

    def __exit__(self, *exc: object) -> None:
        for wrapper in reversed(self._held):
            wrapper.__exit__(None, None, None)
