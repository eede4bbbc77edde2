"""The published texts of tests/data/matching, and how well the matcher does on them."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from disclosures.matcher import Identifier, Kind, Matcher, Person, Proposal, Reason
from disclosures.matcher.proposals import KNOWN, LIKE

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "tests" / "data" / "matching"
NAMESPACE = UUID("5a3c9a9e-6f0c-4a58-9a53-0d9e2f6f7f10")
_MARK = re.compile(r"\{([a-z_]+)(?::([a-z]+))?\|([^}]*)\}")
_ESCAPE = re.compile(r"\\u([0-9a-f]{4})")
# A place may also be found for one of these reasons: what is withheld is the same.
ALSO = {
    Reason.NAME: {Reason.INITIALS},
    Reason.INITIALS: {Reason.NAME},
    Reason.UNKNOWN_NAME: {Reason.ADDRESS_LIKE},
    Reason.SOURCE: {Reason.CONFIDENCE, Reason.ROLE},
    Reason.OTHER_SIDE: {Reason.ROLE},
}


GUESSES = LIKE | {Reason.UNKNOWN_NAME}


@dataclass(frozen=True)
class Truth:
    """A place that ought to be proposed; `person` is None where nobody known is meant."""

    start: int
    end: int
    reason: Reason
    person: UUID | None


@dataclass(frozen=True)
class Text:
    """One published text, without its marks."""

    name: str
    text: str
    truths: tuple[Truth, ...]


@dataclass
class Measured:
    """Of one reason: places that ought to be found and were, proposals made and right, and what was missed."""

    places: int = 0
    found: int = 0
    proposed: int = 0
    right: int = 0
    missed: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Return the share of places that were found."""
        return self.found / self.places if self.places else 1.0

    @property
    def precision(self) -> float:
        """Return the share of proposals that were right."""
        return self.right / self.proposed if self.proposed else 1.0


def id_of(key: str) -> UUID:
    """Return the id of a person of the published texts."""
    return uuid5(NAMESPACE, key)


@cache
def people() -> tuple[Person, ...]:
    """Return who is looked for."""
    told = json.loads((FOLDER / "people.json").read_text("utf-8"))
    return tuple(
        Person(
            id_of(each["key"]),
            each["relation"],
            tuple(
                Identifier(id_of(f"{each['key']} {kind} {text}"), Kind(kind), text)
                for kind, text in each["identifiers"]
            ),
        )
        for each in told
    )


@cache
def matcher() -> Matcher:
    """Return the matcher for them."""
    return Matcher(people())


@cache
def texts() -> tuple[Text, ...]:
    """Return every published text."""
    return tuple(
        _read(f"{path.stem} {number}", marked)
        for path in sorted(FOLDER.glob("*.txt"))
        for number, marked in enumerate(path.read_text("utf-8").strip("\n").split("\n%\n"), 1)
    )


def _read(name: str, marked: str) -> Text:
    marked = _ESCAPE.sub(lambda found: chr(int(found[1], 16)), marked)
    text, truths, done = "", [], 0
    for mark in _MARK.finditer(marked):
        text += marked[done : mark.start()]
        reason, person, words = mark.groups()
        whose = id_of(person) if person else None
        truths.append(Truth(len(text), len(text) + len(words), Reason(reason), whose))
        text, done = text + words, mark.end()
    return Text(name, text + marked[done:], tuple(truths))


def measure(
    read: Callable[[str], list[Proposal]] | None = None, *, unseen: bool = False
) -> dict[Reason, Measured]:
    """Return how well each reason does, with the matcher or another reader; or on the unseen texts alone.

    A place is found when every letter and digit of it is in a proposal of its reason, for the right person. A
    proposal is right when it touches a place of its reason; a guess, when it touches any by which somebody is known.
    """
    told: dict[Reason, Measured] = {
        reason: Measured() for reason in Reason if reason not in (Reason.RECOGNISED, Reason.UNREAD)
    }
    for each in (text for text in texts() if not unseen or text.name.startswith("unseen")):
        proposals = (read or matcher().read)(each.text)
        for truth in each.truths:
            measured = told[truth.reason]
            measured.places += 1
            if is_found(truth, each.text, proposals):
                measured.found += 1
            else:
                words = each.text[truth.start : truth.end]
                measured.missed.append(words)
        for proposal in proposals:
            measured = told[proposal.reason]
            measured.proposed += 1
            measured.right += any(_touches(truth, proposal) for truth in each.truths)
    return told


def is_found(truth: Truth, text: str, proposals: list[Proposal]) -> bool:
    """Say whether every letter of a place is in a proposal that fits it."""
    reasons = {truth.reason, *ALSO.get(truth.reason, ())}
    fitting = [
        proposal
        for proposal in proposals
        if proposal.reason in reasons
        and (
            truth.reason not in KNOWN or truth.person in {owner.person for owner in proposal.whose}
        )
    ]
    return all(
        any(proposal.start <= at < proposal.end for proposal in fitting)
        for at in range(truth.start, truth.end)
        if text[at].isalnum()
    )


def _touches(truth: Truth, proposal: Proposal) -> bool:
    reasons = {truth.reason, *ALSO.get(truth.reason, ())}
    # what only looks like somebody's is right wherever somebody is
    guessed = proposal.reason in GUESSES and truth.reason in KNOWN | GUESSES
    return (
        (guessed or proposal.reason in reasons)
        and truth.start < proposal.end
        and proposal.start < truth.end
    )


def rows(measured: dict[Reason, Measured]) -> Iterator[str]:
    """Yield the table of docs/redaction.md."""
    yield "| reason | places | found | recall | proposals | right | precision |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for reason, told in measured.items():
        if not told.places and not told.proposed:
            continue
        yield (
            f"| {reason} | {told.places} | {told.found} | {told.recall:.3f}"
            f" | {told.proposed} | {told.right} | {told.precision:.3f} |"
        )


def missed(measured: dict[Reason, Measured]) -> Iterator[str]:
    """Yield the list of what was missed of docs/redaction.md."""
    for reason, told in measured.items():
        if told.missed:
            words = "; ".join(f"‘{' '.join(each.split())}’" for each in told.missed)
            yield f"- {reason}: {words}"


def told_in_document() -> dict[str, list[str]]:
    """Return what stands in docs/redaction.md, by the marks between which it stands."""
    whole, unseen = measure(), measure(unseen=True)
    return {
        "figures": list(rows(whole)),
        "unseen": list(rows(unseen)),
        "missed": list(missed(whole)),
    }


def write() -> None:
    """Write the figures into docs/redaction.md: `python -m tests.matching.published`."""
    page = ROOT / "docs" / "redaction.md"
    text = page.read_text("utf-8")
    for mark, told in told_in_document().items():
        before, _, rest = text.partition(f"<!-- {mark} -->\n")
        after = rest.partition("<!-- end -->")[2]
        text = f"{before}<!-- {mark} -->\n" + "\n".join(told) + f"\n<!-- end -->{after}"
    page.write_text(text, "utf-8")


if __name__ == "__main__":
    write()
