"""Rewrapping every subject's key by the newest master key, while everybody works.

A batch is one statement and one transaction: each row changes only if it still is what was read, rows that somebody
holds are left for the next round, nothing is waited for. What says how far it has come is the rows themselves, so it
may be ended at any moment and begun again.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction

from .errors import SealingError
from .wrapping import Masters

BATCH = 2000
START = UUID(int=0)

_READ = """
SELECT id, kind, subject, epoch, wrapped FROM keys.sealing_key
 WHERE epoch <> %s AND id > %s ORDER BY id LIMIT %s"""

_SWAP = """
UPDATE keys.sealing_key k SET wrapped = b.new, epoch = %s
  FROM (SELECT held.id, b.old, b.new
          FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS b(id, old, new)
          JOIN keys.sealing_key held ON held.id = b.id AND held.wrapped = b.old
           FOR UPDATE OF held SKIP LOCKED) b
 WHERE k.id = b.id AND k.wrapped = b.old"""

Row = tuple[UUID, str, UUID, int, str]


@dataclass
class Rotation:
    """How a rotation went: keys rewrapped, keys of older epochs left, and the rows that do not open."""

    rewrapped: int = 0
    left: int = 0
    broken: list[UUID] = field(default_factory=list)


def rotate(
    masters: Masters,
    *,
    batch: int = BATCH,
    progress: Callable[[int], None] = lambda done: None,
) -> Rotation:
    """Rewrap every key by the first of `masters`, as the owner, in rounds until none is left or none moves.

    A key that does not open stays as it is and is named in the result; the others go on.
    """
    found = Rotation()
    while True:
        moved, broken = _round(masters, batch, lambda: progress(found.rewrapped), found)
        found.broken = broken
        found.left = _older_than(masters.first)
        if not moved or found.left == len(broken):
            return found


def _round(
    masters: Masters, batch: int, progress: Callable[[], None], found: Rotation
) -> tuple[int, list[UUID]]:
    moved, last, broken = 0, START, []
    while rows := _read(masters.first, last, batch):
        ready = []
        for id_, kind, subject, epoch, wrapped in rows:
            try:
                ready.append((id_, wrapped, masters.rewrap(kind, subject, epoch, wrapped)))
            except SealingError:
                broken.append(id_)
        swapped = _swap(masters.first, ready)
        moved += swapped
        found.rewrapped += swapped
        last = rows[-1][0]
        progress()
    return moved, broken


def _read(epoch: int, after: UUID, limit: int) -> list[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_READ, [epoch, str(after), limit])
        return list(cursor.fetchall())


def _swap(epoch: int, ready: list[tuple[UUID, str, str]]) -> int:
    if not ready:
        return 0
    ids, old, new = zip(*ready, strict=True)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_SWAP, [epoch, [str(id_) for id_ in ids], list(old), list(new)])
        return int(cursor.rowcount)


def _older_than(epoch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM keys.sealing_key WHERE epoch <> %s", [epoch])
        (count,) = cursor.fetchone()
    return int(count)
