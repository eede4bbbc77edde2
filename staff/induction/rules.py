"""When the policy has to be acknowledged before anything else, and what changed in it. No Django."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

HEADING = re.compile(r"^#{1,4}[ \t]+(?P<words>\S.*?)[ \t]*$", re.MULTILINE)
WORDS = re.compile(r"\S+\s*")


class Stands(StrEnum):
    """How somebody stands to the policy (clauses 1, 5.1.1, 5.3.1)."""

    KEPT = "kept"  # acknowledged the version in force
    GRACE = "grace"  # acknowledged the one before, and may go on for some days
    OWED = "owed"  # nothing is open until it is acknowledged


@dataclass(frozen=True)
class Known:
    """What is known of one person and the policy; `published_at` None: no version is in force."""

    published_at: datetime | None
    acknowledged: bool
    acknowledged_before: bool  # the version that was in force before this one


def grace_ends(published_at: datetime, grace: timedelta) -> datetime:
    """Return until when those who acknowledged the version before may go on."""
    return published_at + grace


def stands(known: Known, now: datetime, grace: timedelta) -> Stands:
    """Say how somebody stands to the policy in force (clauses 1, 5.1.1, 5.3.1; edge E49).

    Without any version in force nobody can have acknowledged it, so everybody owes it.
    """
    if known.published_at is None:
        return Stands.OWED
    if known.acknowledged:
        return Stands.KEPT
    if known.acknowledged_before and now < grace_ends(known.published_at, grace):
        return Stands.GRACE
    return Stands.OWED


@dataclass(frozen=True)
class Section:
    """One heading of the text and what stands under it; the words before the first have an empty heading."""

    heading: str
    body: str


def sections(text: str) -> list[Section]:
    """Return the text divided by its headings, in order; what is empty is left out."""
    found, start, heading = list[Section](), 0, ""
    for match in HEADING.finditer(text):
        found.append(Section(heading, text[start : match.start()].strip()))
        start, heading = match.end(), match["words"]
    found.append(Section(heading, text[start:].strip()))
    return [section for section in found if section.heading or section.body]


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


def differences(old: str, new: str) -> list[Changed]:
    """Return what differs between two texts, section by section as the new one has them; what is gone comes last.

    Sections are the same where their headings are; of several with one heading the first goes with the first.
    """
    before = _keyed(sections(old))
    after = _keyed(sections(new))
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
