"""Whether somebody's induction is done, and until when a training is good. No Django."""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Induced(StrEnum):
    """How somebody stands to their induction and training (clauses 5.1.1, 5.3.1, 5.10)."""

    DONE = "done"  # explained, trained, and whom they know is declared
    GRACE = "grace"  # the training was to be renewed; files stay open for some days
    WAITS = "waits"  # no case file opens


@dataclass(frozen=True)
class Known:
    """What is known of one person: what others have noted, and what they said themselves."""

    explained: bool  # what the policy means for their own work
    declared: bool  # whom they know among clients, or that it is nobody
    trained_until: (
        date | None
    )  # the last day of their latest training on the policy; None: never trained


def good_until(held_on: date, months: int) -> date:
    """Return the last day on which a training is good: the same day `months` later, or that month's last."""
    later = held_on.month - 1 + months
    year, month = held_on.year + later // 12, later % 12 + 1
    return date(year, month, min(held_on.day, calendar.monthrange(year, month)[1]))


def grace_ends(trained_until: date, grace: timedelta) -> date:
    """Return the last day on which files stay open after a training that was good until `trained_until`."""
    return trained_until + grace


def induced(known: Known, today: date, grace: timedelta) -> Induced:
    """Say how somebody stands today (clauses 5.1.1, 5.10, edge E2); there is no grace before the first induction.

    A declaration that is to be renewed shuts nothing: its person is asked again, and their line manager sees it.
    """
    if not (known.explained and known.declared) or known.trained_until is None:
        return Induced.WAITS
    if today <= known.trained_until:
        return Induced.DONE
    return Induced.GRACE if today <= grace_ends(known.trained_until, grace) else Induced.WAITS


def lapsed(trainings: Sequence[tuple[str, str, date]], today: date) -> list[bool]:
    """Say of each training (subject, content, until when it is good) whether it was to be renewed, and was not.

    Any training on the policy renews the last; another one is renewed by one of the same content.
    """
    kinds = [(subject, "" if subject == "policy" else content) for subject, content, _ in trainings]
    latest: dict[tuple[str, str], date] = {}
    for kind, (_, _, until) in zip(kinds, trainings, strict=True):
        latest[kind] = max(until, latest.get(kind, until))
    return [
        until < today and until == latest[kind]
        for kind, (_, _, until) in zip(kinds, trainings, strict=True)
    ]
