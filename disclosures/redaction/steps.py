"""Steps and readings as their sealed columns keep them, and back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from disclosures.matcher import Reason
from disclosures.names import Likeness
from disclosures.redaction.looking import Group, identifiers_in
from disclosures.redaction.marks import Does, Part, Place, Step
from disclosures.redaction.models import MachineReading, RedactionStep

TYPED = ", in what was written for it"
ON_PAGE = "page "


def stored(does: Does, source: str, place: Place | None = None, why: str = "") -> dict[str, Any]:
    """Return what the sealed column of a step keeps; no place: the entry itself."""
    at = place or Place(Part.WHOLE, 0, 0)
    return {
        "does": str(does),
        "source": source,
        "part": str(at.part),
        "start": at.start,
        "end": at.end,
        "why": why,
    }


def step_of(row: RedactionStep) -> Step:
    """Return a step from its row."""
    kept: Mapping[str, Any] = row.what
    return Step(
        row.id,
        row.entry_id,
        Does(kept["does"]),
        kept["source"],
        Part(kept["part"]),
        kept["start"],
        kept["end"],
        kept["why"],
    )


@dataclass(frozen=True)
class Stop:
    """Words in what would leave by which somebody else could be known, why, and how often they stand in it."""

    key: str
    words: str
    says: str
    times: int

    @property
    def letters(self) -> str:
        """Return the letters and digits that its words have in common wherever they stand."""
        return self.key.partition(":")[2]

    @property
    def is_on_page(self) -> bool:
        """Say whether it was found on a page of a document."""
        return self.key.startswith(ON_PAGE)

    @property
    def is_typed(self) -> bool:
        """Say whether it was found in what was typed to leave alone."""
        return self.says.endswith(TYPED)

    @property
    def is_typed_of_a_court(self) -> bool:
        """Say whether it was typed to leave, and speaks of a family court's paper (E23)."""
        return self.key.startswith(f"{Reason.COURT}:")


@dataclass(frozen=True)
class Reading:
    """What the machine found: entries with something undecided, words that stop it, and the identifiers in them.

    `unread`: how many pages that leave have no text layer, and were read by nobody but people; `failed`: entries that
    the recogniser that was added could not read; `of_group`: those that it took for a group's (E27).
    """

    content: str
    undecided: tuple[UUID, ...]
    stops: tuple[Stop, ...]
    identifiers: frozenset[UUID]
    recipient: Likeness
    unread: int = 0
    failed: tuple[UUID, ...] = ()
    of_group: frozenset[UUID] = frozenset()


def found(
    undecided: Iterable[UUID],
    stops: Iterable[Group],
    recipient: Likeness,
    *,
    on_pages: Iterable[Group] = (),
    written: Iterable[Group] = (),
    unread: int = 0,
    failed: Iterable[UUID] = (),
    of_group: Iterable[UUID] = (),
) -> dict[str, Any]:
    """Return what the sealed column of a machine's reading keeps: words of the file, and of others no more than ids.

    What stands on a page of a document, outside what is covered, is decided apart from the same words in an entry. What
    was `written` to leave is decided here alone, what merely looks like somebody or like a sensitive fact included.
    """
    groups, there = list(stops), list(on_pages)
    known = {group.key for group in groups}
    typed = [group for group in written if group.key not in known]
    return {
        "undecided": [str(entry) for entry in undecided],
        "stops": [
            *([g.key, g.words, g.says, len(g.places)] for g in groups),
            *([g.key, g.words, f"{g.says}{TYPED}", len(g.places)] for g in typed),
            *([f"{ON_PAGE}{g.key}", g.words, f"{g.says}, on a page", len(g.places)] for g in there),
        ],
        "identifiers": sorted(str(each) for each in identifiers_in([*groups, *there])),
        "recipient": str(recipient),
        "unread": unread,
        "failed": [str(entry) for entry in failed],
        "of_group": [str(entry) for entry in of_group],
    }


def reading_of(row: MachineReading) -> Reading:
    """Return a machine's reading from its row."""
    kept: Mapping[str, Any] = row.found
    return Reading(
        row.content,
        tuple(UUID(each) for each in kept["undecided"]),
        tuple(Stop(*each) for each in kept["stops"]),
        frozenset(UUID(each) for each in kept["identifiers"]),
        Likeness(kept["recipient"]),
        kept.get("unread", 0),
        tuple(UUID(each) for each in kept.get("failed", ())),
        frozenset(UUID(each) for each in kept.get("of_group", ())),
    )
