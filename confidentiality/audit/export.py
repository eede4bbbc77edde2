"""The log as the stand-alone verifier reads it: one JSON object a line, events with their seals, checkpoints."""

import contextlib
from collections.abc import Callable, Iterator
from itertools import islice

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from confidentiality.access.identity import SystemActor, acting_as

from .models import Checkpoint, Event, Seal
from .sequencer import LOCK, as_line, iso, whole
from .verifier import Line

BATCH = 2_000


@contextlib.contextmanager
def one_moment(at_that_moment: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Act as the sequencer and see the database as it stood between two turns.

    `at_that_moment` is called while no sequencer works: what it reads outside fits what is seen here.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_isolation = 'repeatable read'")
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        try:
            with acting_as(SystemActor.SEQUENCER):
                at_that_moment()
                cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])
                yield
        finally:
            connection.close()  # and with it lock and isolation


def lines_of_export() -> Iterator[Line]:
    """Yield the whole export, within the caller's transaction if there is one."""
    with acting_as(SystemActor.SEQUENCER):
        yield {"type": "export", "at": iso(timezone.now())}
        checkpoints = _checkpoints()
        signed = next(checkpoints, None)
        for line in _sealed():
            yield line
            while signed is not None and signed.n <= line["n"]:
                yield as_line(signed)
                signed = next(checkpoints, None)
        while signed is not None:
            yield as_line(signed)
            signed = next(checkpoints, None)
        unsealed = Event.objects.filter(~Exists(Seal.objects.filter(event=OuterRef("id"))))
        for event in unsealed.order_by("at", "id"):
            yield {"type": "waiting", "event": whole(event)}


def _sealed() -> Iterator[Line]:
    last = None
    while True:
        seals = Seal.objects.all() if last is None else Seal.objects.filter(n__gt=last)
        batch = list(seals.order_by("n")[:BATCH])
        events = Event.objects.in_bulk([seal.event for seal in batch])
        for seal in batch:
            event = events.get(seal.event)
            yield {
                "type": "sealed",
                "n": seal.n,
                "id": str(seal.event),
                "leaf": seal.leaf,
                "chain": seal.chain,
                "event": whole(event) if event else None,
            }
        if len(batch) < BATCH:
            return
        last = batch[-1].n


def _checkpoints() -> Iterator[Checkpoint]:
    last = None
    while True:
        found = Checkpoint.objects.all() if last is None else Checkpoint.objects.filter(n__gt=last)
        batch = list(islice(found.order_by("n"), BATCH))
        yield from batch
        if len(batch) < BATCH:
            return
        last = batch[-1].n
