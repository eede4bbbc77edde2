"""Two at one moment, each on a connection of its own, and which of them had to wait."""

import threading
from collections.abc import Callable
from uuid import UUID

from django.db import OperationalError, connection, connections

from confidentiality.access.identity import acting_as


def beside(work: Callable[[], object]) -> object:
    """Do something on a connection of its own; return what came of it, or the error that it met."""
    met: list[object] = []

    def run() -> None:
        try:
            met.append(work())
        except Exception as error:
            met.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return met[0]


def impatiently(by: UUID, work: Callable[[], object]) -> Callable[[], object]:
    """Return what does something as somebody who waits a moment for nobody."""

    def tried() -> object:
        with acting_as(by):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '200ms'")
            return work()

    return tried


def waited(met: object) -> bool:
    """Whether it met somebody who holds what it wants."""
    return isinstance(met, OperationalError) and "lock timeout" in str(met)
