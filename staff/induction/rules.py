"""When the policy has to be acknowledged before anything else, and what changed in it. No Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

WORDS = re.compile(r"\S+\s*")


class Stands(StrEnum):
    """How somebody stands to the policy (clauses 1, 5.1.1, 5.3.1)."""

    KEPT = "kept"  # acknowledged the version in force
    GRACE = "grace"  # acknowledged the one before, and may go on for some days
    OWED = "owed"  # nothing is open until it is acknowledged


@dataclass(frozen=True)
class Known:
    """What is known of one person and the policy, by numbers of versions."""

    newest: int | None  # the version in force; None: there is none
    acknowledged: int | None  # the last one that they acknowledged; None: none ever
    behind_since: (
        datetime | None
    )  # when the version after that one came into force; None: there is none


def grace_ends(behind_since: datetime, grace: timedelta) -> datetime:
    """Return until when somebody may go on who acknowledged the version before the one of that moment."""
    return behind_since + grace


def stands(known: Known, now: datetime, grace: timedelta) -> Stands:
    """Say how somebody stands to the policy in force (clauses 1, 5.1.1, 5.3.1; edge E49).

    The days of grace count from the first version that somebody has not acknowledged, so that a second one on its
    heels neither locks out nor gives more of them. Without any version in force everybody owes it.
    """
    if known.newest is None or known.acknowledged is None:
        return Stands.OWED
    if known.acknowledged >= known.newest:
        return Stands.KEPT
    if known.behind_since is not None and now < grace_ends(known.behind_since, grace):
        return Stands.GRACE
    return Stands.OWED


@dataclass(frozen=True)
class Section:
    """One heading of the text and what stands under it; the words before the first have an empty heading."""

    heading: str
    body: str


@dataclass(frozen=True)
class Piece:
    """Some words that stayed, are new, or are gone."""

    kind: str  # "same", "new" or "gone"
    words: str


@dataclass(frozen=True)
class Changed:
    """A section that is new, gone, or says something else now."""

    heading: str
    kind: str  # "new", "gone" or "changed"
    pieces: tuple[Piece, ...]


def differences(old: list[Section], new: list[Section]) -> list[Changed]:
    """Return what differs between two texts, section by section as the new one has them; what is gone comes last.

    Sections are the same where their headings are; of several with one heading the first goes with the first.
    """
    before, after = _keyed(old), _keyed(new)
    found = []
    for key, section in after.items():
        if key not in before:
            found.append(Changed(section.heading, "new", (Piece("new", section.body),)))
        elif before[key].body != section.body:
            pieces = tuple(_pieces(before[key].body, section.body))
            found.append(Changed(section.heading, "changed", pieces))
    for key, section in before.items():
        if key not in after:
            found.append(Changed(section.heading, "gone", (Piece("gone", section.body),)))
    return found


def _keyed(found: list[Section]) -> dict[tuple[str, int], Section]:
    keyed: dict[tuple[str, int], Section] = {}
    for section in found:
        number = 0
        while (section.heading, number) in keyed:
            number += 1
        keyed[section.heading, number] = section
    return keyed


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Compare word by word: what is gone stands before what is new in its place."""
    one, other = WORDS.findall(old), WORDS.findall(new)
    for what, a, b, c, d in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        if what == "equal":
            yield Piece("same", "".join(other[c:d]))
            continue
        if b > a:
            yield Piece("gone", "".join(one[a:b]))
        if d > c:
            yield Piece("new", "".join(other[c:d]))
