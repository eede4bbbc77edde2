"""Two at one moment, each on a connection of its own, and which of them had to wait."""

import threading
import time
from collections.abc import Callable
from uuid import UUID

from django.db import OperationalError, connection, connections

from confidentiality.access.identity import acting_as
from tests.database import owner

WAITING = (
    "SELECT count(DISTINCT l.pid) FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid"
    " WHERE NOT l.granted AND a.datname = current_database()"
)


def beside(work: Callable[[], object]) -> object:
    """Do something on a connection of its own; return what came of it, or the error that it met."""
    try:
        return begun(work)()
    except Exception as error:
        return error


def begun(work: Callable[[], object]) -> Callable[[], object]:
    """Begin something on a connection of its own; return what waits for its end and gives what came of it."""
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

    def ended() -> object:
        thread.join()
        if isinstance(met[-1], Exception):  # perhaps only when it was committed
            raise met[-1]
        return met[-1]

    return ended


def until_waiting(many: int) -> None:
    """Wait until so many wait for somebody else."""
    for _ in range(400):
        owner("SELECT pg_stat_clear_snapshot()")
        if owner(WAITING) == [(many,)]:
            return
        time.sleep(0.02)
    raise AssertionError("they do not wait")


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
