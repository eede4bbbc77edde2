"""What a stock-take says of each folder, and when one is overdue. Pure; clause 5.2.3."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Known:
    """What the register says of a folder before it is counted."""

    key: UUID
    out: bool
    missing: bool


@dataclass(frozen=True)
class Judged:
    """What a count makes of the folders of a place; every one is there, out or missing."""

    there: frozenset[UUID]
    back: frozenset[UUID]  # of those there: what the register had out or missing
    out: frozenset[UUID]
    missing: frozenset[UUID]


def judge(folders: Iterable[Known], found: Collection[UUID]) -> Judged:
    """Say of each folder that was shown what a count makes of it (clause 5.2.3).

    What was seen in its place is there, whoever had it out; what was not and nobody has out is missing.
    """
    known = list(folders)
    there = frozenset(each.key for each in known if each.key in found)
    out = frozenset(each.key for each in known if each.out) - there
    return Judged(
        there=there,
        back=frozenset(each.key for each in known if each.out or each.missing) & there,
        out=out,
        missing=frozenset(each.key for each in known) - there - out,
    )


def is_overdue(due_on: date | None, today: date) -> bool:
    """Say whether a folder should have come back before today; None: it stands in its place."""
    return due_on is not None and due_on < today
