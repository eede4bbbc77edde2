"""What has to be done about a breach, in which order and by when; no Django, no clock, no database.

Clauses 1.1 and 5.1.8. Moments are elapsed time in UTC: a change of the clocks gives nobody an hour more or less (E38).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
SOON = timedelta(hours=24)  # with less than this left, it waits for whoever handles it


class Answer(StrEnum):
    """What somebody who reports knows at that moment."""

    YES = "yes"
    NOT_KNOWN = "not_known"
    NO = "no"


class Kind(StrEnum):
    """What can be noted on a breach."""

    TAKEN = "taken"
    SAFETY_CALL = "safety_call"
    CONTAINED = "contained"
    DANGER = "danger"  # somebody may be in danger after all, or again
    AWARE = "aware"  # another moment from which the organisation knew
    BREACH = "breach"  # a near miss that was a breach after all
    SEVERITY = "severity"
    AFFECTED = "affected"
    REGULATOR = "regulator"  # the report to it
    NOT_REPORTED = "not_reported"  # the decision not to, until somebody else confirms it
    CONFIRMED = "confirmed"
    CHARITY = "charity"
    TRUSTEES = "trustees"
    PERSONS = "persons"
    CONCERNED = "concerned"  # whose act it was
    NOT_CONCERNED = "not_concerned"
    OUTCOME = "outcome"
    DISCIPLINARY = "disciplinary"
    LESSONS = "lessons"
    NOTE = "note"
    CLOSED = "closed"
    REOPENED = "reopened"


class Severity(StrEnum):
    """How grave a breach is, by its nature (clause 5.1.8)."""

    NOBODYS = "nobodys"
    SLIP = "slip"
    MISCONDUCT = "misconduct"
    SERIOUS = "serious"
    GROSS = "gross"


class Stage(StrEnum):
    """How far it is, as the last turn says."""

    REPORTED = "reported"
    IN_HAND = "in_hand"
    CLOSED = "closed"


class Clock(StrEnum):
    """How the regulator's clock stands."""

    NONE = "none"  # a near miss has none
    RUNNING = "running"
    SOON = "soon"
    OVERDUE = "overdue"
    IN_TIME = "in_time"  # reported before its end
    LATE = "late"  # reported after its end
    DECIDED = "decided"  # not to be reported, as two people have decided


TURNS = {Kind.TAKEN: Stage.IN_HAND, Kind.CLOSED: Stage.CLOSED, Kind.REOPENED: Stage.IN_HAND}
# What may be noted while a safety call is owed: nothing that could wait for it.
BEFORE_THE_CALL = frozenset({Kind.TAKEN, Kind.SAFETY_CALL, Kind.CONTAINED, Kind.DANGER})
AFTER_CLOSING = frozenset({Kind.REOPENED, Kind.NOTE})
# From here on a breach is not closed without a word of what became of it in disciplinary proceedings.
DISCIPLINARY = frozenset({Severity.MISCONDUCT, Severity.SERIOUS, Severity.GROSS})


@dataclass(frozen=True)
class Noted:
    """One thing that was noted: `at` is when, `happened_at` when it took place.

    `code` is what was answered; of severity, and of proceedings, the level.
    """

    kind: Kind
    by: UUID
    at: datetime
    code: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True)
class Case:
    """A breach as it stands: what was reported, and what was noted since, in order."""

    reported_as_near_miss: bool
    danger: Answer
    going_on: Answer
    noticed_at: datetime
    noted: tuple[Noted, ...] = ()

    def last(self, *kinds: Kind) -> Noted | None:
        """Return the last thing of these kinds that was noted, or None."""
        return next((each for each in reversed(self.noted) if each.kind in kinds), None)

    @property
    def near_miss(self) -> bool:
        """Say whether it still counts as one; it never becomes one afterwards."""
        return self.reported_as_near_miss and self.last(Kind.BREACH) is None


@dataclass(frozen=True)
class Missing:
    """One thing without which a breach is not closed: the clause, what, and by which note it is mended."""

    clause: str
    what: str
    kind: Kind
    mend: str = ""


@dataclass(frozen=True)
class Refusal:
    """Why something cannot be noted now."""

    clause: str
    sentence: str


# ---- moments


def time_of_day(text: str) -> time | None:
    """Return the time that somebody typed ('14:05', '1405', '9am', '2.30 pm'), or None for none."""
    typed = text.strip().lower().replace(".", ":").replace(" ", "")
    half = typed[-2:] if typed[-2:] in ("am", "pm") else ""
    digits = typed.removesuffix(half)
    if ":" not in digits and len(digits) > 2:
        digits = f"{digits[:-2]}:{digits[-2:]}"
    hour, colon, minute = digits.partition(":")
    if not (hour + minute).isascii() or not hour.isdigit() or len(hour) > 2:
        return None
    if (colon and (len(minute) != 2 or not minute.isdigit())) or not (colon or half):
        return None
    return _time(int(hour), int(minute or 0), half)


def _time(hour: int, minute: int, half: str) -> time | None:
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def moment(day: date, at: time | None) -> datetime:
    """Return the moment in UTC of a day and time in London; without a time the day's beginning.

    Of the hour that comes twice the first is meant: where nobody knows, the clock runs from the earlier.
    """
    return datetime.combine(day, at or time(0), LONDON).astimezone(UTC)


# ---- the regulator's clock


def aware_at(case: Case) -> datetime:
    """Return when the organisation became aware: the earliest moment that anybody gave, which nobody takes back."""
    given = [each.happened_at for each in case.noted if each.kind == Kind.AWARE]
    return min([case.noticed_at, *(at for at in given if at is not None)])


def due_at(case: Case, within: timedelta) -> datetime:
    """Return when the regulator must have been told: so many elapsed hours after it (E38)."""
    return aware_at(case).astimezone(UTC) + within


def clock(case: Case, now: datetime, within: timedelta) -> Clock:
    """Say how the regulator's clock stands. A decision not to report stops it when another has confirmed it."""
    if case.near_miss:
        return Clock.NONE
    due = due_at(case, within)
    told = [each.happened_at or each.at for each in case.noted if each.kind == Kind.REGULATOR]
    if told:
        return Clock.IN_TIME if min(told) <= due else Clock.LATE
    if case.last(Kind.CONFIRMED):
        return Clock.DECIDED
    if now >= due:
        return Clock.OVERDUE
    return Clock.SOON if due - now < SOON else Clock.RUNNING


# ---- what may be noted


def stage(case: Case) -> Stage:
    """Say how far it is: reported, in hand or closed."""
    turn = case.last(*TURNS)
    return TURNS[turn.kind] if turn else Stage.REPORTED


def call_owed(case: Case) -> bool:
    """Say whether a safety call has to be recorded first: somebody may be in danger, and none was since (1.1, E21)."""
    word = case.last(Kind.DANGER, Kind.SAFETY_CALL)
    if word is None:
        return case.danger != Answer.NO
    return word.kind == Kind.DANGER


def undecided(case: Case) -> Noted | None:
    """Return the decision not to report that waits for somebody else to confirm it, or None."""
    word = case.last(Kind.REGULATOR, Kind.NOT_REPORTED, Kind.CONFIRMED)
    return word if word and word.kind == Kind.NOT_REPORTED else None


def refusal(case: Case, kind: Kind, by: UUID) -> Refusal | None:
    """Return why this may not be noted now by this person, or None where it may."""
    now = stage(case)
    if now == Stage.CLOSED and kind not in AFTER_CLOSING:
        return Refusal("1.1", "It is closed. Reopen it with a reason to go on.")
    if call_owed(case) and kind not in BEFORE_THE_CALL:
        return Refusal(
            "1.1",
            "Somebody may be in danger. Record the safety call first, or why there was none: until then only"
            " containment is recorded.",
        )
    return _out_of_turn(case, kind, by, now)


def _out_of_turn(case: Case, kind: Kind, by: UUID, now: Stage) -> Refusal | None:
    if kind == Kind.TAKEN and now != Stage.REPORTED:
        return Refusal("1.1", "It is in hand already.")
    if kind == Kind.REOPENED and now != Stage.CLOSED:
        return Refusal("1.1", "It is not closed.")
    if kind == Kind.BREACH and not case.near_miss:
        return Refusal("1.1", "It is a breach already.")
    if kind == Kind.DISCIPLINARY and not case.last(Kind.SEVERITY):
        return Refusal("5.1.8", "Say first how grave it is: HR is told the level with it.")
    if kind == Kind.CONFIRMED:
        return _not_to_confirm(case, by)
    if kind == Kind.CLOSED and any(missing(case)):
        return Refusal("1.1", "Something is still missing. It stands on the breach’s page.")
    return None


def _not_to_confirm(case: Case, by: UUID) -> Refusal | None:
    decision = undecided(case)
    if decision is None:
        return Refusal("1.1", "No decision waits to be confirmed.")
    if decision.by == by:
        return Refusal("1.1", "You made this decision, so somebody else confirms it.")
    return None


# ---- what is missing


def missing(case: Case) -> Iterator[Missing]:
    """Give everything without which it is not closed, in the order in which it is best done (clauses 1.1, 5.1.8)."""
    for needed in NEEDED:
        lacks = needed(case)
        if lacks is not None:
            yield lacks


def _safety_call(case: Case) -> Missing | None:
    if call_owed(case):
        return Missing(
            "1.1",
            "The safety call: made, or why not",
            Kind.SAFETY_CALL,
            "Before anything but containment",
        )
    return None


def _containment(case: Case) -> Missing | None:
    if case.going_on != Answer.NO and not case.last(Kind.CONTAINED):
        return Missing("1.1", "What was done to stop it and get things back", Kind.CONTAINED)
    return None


def _severity(case: Case) -> Missing | None:
    if not case.last(Kind.SEVERITY):
        return Missing("5.1.8", "How grave it is", Kind.SEVERITY)
    return None


def _affected(case: Case) -> Missing | None:
    if not case.near_miss and not case.last(Kind.AFFECTED):
        return Missing("1.1", "Whose information it was", Kind.AFFECTED)
    return None


def _regulator(case: Case) -> Missing | None:
    if case.near_miss or case.last(Kind.REGULATOR, Kind.CONFIRMED):
        return None
    if undecided(case):
        return Missing(
            "1.1",
            "Somebody else’s word that it need not be reported to the regulator",
            Kind.CONFIRMED,
            "Somebody who handles breaches and did not make the decision",
        )
    return Missing(
        "1.1",
        "The report to the data protection regulator",
        Kind.REGULATOR,
        "Or the decision not to, which somebody else confirms",
    )


def _told(kind: Kind, what: str, case: Case) -> Missing | None:
    return None if case.near_miss or case.last(kind) else Missing("1.1", what, kind)


def _outcome(case: Case) -> Missing | None:
    return None if case.last(Kind.OUTCOME) else Missing("1.1", "What came of it", Kind.OUTCOME)


def _disciplinary(case: Case) -> Missing | None:
    level = case.last(Kind.SEVERITY)
    if level is None or level.code not in DISCIPLINARY:
        return None
    # HR was told of a level: of another one it has to be told again.
    if (Kind.DISCIPLINARY, level.code) not in {(each.kind, each.code) for each in case.noted}:
        return Missing("5.1.8", "The disciplinary proceedings, or why none", Kind.DISCIPLINARY)
    return None


def _lessons(case: Case) -> Missing | None:
    return (
        None if case.last(Kind.LESSONS) else Missing("1.1", "What we learn from it", Kind.LESSONS)
    )


Rule = Callable[[Case], Missing | None]
NEEDED: tuple[Rule, ...] = (
    _safety_call,
    _containment,
    _severity,
    _affected,
    _regulator,
    partial(_told, Kind.PERSONS, "The persons affected told, or why not"),
    partial(_told, Kind.TRUSTEES, "The trustees told, or why not"),
    partial(_told, Kind.CHARITY, "The charity regulator told, or why not"),
    _outcome,
    _disciplinary,
    _lessons,
)


def waits(case: Case, by: UUID, now: datetime, within: timedelta) -> bool:
    """Say whether it waits for this person: not in hand, a call or their confirmation owed, or the clock nearly out."""
    if stage(case) == Stage.CLOSED:
        return False
    decision = undecided(case)
    return (
        stage(case) == Stage.REPORTED
        or call_owed(case)
        or clock(case, now, within) in (Clock.SOON, Clock.OVERDUE)
        or (decision is not None and decision.by != by)
    )
