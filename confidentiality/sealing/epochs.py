"""The installation's master keys, each with the number of its epoch. Pure: settings are read with it.

`LATCH_MASTER_KEYS` is a list such as `2:KEY,1:KEY`. The first wraps new keys, all open; the order of the others does
not matter. A number belongs to one key for good, so that a row can say which of them wraps it.
"""

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

_ENTRY = re.compile(r"(?:([1-9][0-9]{0,3}):)?([A-Za-z0-9_-]{43}=)")


@dataclass(frozen=True)
class MasterKey:
    """One master key (32 bytes, as Fernet writes them) and the number of its epoch."""

    epoch: int
    key: str = field(repr=False)

    @property
    def print(self) -> str:
        """What tells this key from another and gives nothing of it away."""
        return hashlib.sha256(b"latch master key " + self.key.encode()).hexdigest()[:32]


@dataclass(frozen=True)
class KnownEpoch:
    """What the database keeps of an epoch."""

    number: int
    print: str
    destroyed: bool = False


def read_master_keys(text: str) -> tuple[MasterKey, ...]:
    """Return the master keys of a setting, the one that wraps new keys first; none for an empty one.

    Raises ValueError, with a sentence that quotes no key, for anything that could be read in two ways.
    """
    entries = [entry.strip() for entry in text.split(",") if entry.strip()]
    found = []
    for place, entry in enumerate(entries, 1):
        parts = _ENTRY.fullmatch(entry)
        if parts is None:
            raise ValueError(f"is not a list of EPOCH:KEY: its entry {place} is cut or damaged.")
        if parts[1] is None and len(entries) > 1:
            raise ValueError("has several keys, and not each has its epoch's number (2:KEY,1:KEY).")
        found.append(MasterKey(int(parts[1] or 1), parts[2]))
    if len({master.epoch for master in found}) < len(found):
        raise ValueError("gives two keys the number of one epoch.")
    if len({master.key for master in found}) < len(found):
        raise ValueError("gives one key the numbers of two epochs.")
    return tuple(found)


def new_epochs(known: Collection[KnownEpoch], held: Sequence[MasterKey]) -> list[MasterKey]:
    """Return the master keys of `held` whose epochs the database does not know yet, oldest first.

    Raises ValueError, with a sentence, where `held` contradicts what the database knows.
    """
    _compare(known, held)
    numbers = {epoch.number for epoch in known}
    fresh = sorted(
        (master for master in held if master.epoch not in numbers), key=lambda m: m.epoch
    )
    if fresh and fresh[0].epoch <= max(numbers, default=0):
        raise ValueError(
            f"names an epoch {fresh[0].epoch} that this database never had. A new master key takes the"
            f" number {max(numbers) + 1}; `manage.py keys new` makes one."
        )
    return fresh


def refuse_uncovered(
    known: Collection[KnownEpoch],
    used: Mapping[int, int] | Collection[int],
    held: Sequence[MasterKey],
) -> None:
    """Refuse master keys that do not open every key of a database, or wrap new ones in an epoch that has ended.

    Raises ValueError with a sentence that says what to do.
    """
    _compare(known, held)
    numbers = {master.epoch for master in held}
    missing = sorted(set(used) - numbers)
    if missing:
        raise ValueError(
            f"lacks the master key of {_named(missing)}, which wraps keys of this database: without it, what is"
            " sealed under them cannot be opened. Put it back, from the escrow if need be."
        )
    first = (
        next((epoch for epoch in known if epoch.number == held[0].epoch), None) if held else None
    )
    if first is None:
        raise ValueError(
            "begins with a master key whose epoch this database does not know. Run `manage.py keys status` as the"
            " owner with the same setting: it makes the epoch known."
        )
    if first.destroyed:
        raise ValueError(
            f"begins with the master key of epoch {first.number}, which was destroyed: new keys would be lost"
            " with it. Put the newest one first and take this one out."
        )


def _compare(known: Collection[KnownEpoch], held: Sequence[MasterKey]) -> None:
    by_number = {epoch.number: epoch for epoch in known}
    by_print = {epoch.print: epoch for epoch in known}
    for master in held:
        epoch = by_number.get(master.epoch)
        if epoch is not None and epoch.print != master.print:
            raise ValueError(
                f"gives the number {master.epoch} to another master key than this database was made with."
                " Nothing was changed. Put back the right one, from the escrow if need be."
            )
        if epoch is None and master.print in by_print:
            right = by_print[master.print].number
            raise ValueError(f"gives the number {master.epoch} to the master key of epoch {right}.")


def _named(numbers: Sequence[int]) -> str:
    return "epoch " + " and epoch ".join(str(number) for number in numbers)
