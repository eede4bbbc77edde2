"""What is known of somebody tied to a case file, and what changed between two tellings. Pure; clause 3.2.1."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any

from confidentiality.sealing.index.words import whole

RELATIONS = {
    "partner": "Partner",
    "ex_partner": "Former partner",
    "child": "Child",
    "parent": "Parent",
    "relative": "Other relative",
    "friend": "Friend",
    "neighbour": "Neighbour",
    "professional": "Professional",
    "worker": "Worker at another organisation",
    "other": "Somebody else",
}
PARTNERS = ("partner", "ex_partner")  # when they change, what was safe may not be
# Whether this person may know that the client comes to us. What nobody has said counts as no.
MAY_KNOW = {"yes": "Yes", "no": "No", "unknown": "Not known, so no"}
OF_A_CHILD = ("school", "parental_authority", "court_orders")
LABELS = {
    "relation": "Relation to the client",
    "may_know": "May know that the client comes to us",
    "given": "First names",
    "family": "Surname",
    "maiden_names": "Former surnames",
    "aliases": "Also known as",
    "nicknames": "Nicknames",
    "date_of_birth": "Date of birth",
    "phones": "Telephone numbers",
    "emails": "E-mail addresses",
    "addresses": "Addresses",
    "school": "School or nursery",
    "parental_authority": "Who has parental authority",
    "court_orders": "Court orders",
    "notes": "About the relation",
}


@dataclass(frozen=True)
class Address:
    """Where somebody lives or lived; `since` and `until` as far as known, in words; no `until`: still."""

    lines: str
    postcode: str = ""
    since: str = ""
    until: str = ""

    def __str__(self) -> str:
        where = "\n".join(part for part in (self.lines, self.postcode) if part)
        spans = (("from", self.since), ("until", self.until))
        when = " ".join(f"{word} {told}" for word, told in spans if told)
        return f"{where}\n({when})" if when else where


@dataclass(frozen=True)
class Details:
    """What is known of somebody: `relation` of RELATIONS, `may_know` of MAY_KNOW, the birth an ISO date or empty."""

    relation: str
    may_know: str = "unknown"
    given: str = ""
    family: str = ""
    maiden_names: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    nicknames: tuple[str, ...] = ()
    date_of_birth: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    addresses: tuple[Address, ...] = ()
    school: str = ""
    parental_authority: str = ""
    court_orders: str = ""
    notes: str = ""

    @property
    def name(self) -> str:
        """Return what to call them: a name as far as one is known, else what they are to the client."""
        told = " ".join(part for part in (self.given, self.family) if part)
        others = (*self.aliases, *self.nicknames, *self.maiden_names)
        return told or (others[0] if others else f"{self.relation_words}, name not known")

    @property
    def relation_words(self) -> str:
        """Return what they are to the client, in words."""
        return RELATIONS[self.relation]

    @property
    def born_words(self) -> str:
        """Return the date of birth in words; empty when it is not known."""
        return _text(self, "date_of_birth")

    @property
    def places(self) -> tuple[str, ...]:
        """Return their postal addresses, each with its postcode."""
        return tuple(f"{each.lines}\n{each.postcode}" for each in self.addresses)

    def rows(self) -> list[tuple[str, str]]:
        """Return what is known, label and text; what is not known has no row."""
        rows = [(label, _text(self, name)) for name, label in LABELS.items()]
        return [(label, text) for label, text in rows if text]

    def says_who(self) -> bool:
        """Say whether anything stands here by which somebody could be known."""
        nothing = ("relation", "may_know", "notes", "parental_authority", "court_orders")
        return any(getattr(self, each.name) for each in fields(self) if each.name not in nothing)

    def as_json(self) -> dict[str, Any]:
        """Return what is stored, sealed."""
        return asdict(self)


def from_json(stored: Mapping[str, Any]) -> Details:
    """Return the details that were stored."""
    told: dict[str, Any] = {
        name: tuple(v) if isinstance(v, list) else v for name, v in stored.items()
    }
    told["addresses"] = tuple(Address(**each) for each in stored["addresses"])
    return Details(**told)


def _text(details: Details, name: str) -> str:
    value = getattr(details, name)
    if name == "date_of_birth" and value:
        born = date.fromisoformat(value)
        return f"{born.day} {born:%B %Y}"
    words = {"relation": RELATIONS, "may_know": MAY_KNOW}.get(name)
    if words:
        return words[value]
    return "\n".join(map(str, value)) if isinstance(value, tuple) else str(value)


@dataclass(frozen=True)
class Difference:
    """What stood under a label before, and what stands there since; empty: nothing."""

    label: str
    before: str
    after: str


def differences(before: Details, after: Details) -> list[Difference]:
    """Return what changed from one telling to the next."""
    pairs = [(label, _text(before, name), _text(after, name)) for name, label in LABELS.items()]
    return [Difference(*pair) for pair in pairs if pair[1] != pair[2]]


def names_of(details: Details) -> list[str]:
    """Return the whole names under which somebody may be known elsewhere."""
    families = [each for each in (details.family, *details.maiden_names) if each]
    firsts = [each for each in (details.given, *details.nicknames) if each]
    whole = [f"{first} {family}" for first in firsts for family in families]
    return [*(whole or firsts or families), *details.aliases]


def is_called(details: Details, name: str) -> bool:
    """Say whether this, and nothing besides, is one of their whole names, an alias or a nickname."""
    asked = whole(name)
    return bool(asked) and any(
        whole(each) == asked for each in (*names_of(details), *details.nicknames)
    )


def is_named_in(details: Details, words: str) -> bool:
    """Say whether some words name somebody by a first name, or by what else they are called."""
    called = (*details.given.split(), *details.nicknames, *details.aliases)
    return any(re.search(rf"\b{re.escape(each)}\b", words, re.IGNORECASE) for each in called)


@dataclass(frozen=True)
class LookedFor:
    """By what a partner is looked for among the case files; nothing for whoever is none.

    `emails`, `places` and what is `former` are everything ever told: no file, but a recipient is known by them.
    """

    names: tuple[str, ...] = ()
    born: str = ""
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    former_names: tuple[str, ...] = ()
    former_phones: tuple[str, ...] = ()


def looked_for(told: Sequence[Sequence[Details]]) -> LookedFor:
    """Return by what somebody is looked for, by every telling of each entry that is them: what stands last in each.

    The entry that stands comes first, and its date of birth goes before another's. Who was ever told to be a partner
    stays one: nothing is released to them whatever is told since (3.3.2 e).
    """
    if not any(each.relation in PARTNERS for entry in told for each in entry):
        return LookedFor()
    stand = [entry[-1] for entry in told]
    ever = [each for entry in told for each in entry]
    return LookedFor(
        tuple(name for each in stand for name in names_of(each)),
        next((each.date_of_birth for each in stand if each.date_of_birth), ""),
        tuple(phone for each in stand for phone in each.phones),
        tuple(email for each in ever for email in each.emails),
        tuple(place for each in ever for place in each.places),
        tuple(name for each in ever for name in names_of(each)),
        tuple(phone for each in ever for phone in each.phones),
    )
