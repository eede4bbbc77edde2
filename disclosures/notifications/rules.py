"""Whether a notification may be told now. Pure; clause 4.2.1 (i), E15."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Way(StrEnum):
    """What is to be done with a notification now."""

    GO = "go"  # tell it, within safe contact
    STOP = "stop"  # she asked for none of these
    SETTLE = "settle"  # how she can be reached has to be settled first


@dataclass(frozen=True)
class Standing:
    """How things stand with whoever is to be told, at the moment of telling.

    `version` counts the tellings of her safe contact, `queued` is the one that stood when the notification came.
    """

    wants_risk_only: bool
    is_risk: bool
    version: int
    queued: int
    verified_on: str  # ISO date; empty: never
    made_on: date
    ask_again_on: date
    reachable: bool  # some way was called safe and has a number or address
    today: date


@dataclass(frozen=True)
class Verdict:
    """What is to be done, and what stands against telling it now, in sentences."""

    way: Way
    why: tuple[str, ...] = ()


def is_risk(statuses: Iterable[str], risks: Collection[str]) -> bool:
    """Say whether one of these statuses may be a risk to her, by the organisation's list of them."""
    return any(each in risks for each in statuses)


def late_after(*, risk: bool, days: int, hours: int) -> timedelta:
    """Return how long one may wait: hours for a warning of risk, days for any other."""
    return timedelta(hours=hours) if risk else timedelta(days=days)


def judge(standing: Standing) -> Verdict:
    """Say what is to be done now; what she asked for counts before how she can be reached (E15)."""
    if standing.wants_risk_only and not standing.is_risk:
        return Verdict(Way.STOP, ("She has asked not to be told of these.",))
    why = []
    if not standing.reachable:
        why.append("Nobody has told us a way of reaching her that is safe.")
    asked_since = standing.verified_on >= standing.made_on.isoformat()
    if standing.version != standing.queued and not asked_since:
        why.append(
            "How she can be reached was changed after this came, and she has not confirmed it."
        )
    if standing.ask_again_on <= standing.today and not asked_since:
        why.append("It is too long since she said how she can be reached.")
    return Verdict(Way.SETTLE if why else Way.GO, tuple(why))
