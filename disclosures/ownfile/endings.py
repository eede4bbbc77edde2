"""How a client's request for their own file may end, and what stands against each way. Pure."""

from enum import StrEnum

from .rules import DECIDES, WORKER, Face, Missing, Standing, missing, stays_here


class Outcome(StrEnum):
    """How a request ends."""

    READ = "read"
    GIVEN = "given"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    MISTAKE = "mistake"
    RETENTION = "retention"


AFTER_READING = frozenset({Outcome.READ, Outcome.GIVEN})


def against_ending(
    outcome: Outcome, at: Standing, *, released: bool, roles: frozenset[str]
) -> Missing | None:
    """Return what stands against ending a request so, or None."""
    if outcome in AFTER_READING:
        if at.face == Face.ERASURE or not released:
            return Missing("5.2.4", "Nothing that they could have read was released.", WORKER)
        if outcome == Outcome.GIVEN and stays_here(at):
            what = "No copy leaves while somebody may make the client ask: they read it here."
            return Missing("5.2.4", what, "a line manager or lead, after speaking with the client")
    if outcome == Outcome.REFUSED and at.refused != "whole":
        what = "It is not refused as a whole yet: a manager says why, and tells of the right to complain."
        return Missing("5.2.5", what, "a line manager or the data protection lead")
    if outcome == Outcome.ENDED and not (at.dead or at.lapsed):
        return Missing("5.2.5", "The right to it has not ended.", WORKER)
    if outcome == Outcome.RETENTION:
        return _against_retention(at, roles)
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
