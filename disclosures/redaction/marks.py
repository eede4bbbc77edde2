"""What was decided about the words of an entry, and what is left of them for a reader. Pure; clause 3.2.1.

A place is `text[start:end]` of a text as `plain` gives it. A step holds only for the text it was taken on, which its
`source` says: a text that changed is to be gone through anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise
from uuid import UUID

from disclosures.building.cutting import cut
from disclosures.matcher import Proposal, Reason, Strength
from disclosures.matcher.proposals import KNOWN, LIKE


class Part(StrEnum):
    """Which text of an entry is meant."""

    BODY = "body"
    BASIS = "basis"
    WHOLE = "whole"  # the entry itself


class Does(StrEnum):
    """What a step does."""

    WITHHOLD = "withhold"
    LEAVE = "leave"  # what the machine proposed may leave
    LOOKED = "looked"  # somebody has read the entry to its end
    PERMITTED = "permitted"  # the court's permission for its paper is on record (E23)


# What is protected, and what is asked of whoever leaves it in: that it is none of a court's, or factor by factor.
ASKED = {
    Reason.CONFIDENCE: "weighed",
    Reason.CONFERENCE: "weighed",
    Reason.COURT: "mention",
    Reason.OTHER_SIDE: "weighed",
}
WEIGHED = frozenset(ASKED)
# What has to be decided before anything is sent on: withheld, or left by somebody's decision. The rest is shown only.
DECIDED = (KNOWN | LIKE) | WEIGHED | {Reason.SENSITIVE}
SUGGESTED = {
    Reason.UNKNOWN_NAME: "other_client",  # to be decided in a group's note alone
    Reason.SOURCE: "source",
    Reason.CONFIDENCE: "confidence",
    Reason.CONFERENCE: "conference",
    Reason.COURT: "court",
    Reason.OTHER_SIDE: "other_side",
    Reason.SENSITIVE: "sensitive",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Some words of one text of an entry."""

    part: Part
    start: int
    end: int

    def within(self, other: "Place") -> bool:
        """Say whether these words are among those."""
        return self.part == other.part and other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Step:
    """One decision about an entry, in force; `place` None: about the entry itself.

    `why`: for what it is withheld; of what is left, what was asked of whoever leaves it, of `ASKED`, or ''.
    """

    id: UUID
    entry: UUID
    does: Does
    source: str
    part: Part = Part.WHOLE
    start: int = 0
    end: int = 0
    why: str = ""

    @property
    def place(self) -> Place:
        """Return the words that it is about."""
        return Place(self.part, self.start, self.end)

    @property
    def keeps_whole(self) -> bool:
        """Say whether nothing of the entry leaves by it."""
        return self.does == Does.WITHHOLD and self.part == Part.WHOLE

    @property
    def settles(self) -> bool:
        """Say whether by it the entry is gone through: it was read to its end, or nothing of it is left to be read."""
        return self.does == Does.LOOKED or self.keeps_whole

    def leaves(self, found: "Found") -> bool:
        """Say whether it leaves a proposal in: what is protected by what was asked about it alone."""
        if self.does != Does.LEAVE or not found.place.within(self.place):
            return False
        return ASKED.get(found.proposal.reason, self.why) == self.why


@dataclass(frozen=True, slots=True)
class Found:
    """One proposal in one text of an entry; `in_group` where that speaks of a group (E27)."""

    part: Part
    proposal: Proposal
    in_group: bool = False

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(self.part, self.proposal.start, self.proposal.end)

    @property
    def to_decide(self) -> bool:
        """Say whether it has to be decided before the request is sent on."""
        if self.in_group and self.proposal.reason == Reason.UNKNOWN_NAME:
            return True
        return self.proposal.reason in DECIDED and (
            self.proposal.strength > Strength.WEAK or self.proposal.reason in KNOWN
        )


@dataclass(frozen=True)
class Prepared:
    """One entry with its texts as they are now, and the steps that hold for them; `source` is their digest.

    `of_group`: it was written of a session of a group, whatever its words say (E27).
    """

    entry: UUID
    texts: Mapping[Part, str]
    source: str
    steps: tuple[Step, ...] = field(default=())
    of_group: bool = False

    @classmethod
    def of(
        cls,
        entry: UUID,
        texts: Mapping[Part, str],
        source: str,
        steps: Iterable[Step],
        *,
        left: bool = False,
        of_group: bool = False,
    ) -> "Prepared":
        """Return an entry with those of the steps, in their order, that were taken on its texts as they are.

        What was gone through in other words since is to be gone through anew. Of what has `left` those hold that were
        taken on the words that did, the last that were gone through; none about a place where it reads otherwise now.
        """
        own = [s for s in steps if s.entry == entry]
        read = next((s.source for s in reversed(own) if s.settles), source)
        if left and read != source:
            on_what_left = _of_entry(s for s in own if s.source == read)
            return cls(entry, texts, source, on_what_left, of_group)
        stale = {Does.LOOKED} if read != source else set()
        holding = tuple(s for s in own if s.source == source and s.does not in stale)
        return cls(entry, texts, source, holding, of_group)

    @property
    def looked(self) -> bool:
        """Say whether whoever prepares has read this text to its end."""
        return any(step.does == Does.LOOKED for step in self.steps)

    @property
    def gone_through(self) -> bool:
        """Say whether it was read to its end, or nothing of it is left to be read: all of it is kept back."""
        return any(step.settles for step in self.steps)

    @property
    def permitted(self) -> bool:
        """Say whether a court's permission to share it is on record."""
        return any(step.does == Does.PERMITTED for step in self.steps)

    @property
    def withheld_whole(self) -> bool:
        """Say whether nothing of it leaves, not even that it is there."""
        return any(step.keeps_whole for step in self.steps)

    def withheld(self, part: Part) -> list[tuple[int, int]]:
        """Return the places of a text that are withheld, as they were marked."""
        return [(s.start, s.end) for s in self.steps if s.does == Does.WITHHOLD and s.part == part]

    def is_cut_for(self, why: str) -> bool:
        """Say whether words of it are withheld for this reason."""
        return any(
            s.does == Does.WITHHOLD and s.part != Part.WHOLE and s.why == why for s in self.steps
        )

    def left(self, part: Part) -> str:
        """Return what of a text leaves, with the one mark where something was."""
        return cut(self.texts[part], self.withheld(part))

    def is_decided(self, found: Found) -> bool:
        """Say whether a proposal is withheld, every word of it, or was left by a decision."""
        if self.withheld_whole or (self.permitted and found.proposal.reason == Reason.COURT):
            return True
        if any(step.leaves(found) for step in self.steps):
            return True
        return self.is_withheld(found.place)

    def is_withheld(self, place: Place) -> bool:
        """Say whether no letter or digit of these words leaves."""
        text, spans = self.texts[place.part], self.withheld(place.part)
        return all(
            any(start <= at < end for start, end in spans)
            for at in range(place.start, place.end)
            if text[at].isalnum()
        )

    def undecided(self, proposals: Iterable[Found]) -> list[Found]:
        """Return the proposals that have to be decided and are not."""
        return [each for each in proposals if each.to_decide and not self.is_decided(each)]


def _of_entry(steps: Iterable[Step]) -> tuple[Step, ...]:
    """Return those about an entry itself."""
    return tuple(s for s in steps if s.part == Part.WHOLE)


def plain(text: str) -> str:
    """Return a text with every line end as one character, which is what places count in."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Return where some words stand in a text, whatever their case and however many spaces part them."""
    wanted = words.split()
    if not wanted:
        return []
    folded, found, at = _folded(text), [], 0
    first = _folded(wanted[0])
    while (at := folded.find(first, at)) >= 0:
        end = _end_of(folded, at, wanted)
        if end:
            found.append((at, end))
        at = max(end, at + 1)
    return found


def _folded(text: str) -> str:
    """Return the text in small letters, each in its own place."""
    return "".join(c.casefold() if len(c.casefold()) == 1 else c for c in text)


def _end_of(folded: str, at: int, wanted: Sequence[str]) -> int:
    """Return where the words end that begin at a place, 0 where they are others."""
    for number, word in enumerate(wanted):
        if number:
            gap = at
            while at < len(folded) and folded[at].isspace():
                at += 1
            if at == gap:
                return 0
        if not folded.startswith(_folded(word), at):
            return 0
        at += len(word)
    return at


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of a text all of whose characters were decided alike; `number` is of the proposal it belongs to, or 0."""

    text: str
    start: int
    state: str  # '', 'withheld', 'proposed', 'left', 'hint'
    number: int = 0


def pieces(item: Prepared, part: Part, found: Sequence[Found]) -> Iterator[Piece]:
    """Yield a text cut where what was decided about it changes, in its own order; joined they are the text."""
    text, cuts = item.texts[part], item.withheld(part)
    here = [(n, f) for n, f in enumerate(found, start=1) if f.part == part]
    edges = {0, len(text)}
    edges.update(at for span in cuts for at in span)
    edges.update(at for _, f in here for at in (f.proposal.start, f.proposal.end))
    ordered = sorted(at for at in edges if 0 <= at <= len(text))
    for start, end in pairwise(ordered):
        state, number = _state(item, Place(part, start, end), cuts, here)
        yield Piece(text[start:end], start, state, number)


def _state(
    item: Prepared,
    place: Place,
    cuts: Sequence[tuple[int, int]],
    here: Sequence[tuple[int, Found]],
) -> tuple[str, int]:
    around = [(n, f) for n, f in here if place.within(f.place)]
    number = around[0][0] if around else 0
    if any(start <= place.start and place.end <= end for start, end in cuts):
        return "withheld", number
    if not around:
        return "", 0
    number, first = next(((n, f) for n, f in around if f.to_decide), around[0])
    if not first.to_decide:
        return "hint", number
    return ("left" if item.is_decided(first) else "proposed"), number
