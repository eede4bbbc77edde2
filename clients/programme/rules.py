"""What a man's events on the programme add up to, and what waits for his signature. Pure; clauses 1, 4.2.1 (i), E16."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar
from uuid import UUID

REFERRED, SUITABLE, NOT_SUITABLE, STAGE, COMPLETED, SUSPENDED, CAME_BACK, LEFT, BREACHED, NONE = (
    *("referred", "suitable", "not_suitable", "stage", "completed"),
    *("suspended", "came_back", "left", "breached", "none"),
)
# As the clause names them; they are what a partner is told, so they say nothing else.
KINDS = {
    REFERRED: "Being assessed for the programme",
    SUITABLE: "Assessed: suitable for the programme",
    NOT_SUITABLE: "Assessed: not suitable for the programme",
    STAGE: "Reached a stage of the group programme",
    COMPLETED: "Completed the programme",
    SUSPENDED: "Suspended from the programme",
    CAME_BACK: "Came back to the programme",
    LEFT: "Left the programme",
    BREACHED: "Put out of the programme for breaking its rules",
    NONE: "It did not happen",  # of a correction alone
}


# Only of somebody who is on the programme. That he was assessed, suspended, left or was put out is recorded whatever is
# missing: a partner is told of it.
ON_PROGRAMME = frozenset({STAGE, COMPLETED, CAME_BACK})
# The clauses that the form sets out before he signs it, as the organisation's own text has them.
LIMITS = ("3.1.1", "3.3.1", "4.2.1", "4.3.1", "4.4.1", "4.4.2", "5.2.4")


@dataclass(frozen=True)
class Missing:
    """What stands in the way of recording an event: the clause, what is missing, and who can mend it."""

    clause: str
    what: str
    who_can_mend: str


class Told(Protocol):
    """An event as far as it counts."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> str: ...
    @property
    def happened_on(self) -> date: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def corrects_id(self) -> UUID | None: ...


E = TypeVar("E", bound=Told)


def words_of(kind: str, stage: int | None) -> str:
    """Return what happened in words."""
    return f"Reached stage {stage} of the group programme" if kind == STAGE else KINDS[kind]


def missing_for(kind: str, *, signed: bool) -> Missing | None:
    """Return what is missing before an event may be recorded; None where nothing is (clause 1)."""
    if signed or kind not in ON_PROGRAMME:
        return None
    what = "He has not signed the form that says where his confidentiality ends."
    return Missing("1", what, "whoever works with him: have him read and sign it, and record it")


def sets_out(heading: str) -> bool:
    """Say whether a section of the policy stands on the form, by the clause that its heading begins with."""
    return heading.split(" ", 1)[0] in LIMITS


def state_of(events: Iterable[E]) -> E | None:
    """Return the event that says how things are: the last that stands, by its day; None before the first."""
    events = list(events)
    corrected = {each.corrects_id for each in events}
    standing = [each for each in events if each.id not in corrected and each.kind != NONE]
    return max(standing, key=lambda each: (each.happened_on, each.recorded_at), default=None)
