"""What a decision not to share has to say, and who may confirm one not to warn. Pure: no Django."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What was decided."""

    ASKED = "asked"
    CONSIDERED = "considered"
    NOT_WARNED = "not_warned"


CONFIRMS = frozenset({"line_manager", "senior_practitioner"})  # clause 3.3.2


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision not to share, as the rules judge it."""

    kind: Kind
    decided_by: UUID
    recorded_by: UUID
    discussed_with: UUID | None
    instead: bool  # whether anything is said of what is done instead
    confirmed: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """What is missing: the clause, a plain sentence, and who can mend it."""

    clause: str
    sentence: str
    mender: str


def missing(decision: Decision) -> list[Missing]:
    """Return what is missing of a decision; only one not to warn asks for more than its words (clause 4.2.1)."""
    if decision.kind != Kind.NOT_WARNED:
        return []
    found = []
    if decision.discussed_with is None or decision.discussed_with == decision.decided_by:
        found.append(
            Missing(
                "3.3.2 c",
                "It was discussed with nobody else. Speak to a manager or senior practitioner today, and record it.",
                "whoever decided",
            )
        )
    if not decision.instead:
        found.append(
            Missing(
                "4.2.1",
                "It does not say what is done instead to keep them safe.",
                "whoever decided",
            )
        )
    if not decision.confirmed:
        found.append(
            Missing(
                "4.2.1",
                "Nobody else has confirmed it.",
                "a line manager or senior practitioner who neither decided nor recorded it",
            )
        )
    return found


def may_confirm(decision: Decision, who: UUID, roles: frozenset[str]) -> bool:
    """Say whether somebody may confirm it: a second person who is a manager or senior practitioner (3.3.2 c)."""
    return (
        decision.kind == Kind.NOT_WARNED
        and not decision.confirmed
        and who not in (decision.decided_by, decision.recorded_by)
        and not roles.isdisjoint(CONFIRMS)
    )
