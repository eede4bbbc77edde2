"""How an agency stands towards us, as pure functions: what kind of duty it has, and until when we are assured of it."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

WITH_A_DUTY = frozenset(
    {"statutory", "police", "court"}
)  # what acts under a duty in law, and names it


class Standing(StrEnum):
    """How far we may rely on an agency to keep confidences (clause 4.1.1)."""

    DUTY = "duty"
    NEVER_SEEN = "never_seen"
    CURRENT = "current"
    LAPSES_SOON = "lapses_soon"
    LAPSED = "lapsed"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class AgencyStands:
    """What is known of an agency for this: its duty or '', the day of review of its latest assurance, its end."""

    duty: str
    review_on: date | None
    ended: bool = False


def standing(of: AgencyStands, today: date, soon_days: int) -> Standing:
    """Return how an agency stands today; `soon_days` before its review it is to be seen again."""
    if of.ended:
        return Standing.ENDED
    if of.duty.strip():
        return Standing.DUTY
    if of.review_on is None:
        return Standing.NEVER_SEEN
    if of.review_on < today:
        return Standing.LAPSED
    soon = of.review_on <= today + timedelta(days=soon_days)
    return Standing.LAPSES_SOON if soon else Standing.CURRENT


def ends(until: date | None, today: date, soon_days: int) -> Standing | None:
    """Return that what was agreed until a day lapses soon or has lapsed; None while neither, or where it has no end."""
    if until is None or until > today + timedelta(days=soon_days):
        return None
    return Standing.LAPSED if until < today else Standing.LAPSES_SOON


def wrong_with_duty(kind: str, duty: str) -> str:
    """Return what does not fit between a kind and a duty in law, as a sentence; '' when they fit.

    A duty waives the assurance, so whom we work with by choice can have none.
    """
    if kind in WITH_A_DUTY and not duty.strip():
        return "Name the duty in law that it acts under"
    if kind == "partner" and duty.strip():
        return "A partner agency is assured, and no duty in law stands instead: leave this empty"
    return ""


def agreement_wants(*, signed_on: date, until: date | None) -> str:
    """Return what does not fit between an agreement's days, as a sentence; '' when they fit."""
    if until is not None and until < signed_on:
        return "The agreement must not end before it was signed"
    return ""
