"""When a case file is due for disposal, and what stands against it. Pure; clause 5.2.7.

The date rule, written down:

- It counts from the last time the person left the organisation: the latest day on which any of their files was
  left. While one of their files is open, or closed without a confirmed day, nothing counts.
- A client who left as a child (E7): from the last day of the year in which they come of age, where that is later. The
  day itself is sealed with the file; the year is what the sweep may know, and rounds it up.
- A file is kept for the whole of the period, its last day included: left on 3 March 2018, kept to the end of
  3 March 2024, due from 4 March 2024.
- Left on 29 February, in a year without one the period ends on 1 March. The law's own rule would end it on
  28 February; we would rather keep a file for a day too long than destroy it a day too early.
- Days are calendar days in London, also in the hour in which summer time makes UTC's day another one.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from uuid import UUID
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAY = 24 * 60 * 60


def day_in_london(moment: datetime) -> date:
    """Return the calendar day that `moment` belongs to in London; raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone has no day.")
    return moment.astimezone(UTC).astimezone(LONDON).date()


def last_day_kept(left_on: date, years: int) -> date:
    """Return the last day on which what was left on `left_on` is still kept; 29 February may become 1 March."""
    try:
        return left_on.replace(year=left_on.year + years)
    except ValueError:
        return date(left_on.year + years, 3, 1)


def due_from(left_on: date, years: int) -> date:
    """Return the first day on which what was left on `left_on` may be destroyed."""
    return last_day_kept(left_on, years) + timedelta(days=1)


def counts_from(left_on: date, of_age_in: int | None) -> date:
    """Return the day from which a file is kept: when they left or, of a child, the year's end in which they are of age.

    The longer of the two, as each is a rule of its own: six years for anybody, and for a child none before they could
    ask for it themselves.
    """
    return max(left_on, date(of_age_in, 12, 31)) if of_age_in else left_on


def years_on(day: date, *, years: int, then_years: int | None, then_from: date | None) -> int:
    """Return the period that holds on a day; a shorter one that was agreed to holds from its own day on."""
    if then_years is None or then_from is None or day < then_from:
        return years
    return then_years


def years_in_sweep(*, planned: int | None, now: int) -> int:
    """Return the period that a sweep goes by: the one that it was planned by, unless a longer one holds by now.

    A period that became shorter meanwhile waits for the next sweep; what is to be kept longer is kept at once.
    """
    return now if planned is None else max(planned, now)


def latest_leaving_due(as_of: date, years: int) -> date:
    """Return the latest day of leaving that can be due on `as_of`: a limit for queries, never a decision."""
    try:
        return as_of.replace(year=as_of.year - years)
    except ValueError:
        return date(as_of.year - years, 3, 1)


def latest_due(as_of: date, years: int) -> date:
    """Return the latest day such that what was left or touched on it may be destroyed on `as_of`."""
    day = latest_leaving_due(as_of, years)
    while due_from(day, years) > as_of:
        day -= timedelta(days=1)
    return day


def slot_of(moment: datetime, *, every: int) -> str:
    """Return the name of the regular sweep that `moment` belongs to: a day in London, or `every` seconds if shorter."""
    if every >= DAY:
        return f"sweep of {day_in_london(moment)}"
    return f"sweep {int(moment.timestamp()) // every} of {every}s"


class Reason(StrEnum):
    """What stands against disposal; the first four mean that the period has not run out."""

    NOT_LEFT = "not_left"
    OTHER_FILE_OPEN = "other_file_open"
    DATE_UNCONFIRMED = "date_unconfirmed"
    NOT_YET = "not_yet"
    HELD = "held"
    ASKED_FOR = "asked_for"
    NOT_REVIEWED = "not_reviewed"
    LINKED_TO_ACTIVE = "linked_to_active"
    PERIOD_UNSURE = "period_unsure"
    AGE_UNKNOWN = "age_unknown"


STILL_RUNNING = frozenset(
    {Reason.NOT_LEFT, Reason.OTHER_FILE_OPEN, Reason.DATE_UNCONFIRMED, Reason.NOT_YET}
)
WORDS = {
    Reason.NOT_LEFT: "The person has not left",
    Reason.OTHER_FILE_OPEN: "Another file of the same person is open",
    Reason.DATE_UNCONFIRMED: "The day of leaving is not confirmed",
    Reason.NOT_YET: "The period has not run out",
    Reason.HELD: "On hold",
    Reason.ASKED_FOR: "Somebody has asked to see it",
    Reason.NOT_REVIEWED: "Imported, waits for its review by a line manager",
    Reason.LINKED_TO_ACTIVE: "Linked to a case file that is still active",
    Reason.PERIOD_UNSURE: "How long it is kept has to be agreed again after a restore",
    Reason.AGE_UNKNOWN: "Nobody has looked whether the person left as a child",
}


@dataclass(frozen=True, slots=True)
class FileState:
    """What the rule looks at in one case file. `left_on`: None while open, or while the day is not confirmed.

    `of_age_in`: the year, of somebody who left as a child; 0 of everybody else; None: nobody has looked.
    """

    id: UUID
    reference: str
    status: str
    left_on: date | None
    imported: bool
    reviewed: bool
    of_age_in: int | None = None

    @property
    def is_open(self) -> bool:
        """Whether the work goes on; anything but a plain 'closed' counts as open."""
        return self.status != "closed"


@dataclass(frozen=True, slots=True)
class Life:
    """All files of one person, with what stands beside them.

    `held`: ids of files under at least one hold that was not lifted, `asked_for` of those that somebody has asked for
    and not had an answer (E32); `linked_to_active`: whether any of the files is
    linked to the file of somebody whose own work goes on.
    """

    files: tuple[FileState, ...]
    held: frozenset[UUID] = frozenset()
    linked_to_active: bool = False
    asked_for: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether one file may be destroyed on a day. `left_on` and `due_on` are None while nothing counts yet."""

    file: FileState
    reasons: tuple[Reason, ...]
    left_on: date | None = None
    due_on: date | None = None

    @property
    def due(self) -> bool:
        """Whether nothing stands against it."""
        return not self.reasons

    @property
    def waits(self) -> bool:
        """Whether the period has run out and something else stands against disposal."""
        return bool(self.reasons) and not STILL_RUNNING.intersection(self.reasons)


def decide(life: Life, file_id: UUID, *, as_of: date, years: int) -> Decision:
    """Decide about one file of a life on the day `as_of`, with every reason that stands against disposal.

    Clause 5.2.7. Raises KeyError for a file that is not of this life.
    """
    file = {each.id: each for each in life.files}[file_id]
    others = [each for each in life.files if each.id != file_id]
    reasons = []
    if file.is_open:
        reasons.append(Reason.NOT_LEFT)
    if any(other.is_open for other in others):
        reasons.append(Reason.OTHER_FILE_OPEN)
    if any(each.left_on is None for each in life.files if not each.is_open):
        reasons.append(Reason.DATE_UNCONFIRMED)
    left_on = due_on = None
    if not reasons:
        left_on = max(each.left_on for each in life.files if each.left_on is not None)
        due_on = due_from(max(counts_from(left_on, each.of_age_in) for each in life.files), years)
        if any(each.of_age_in is None for each in life.files):
            reasons.append(Reason.AGE_UNKNOWN)
        if as_of < due_on:
            reasons.append(Reason.NOT_YET)
    if file.id in life.held:
        reasons.append(Reason.HELD)
    if file.id in life.asked_for:
        reasons.append(Reason.ASKED_FOR)
    if file.imported and not file.reviewed:
        reasons.append(Reason.NOT_REVIEWED)
    if life.linked_to_active:
        reasons.append(Reason.LINKED_TO_ACTIVE)
    return Decision(file, tuple(reasons), left_on, due_on)


class Side(StrEnum):
    """From where a hold was placed: by somebody who decides about the file, or by the records admin."""

    FILE = "file"
    RECORDS = "records"


def may_lift(*, placed_from: Side, placed_by_me: bool, records_admin: bool, manages: bool) -> bool:
    """Say whether somebody may lift a hold.

    It is lifted from the side it was placed from, because only that side knows why it stands: the records admin
    cannot read the words of a file, and a hold for a complaint must not be lifted by whom it is about. `manages`:
    a line manager who leads the file.
    """
    if placed_from == Side.RECORDS:
        return records_admin
    return manages or placed_by_me


def forecast(decisions: Collection[Decision], horizons: Mapping[str, date]) -> dict[str, int]:
    """Return how many files come due by each horizon if nothing is done: not those that are due, held, unreviewed."""
    coming = [d.due_on for d in decisions if d.due_on and d.reasons == (Reason.NOT_YET,)]
    return {name: sum(day <= until for day in coming) for name, until in horizons.items()}
