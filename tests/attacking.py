"""How large an attack is: small within the suite, at full size under `make attack`, which keeps what was counted.

`LATCH_ATTACK_RESULTS` names the file that gets one JSON line per result.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from confidentiality.policy.evidence import commit_here

Size = TypeVar("Size")
ROOT = Path(__file__).parents[1]
FULL = os.environ.get("LATCH_ATTACK_SIZE") == "full"


def sized(small: Size, full: Size) -> Size:
    """Return how many tries this run makes, or which."""
    return full if FULL else small


def report(attack: str, what: str, **counts: int) -> None:
    """Keep what an attack counted, by its number (such as A5) and a short name, if this run keeps results.

    With the day and the commit; that is empty where the checkout was changed, as no figure is of a commit then.
    """
    kept = os.environ.get("LATCH_ATTACK_RESULTS")
    if kept:
        of = {"commit": commit_here(ROOT), "day": datetime.now(UTC).date().isoformat()}
        line = {"attack": attack, "what": what, "full": FULL, **of, **counts}
        with Path(kept).open("a", encoding="utf-8") as out:
            out.write(json.dumps(line) + "\n")
