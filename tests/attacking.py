"""How large an attack is: small within the suite, at full size under `make attack`, which keeps what was counted.

`LATCH_ATTACK_RESULTS` names the file that gets one JSON line per result.
"""

import json
import os
from pathlib import Path
from typing import TypeVar

Size = TypeVar("Size")
FULL = os.environ.get("LATCH_ATTACK_SIZE") == "full"


def sized(small: Size, full: Size) -> Size:
    """Return how many tries this run makes, or which."""
    return full if FULL else small


def report(attack: str, what: str, **counts: int) -> None:
    """Keep what an attack counted, by its number (such as A5) and a short name, if this run keeps results."""
    kept = os.environ.get("LATCH_ATTACK_RESULTS")
    if kept:
        line = {"attack": attack, "what": what, "full": FULL, **counts}
        with Path(kept).open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
