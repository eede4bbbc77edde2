"""Who may do what about a request for something about one of us (clauses 2.1, 4.5.1). Pure: no Django.

A request is put to the person by their line manager, and answered on the person's terms. A body with a right of its own
is answered without their yes by two, and the person is told. Nothing is given out that neither covers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

UNPUT = timedelta(days=5)  # after so long the person sees it, whatever was done
UNANSWERED = timedelta(days=3)  # after so long it waits for a handler again, and for HR


class Item(StrEnum):
    """What somebody wants to know, or gets."""

    ADDRESS = "address"
    PHONE = "phone"
    CIRCUMSTANCES = "circumstances"
    WORKPLACE = "workplace"
    WORKS_HERE = "works_here"
    WHEREABOUTS = "whereabouts"
    PAY = "pay"
    OTHER = "other"
    MESSAGE = "message"


class Terms(StrEnum):
    """What the person says."""

    YES = "yes"
    ONLY = "only"
    MESSAGE = "message"
    NO = "no"


class Kind(StrEnum):
    """What was noted on a request."""

    PUT = "put"
    TERMS = "terms"
    REACHED = "reached"
    BASIS = "basis"
    AGREED = "agreed"
    WITHHELD = "withheld"
    KEPT = "kept"
    LIFTED = "lifted"
    GIVEN = "given"
    KNOWN = "known"
    CLOSED = "closed"


class Stage(StrEnum):
    """How far a request is."""

    RECORDED = "recorded"
    PUT = "put"
    ANSWERED = "answered"
    BASIS = "basis"
    AGREED = "agreed"
    GIVEN = "given"
    CLOSED = "closed"


TURNS = {
    Kind.PUT: Stage.PUT,
    Kind.TERMS: Stage.ANSWERED,
    Kind.REACHED: Stage.ANSWERED,
    Kind.BASIS: Stage.BASIS,
    Kind.AGREED: Stage.AGREED,
    Kind.GIVEN: Stage.GIVEN,
    Kind.CLOSED: Stage.CLOSED,
}
THEIRS = (Kind.TERMS, Kind.KNOWN)  # what the person alone notes
# What shows a request to the person whom it is about.
SHOWS = (Kind.PUT, Kind.REACHED, Kind.AGREED, Kind.GIVEN, Kind.CLOSED, Kind.LIFTED)
SECRET = (Kind.WITHHELD, Kind.KEPT, Kind.LIFTED)


@dataclass(frozen=True, slots=True)
class Noted:
    """One thing noted on a request."""

    kind: Kind
    by: UUID
    at: datetime
    code: str = ""
    items: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """A request as the rules judge it. `subject` is None where nobody knows who is meant; `noted` in its order."""

    subject: UUID | None
    in_post: bool
    wanted: frozenset[str]
    recorded_at: datetime
    noted: tuple[Noted, ...] = field(default=())

    def last(self, *kinds: Kind) -> Noted | None:
        """Return what was noted last of these kinds."""
        return next((each for each in reversed(self.noted) if each.kind in kinds), None)

    def after(self, noted: Noted | None, kind: Kind) -> bool:
        """Say whether this kind was noted after that."""
        if noted is None:
            return False
        return any(each.kind == kind for each in self.noted[self.noted.index(noted) + 1 :])


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something is not to be noted: the clause, and a plain sentence that says who can mend it."""

    clause: str
    sentence: str


def stage(case: Case) -> Stage:
    """Return how far it is, by what was noted last."""
    turn = case.last(*TURNS)
    return TURNS[turn.kind] if turn else Stage.RECORDED


def undecided(case: Case) -> Noted | None:
    """Return the right of a body's own that somebody noted and nobody else has agreed to."""
    basis = case.last(Kind.BASIS)
    return None if case.after(basis, Kind.AGREED) else basis


def proposed(case: Case) -> Noted | None:
    """Return the proposal not to tell the person that nobody else has agreed to, nor lifted."""
    last = case.last(*SECRET)
    return last if last is not None and last.kind == Kind.WITHHELD else None


def withheld(case: Case, now: datetime) -> bool:
    """Say whether the person is not told for now: agreed to by two, or proposed a few days ago at the most."""
    last = case.last(*SECRET)
    if last is None or last.kind == Kind.LIFTED:
        return False
    return last.kind == Kind.KEPT or now < last.at + UNPUT


def shown(case: Case, now: datetime) -> bool:
    """Say whether the person whom it is about sees it: once it was put to them, or after some days in any case."""
    if withheld(case, now):
        return False
    return case.last(*SHOWS) is not None or now >= case.recorded_at + UNPUT


def allowed(case: Case) -> frozenset[str]:
    """Return what may be given out: what the person's last terms say, and what a body's own right covers (2.1)."""
    basis = case.last(Kind.BASIS)
    by_right = basis.items if basis and case.after(basis, Kind.AGREED) else frozenset[str]()
    terms = case.last(Kind.TERMS, Kind.REACHED)
    if terms is None or terms.code == Terms.NO:
        return by_right
    if terms.code == Terms.YES:
        return case.wanted | by_right
    return (frozenset({Item.MESSAGE}) if terms.code == Terms.MESSAGE else terms.items) | by_right


def owes_known(case: Case) -> bool:
    """Say whether the person has still to say that they know what was, or will be, given out."""
    told = case.last(Kind.AGREED, Kind.GIVEN)
    return told is not None and not case.after(told, Kind.KNOWN)


# ---- what may be noted


Rule = Callable[[Case, Noted, datetime], Refusal | None]


def _put(case: Case, note: Noted, now: datetime) -> Refusal | None:
    if case.subject is None or not case.in_post:
        return Refusal(
            "4.5.1", "They do not work here any more: reach them, and note what they say."
        )
    if withheld(case, now):
        return Refusal("4.5.1", "They are not to be told for now. Have that lifted first.")
    return None


def _terms(case: Case, note: Noted, now: datetime) -> Refusal | None:
    if note.code == Terms.ONLY and not note.items:
        return Refusal("2.1", "Say what may be given.")
    return None


def _reached(case: Case, note: Noted, now: datetime) -> Refusal | None:
    if case.subject is not None and case.in_post:
        return Refusal("4.5.1", "They work here: only they themselves say what may be given.")
    if withheld(case, now):
        return Refusal("4.5.1", "They are not to be told for now. Have that lifted first.")
    return _terms(case, note, now)


def _basis(case: Case, note: Noted, now: datetime) -> Refusal | None:
    if not note.items or not note.items <= case.wanted:
        return Refusal("4.5.1", "A right covers only what was asked for. Say which of it.")
    return None


def _agreed(case: Case, note: Noted, now: datetime) -> Refusal | None:
    basis = undecided(case)
    if basis is None:
        return Refusal("4.5.1", "There is nothing to agree to.")
    if basis.by == note.by:
        return Refusal("4.5.1", "Somebody else agrees: HR, or the line manager.")
    return None


def _withheld(case: Case, note: Noted, now: datetime) -> Refusal | None:
    if shown(case, now):
        return Refusal("4.5.1", "They can see it already.")
    return None


def _kept(case: Case, note: Noted, now: datetime) -> Refusal | None:
    proposal = proposed(case)
    if proposal is None:
        return Refusal("4.5.1", "There is nothing to agree to.")
    if proposal.by == note.by:
        return Refusal("4.5.1", "Somebody else agrees: HR, or the line manager.")
    return None


def _lifted(case: Case, note: Noted, now: datetime) -> Refusal | None:
    return None if withheld(case, now) else Refusal("4.5.1", "They are told already.")


def _given(case: Case, note: Noted, now: datetime) -> Refusal | None:
    if not note.items:
        return Refusal("2.1", "Say what was given.")
    if not note.items <= allowed(case):
        return Refusal(
            "2.1",
            "That is more than the person agreed to, or than a right covers that two have looked at. Put it to them.",
        )
    return None


def _known(case: Case, note: Noted, now: datetime) -> Refusal | None:
    return (
        None if owes_known(case) else Refusal("4.5.1", "There is nothing that you have not seen.")
    )


def _closed(case: Case, note: Noted, now: datetime) -> Refusal | None:
    return None


RULES: dict[Kind, Rule] = {
    Kind.PUT: _put,
    Kind.TERMS: _terms,
    Kind.REACHED: _reached,
    Kind.BASIS: _basis,
    Kind.AGREED: _agreed,
    Kind.WITHHELD: _withheld,
    Kind.KEPT: _kept,
    Kind.LIFTED: _lifted,
    Kind.GIVEN: _given,
    Kind.KNOWN: _known,
    Kind.CLOSED: _closed,
}


def refusal(case: Case, note: Noted, *, handles: bool, now: datetime) -> Refusal | None:
    """Return why this is not to be noted now, or None. Whom it is about never handles it, whoever else they are."""
    mine = case.subject is not None and note.by == case.subject
    if note.kind in THEIRS:
        if not (mine and shown(case, now)):
            return Refusal("4.5.1", "Only the person whom it is about says that.")
    elif mine or not handles:
        return Refusal("4.5.1", "Only the person’s line manager, or whoever stands in, does that.")
    if case.last(Kind.CLOSED) and note.kind != Kind.KNOWN:
        return Refusal("4.5.1", "It is closed. If they ask again, record it again.")
    return RULES[note.kind](case, note, now)


def waits_for_handler(case: Case, who: UUID, now: datetime) -> bool:
    """Say whether it waits for this person, who handles it."""
    if case.last(Kind.CLOSED):
        return False
    proposal, basis = proposed(case), undecided(case)
    if proposal is not None and proposal.by != who:
        return True
    turn = case.last(*TURNS)
    if turn is None or turn.kind in (Kind.TERMS, Kind.REACHED, Kind.AGREED):
        return True
    if turn.kind == Kind.BASIS:
        return basis is not None and basis.by != who
    return turn.kind == Kind.PUT and now >= turn.at + UNANSWERED


def waits_for_subject(case: Case, now: datetime) -> bool:
    """Say whether it waits for the person whom it is about: to answer, or to say that they know."""
    if not shown(case, now):
        return False
    turn = case.last(*TURNS)
    put = turn is not None and turn.kind == Kind.PUT
    return put or owes_known(case)
