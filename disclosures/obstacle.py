"""What stands in the way of a disclosure, in the words the page shows."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from uuid import UUID


class Stage(IntEnum):
    """How far a request has come; a later stage asks for everything an earlier one did."""

    DRAFTING = 1
    SUBMISSION = 2
    SIGN_OFF = 3
    RELEASE = 4
    AFTERWARDS = 5  # within a day, where it was urgent


class Mender(StrEnum):
    """Who can put right what is missing."""

    WORKER = "the worker who asks"
    CLIENT = "the worker, with the client"
    MANAGER = "a line manager"
    SENIOR = "a manager or senior practitioner"
    SECOND = "a colleague who did not prepare it"
    SAFEGUARDING = "the safeguarding lead"
    DATA_PROTECTION = "the data protection lead"
    RELEASER = "the worker who releases"
    NOBODY = "nobody: it may not go"


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One thing that stands in the way: its clause, what is missing, who can mend it.

    `code` is stable, for tests and counts; `due` is the first stage it stops; `about` names
    entries or people by id, never by name.
    """

    clause: str
    what_is_missing: str
    who_can_mend: Mender
    code: str
    due: Stage
    about: tuple[UUID, ...] = ()
