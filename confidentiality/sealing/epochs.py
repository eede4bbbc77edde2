"""The installation's master keys, each with the number of its epoch. Pure: settings are read with it.

`LATCH_MASTER_KEYS` is a list such as `2:KEY,1:KEY`. The first wraps new keys, all open; the order of the others does
not matter. A number belongs to one key for good, so that a row can say which of them wraps it.
"""

import re
from dataclasses import dataclass, field

_ENTRY = re.compile(r"(?:([1-9][0-9]{0,3}):)?([A-Za-z0-9_-]{43}=)")


@dataclass(frozen=True)
class MasterKey:
    """One master key (32 bytes, as Fernet writes them) and the number of its epoch."""

    epoch: int
    key: str = field(repr=False)


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
