"""Why a disclosure was allowed, rule by rule as it stood then: kept with the release. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from disclosures.picture import Picture
from disclosures.rules import RULES, is_urgent


@dataclass(frozen=True, slots=True)
class Said:
    """What one rule said: `stands` is met, missing, afterwards, or not asked on that basis.

    `instead` is what stood in its place, where it gave way to that.
    """

    clause: str
    asks: str
    stands: str
    missing: tuple[str, ...] = ()
    instead: str = ""


def explained(picture: Picture) -> list[dict[str, Any]]:
    """Return what every rule says of a picture, as a release keeps it."""
    kept = []
    for rule in RULES:
        missing = [obstacle.what_is_missing for obstacle in rule.found(picture)]
        if not rule.asked(picture.basis):
            stands = "not asked"
        elif not missing:
            stands = "met"
        else:
            stands = "afterwards" if rule.waits and is_urgent(picture) else "missing"
        kept.append(
            {
                "clause": rule.clause_on(picture.service),
                "asks": rule.asks,
                "stands": stands,
                "missing": missing,
                "instead": rule.instead(picture) if stands == "met" else "",
            }
        )
    return kept


def from_stored(stored: Iterable[Mapping[str, Any]]) -> list[Said]:
    """Return what the rules said at a release."""
    return [
        Said(s["clause"], s["asks"], s["stands"], tuple(s["missing"]), s.get("instead", ""))
        for s in stored
    ]
