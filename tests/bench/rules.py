"""How long all rules of a disclosure take for fifty entries, on each basis, beside building the picture they judge."""

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

from disclosures.obstacle import Stage
from disclosures.picture import Basis, Item, Picture
from disclosures.rules import RULES, obstacles, task_list
from tests.bench.timing import in_turn
from tests.disclosures.grounds import complete_on
from tests.disclosures.pictures import consent_with

ITEMS, ROUNDS = 50, 200


def _with_many(basis: Basis) -> Picture:
    p = complete_on(basis)
    items = tuple(
        Item(UUID(int=1_000 + n), p.file, False, relevance="His plan") for n in range(ITEMS)
    )
    covers = consent_with(covers=frozenset(item.entry for item in items))
    return replace(covers(p) if p.consent else p, items=items)  # one's own file asks for no consent


def measure() -> dict[str, Any]:
    """Return milliseconds on a processor for the obstacles and for the whole task list, the dearest basis told."""
    pictures = {basis: _with_many(basis) for basis in Basis}
    tasks = {
        f"{what} {basis}": (lambda p=p, judge=judge: judge(p, Stage.RELEASE))
        for basis, p in pictures.items()
        for what, judge in (("obstacles", obstacles), ("task list", task_list))
    }
    taken = in_turn(tasks, rounds=ROUNDS)
    dearest = max(taken, key=lambda name: taken[name].cpu_ms)
    return {
        "rules": len(RULES),
        "bases": len(Basis),
        "items": ITEMS,
        "dearest": dearest,
        "dearest, ms": taken[dearest].cpu_ms,
        "obstacles on consent, ms": taken[f"obstacles {Basis.INFORMED_CONSENT}"].cpu_ms,
    }


if __name__ == "__main__":
    print(json.dumps(measure(), indent=1))
