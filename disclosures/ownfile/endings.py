"""How a client's request for their own file may end, and what stands against each way. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from .rules import (
    DECIDES,
    MANAGER,
    WORKER,
    Face,
    Missing,
    Standing,
    may_confirm,
    missing,
    stays_here,
)


class Outcome(StrEnum):
    """How a request ends."""

    READ = "read"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    MISTAKE = "mistake"
    UNPROVEN = "unproven"
    RETENTION = "retention"


AFTER_READING = frozenset({Outcome.READ, Outcome.GIVEN})
# Nobody is answered: it is said in words, by somebody else than who took it down
UNANSWERED = frozenset({Outcome.WITHDRAWN, Outcome.MISTAKE, Outcome.UNPROVEN})
APART = "a line manager or lead who did not take the request"


@dataclass(frozen=True, slots=True)
class Known:
    """What is on record as somebody ends a request, and who they are to it."""

    roles: frozenset[str]
    recorded_it: bool = False
    words: bool = False  # why it ends so, or where it was read
    released: bool = False  # what was prepared for it
    handed: bool = False  # a copy of that was handed over
    sat: bool = False  # it was read at an office screen


def against_ending(outcome: Outcome, at: Standing, known: Known) -> Missing | None:
    """Return what stands against ending a request so, or None."""
    if outcome in AFTER_READING:
        return _against_answered(outcome, at, known)
    if outcome in UNANSWERED:
        return _against_unanswered(outcome, at, known)
    if outcome == Outcome.REFUSED and at.refused != "whole":
        what = "It is not refused as a whole yet: a manager says why, and tells of the right to complain."
        return Missing("5.2.5", what, "a line manager or the data protection lead")
    if outcome == Outcome.ENDED and not (at.dead or at.lapsed):
        return Missing("5.2.5", "The right to it has not ended.", WORKER)
    if outcome == Outcome.RETENTION:
        return _against_retention(at, known.roles)
    return None


def _against_answered(outcome: Outcome, at: Standing, known: Known) -> Missing | None:
    if at.face == Face.ERASURE or not known.released:
        return Missing("5.2.4", "Nothing that they could have read was released.", WORKER)
    if outcome == Outcome.READ and not (known.sat or known.words):
        what = "Nobody read it at an office screen, and where it was read is not on record."
        return Missing("5.2.4", what, WORKER)
    if outcome == Outcome.GIVEN and stays_here(at):
        what = "No copy leaves while somebody may make the client ask: they read it here."
        return Missing("5.2.4", what, "a line manager or lead, after speaking with the client")
    if outcome == Outcome.GIVEN and not known.handed:
        return Missing("5.2.5", "No copy of it was noted as handed over.", WORKER)
    return None


def _against_unanswered(outcome: Outcome, at: Standing, known: Known) -> Missing | None:
    """Whoever would rather that a client did not see their file must not lose the request alone (E32)."""
    if known.recorded_it or known.roles.isdisjoint(DECIDES):
        what = "That it ends without an answer is for a line manager or lead to say who did not take it."
        return Missing("5.2.5", what, APART)
    if not known.words:
        return Missing("5.2.5", "Nobody has said in words why it ends so.", APART)
    if outcome == Outcome.UNPROVEN and (may_confirm(at) or at.refused == "whole"):
        what = "Who they are is proved, or they were told of a refusal: answer, or refuse with reasons."
        return Missing("5.2.5", what, MANAGER)
    return None


def _against_retention(at: Standing, roles: frozenset[str]) -> Missing | None:
    """An erasure is never done by itself: a lead says that the law asks for it, and the schedule decides (5.2.7)."""
    if at.face != Face.ERASURE:
        return Missing("5.2.7", "Nobody asked for anything to be erased.", WORKER)
    if found := missing(at):
        return found[0]
    if roles.isdisjoint(DECIDES):
        what = "Whether the law asks for it is for a line manager or lead to say."
        return Missing("5.2.7", what, "a line manager or lead")
    return None
