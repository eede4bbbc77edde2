"""What a man's events on the programme add up to. Pure; clause 4.2.1 (i), E16."""

from collections.abc import Iterable
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


def state_of(events: Iterable[E]) -> E | None:
    """Return the event that says how things are: the last that stands, by its day; None before the first."""
    events = list(events)
    corrected = {each.corrects_id for each in events}
    standing = [each for each in events if each.id not in corrected and each.kind != NONE]
    return max(standing, key=lambda each: (each.happened_on, each.recorded_at), default=None)
