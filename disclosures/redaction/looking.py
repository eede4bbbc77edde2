"""Looking for everybody tied to a file: from what is known of them to what the matcher proposes. Pure.

The client is known to whoever receives: of what she alone can be known by, only where she is and how to reach her is
proposed, unless she reads it herself. A name that she shares with somebody else is.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from clients.people.details import RELATIONS
from clients.people.identifiers import CLIENT, IN_CONFIDENCE, IN_RECORDS, NAMED, NEVER_USED, Known
from disclosures.known import person_of
from disclosures.matcher import (
    Matcher,
    Proposal,
    Reason,
    Recognised,
    Recogniser,
    Strength,
    recognised,
)
from disclosures.matcher.folding import fold
from disclosures.names import parts_of
from disclosures.naming import of_nobody, with_named
from disclosures.picture import Partners
from disclosures.redaction.marks import DECIDED, SUGGESTED, Found, Part, Place, Prepared

# What is asked about in a text that somebody typed to leave: kin and professions are what such a text is about.
_TO_WEIGH = DECIDED | {Reason.UNKNOWN_NAME, Reason.UNREAD, Reason.SOURCE}
# What somebody decides about although it is the client's own: where she lives leaves through no oversight.
WHERE = {
    Reason.ADDRESS: "Where the client lives",
    Reason.POSTCODE: "Where the client lives",
    Reason.PHONE: "How to reach the client",
    Reason.EMAIL: "How to reach the client",
}
OTHERS = {
    CLIENT: "The client",
    NEVER_USED: "Never to be used to reach the client",
    IN_RECORDS: "Named in a third-party record",
    IN_CONFIDENCE: "Told us in confidence",
    NAMED: "Named in what is noted of somebody",
}
WORDS = {
    Reason.NAME: "Name",
    Reason.INITIALS: "Initials",
    Reason.PHONE: "Telephone number",
    Reason.EMAIL: "E-mail address",
    Reason.ADDRESS: "Address",
    Reason.POSTCODE: "Postcode",
    Reason.BORN: "Date of birth",
    Reason.SCHOOL: "School or workplace",
    Reason.NUMBER: "Number",
    Reason.NHS_LIKE: "Looks like an NHS number",
    Reason.NI_LIKE: "Looks like a National Insurance number",
    Reason.PLATE_LIKE: "Looks like a number plate",
    Reason.EMAIL_LIKE: "Looks like an e-mail address",
    Reason.HANDLE_LIKE: "Looks like a name on a social network",
    Reason.PHONE_LIKE: "Looks like a telephone number",
    Reason.POSTCODE_LIKE: "Looks like a postcode",
    Reason.ADDRESS_LIKE: "Looks like an address",
    Reason.RECOGNISED: "Recognised as a name",
    Reason.UNREAD: "Not read by the recogniser of names, which failed",
    Reason.UNKNOWN_NAME: "May be a name",
    Reason.RELATION: "Says who somebody is",
    Reason.ROLE: "Says who somebody is",
    Reason.GROUP: "Speaks of a group",
    Reason.SOURCE: "Says who told us",
    Reason.CONFIDENCE: "Was told in confidence",
    Reason.CONFERENCE: "A conference’s minutes",
    Reason.COURT: "A family court’s paper",
    Reason.OTHER_SIDE: "The other service",
    Reason.SENSITIVE: "A sensitive word",
}


@dataclass(frozen=True)
class Group:
    """The same words found for the same reason, wherever they stand; `key` is the same at every reading."""

    key: str
    words: str
    reason: Reason
    whose: tuple[str, ...]
    strength: Strength
    says: str  # why it was found, in words
    suggested: str  # for what it would be withheld
    places: list[tuple[UUID, Found]] = field(default_factory=list)


@dataclass(frozen=True)
class Looked:
    """What was found in the texts of an entry, in order; `failed`: the added recogniser did not read them all."""

    found: list[Found]
    failed: bool


class Looking:
    """A matcher for one file, and what to call those it finds."""

    def __init__(
        self,
        known: Iterable[Known],
        recogniser: Recogniser | None = None,
        *,
        for_client: bool = False,
    ) -> None:
        """Take all who are tied to the file, the client among them, and the recogniser that was added, if any.

        `for_client`: she alone reads it, and nothing that is hers is asked about.
        """
        self._known = with_named(known)
        self._clients = {each.id for each in self._known if each.relation == CLIENT}
        self._names = {each.id: _called(each) for each in self._known}
        self._matcher = Matcher(person_of(each) for each in self._known)
        self._recogniser = recogniser
        self._for_client = for_client

    @property
    def partners(self) -> Partners:
        """Return every name, number, e-mail and postal address of partners and ex-partners, or that may be one's."""
        partners = [each for each in self._known if each.is_partner]
        names = [name for each in partners for name in _whole_names(each.identifiers)]
        return _as_partners(names, partners, self._unsure)

    @property
    def _unsure(self) -> Partners:
        """Return by what somebody has to make sure who it is.

        A partner's single name, where no more is known; what is never to be used to reach her; and whoever must not
        know. Of those a first name alone tells nobody apart, and life may wait for the call that it would hold up.
        """
        partners = [each.identifiers for each in self._known if each.is_partner]
        others = [each for each in self._known if not (each.may_know or each.is_partner)]
        singles = (name for told in partners for name in _single_names(told))
        names = (
            name
            for each in others
            for name in _whole_names(each.identifiers)
            if len(parts_of(name)) > 1
        )
        never_used = [each for each in self._known if each.relation == NEVER_USED]
        return _as_partners((*singles, *names), [*others, *never_used])

    @property
    def not_looked_for(self) -> list[str]:
        """Return whose identifiers no machine can look for, each person once."""
        people = dict.fromkeys(owner.person for owner in self._matcher.not_looked_for)
        return [self._names[each] for each in people if each not in self._clients]

    def whose(self, proposal: Proposal) -> tuple[str, ...]:
        """Return whose it is, each person once."""
        return tuple(dict.fromkeys(self._names[owner.person] for owner in proposal.whose))

    def says(self, proposal: Proposal) -> str:
        """Return why it was found, in words."""
        return (WHERE if self._is_hers(proposal) else WORDS)[proposal.reason]

    def suggests(self, proposal: Proposal) -> str:
        """Return for what it would be withheld, a code of `withholding.WHY`."""
        return "harm" if self._is_hers(proposal) else SUGGESTED.get(proposal.reason, "third_party")

    def look(self, item: Prepared) -> Looked:
        """Return what somebody should look at in the texts of an entry.

        Of a group's note every word that may be a name is to be decided: the file need not know its other men (E27). It
        is one where it was written of a session, or its words speak of a group.
        """
        added = {part: self._recognised(text) for part, text in item.texts.items()}
        read = [
            (part, each)
            for part, text in item.texts.items()
            for each in self._matcher.read(text, added[part].proposals)
        ]
        group = item.of_group or any(each.reason == Reason.GROUP for _, each in read)
        found = [Found(part, each, group) for part, each in read if self._is_asked_about(each)]
        return Looked(found, any(each.failed for each in added.values()))

    def look_at_pages(
        self, entry: UUID, layers: Iterable[str], *, of_group: bool
    ) -> list[tuple[Prepared, Looked]]:
        """Return what somebody has to decide on the pages of an entry's document, as in an entry, page by page.

        It is a group's paper on every page where one of them says so, or its entry does (E27).
        """
        pages = [Prepared(entry, {Part.BODY: text}, source="") for text in layers if text.strip()]
        read = [(page, self.look(page)) for page in pages]
        group = of_group or any(each.in_group for _, looked in read for each in looked.found)
        return [(page, _to_decide(looked, group)) for page, looked in read]

    def groups(self, items: Iterable[tuple[Prepared, Iterable[Found]]]) -> list[Group]:
        """Return proposals of several entries by their words: what is certain first, and somebody's names together."""
        found: dict[str, Group] = {}
        for item, proposals in items:
            for each in proposals:
                words = item.texts[each.part][each.proposal.start : each.proposal.end]
                group = self._group(found, words, each.proposal)
                group.places.append((item.entry, each))
        return sorted(found.values(), key=lambda g: (-g.strength, g.whose, g.key))

    def stops(self, texts: Iterable[str]) -> dict[str, Group]:
        """Return by what others could be known in texts as they would leave, or she be found, by key.

        What merely looks like an identifier is not among it: nobody can say whose it is.
        """
        return self._gathered((text, each) for text in texts for each in self._matcher.known(text))

    def to_weigh(self, texts: Iterable[str]) -> dict[str, Group]:
        """Return by key what somebody has to weigh in texts that were typed to leave, sensitive words among it (4.4.2).

        More than what stops: also what merely looks like a name or a number, for no entry's author has decided it. A
        text at which the added recogniser failed is to be weighed whole.
        """
        proposals = (
            (text, each)
            for text in texts
            for each in self._all_in(text)
            if each.reason in _TO_WEIGH
        )
        return self._gathered(proposals)

    def _all_in(self, text: str) -> Iterator[Proposal]:
        added = self._recognised(text)
        yield from self._matcher.read(text, added.proposals)
        if added.failed:
            yield Proposal(0, len(text), Reason.UNREAD, Strength.MEDIUM)

    def _gathered(self, proposals: Iterable[tuple[str, Proposal]]) -> dict[str, Group]:
        """Gather by their words what somebody is asked about."""
        found: dict[str, Group] = {}
        for text, each in proposals:
            if self._is_asked_about(each):
                group = self._group(found, text[each.start : each.end], each)
                group.places.append((UUID(int=0), Found(Part.BODY, each)))
        return found

    def _recognised(self, text: str) -> Recognised:
        return recognised(text, self._recogniser) if self._recogniser else Recognised()

    def _group(self, found: dict[str, Group], words: str, proposal: Proposal) -> Group:
        key = key_of(words, proposal.reason)
        shown = " ".join(words.split())
        whose, says = self.whose(proposal), self.says(proposal)
        made = Group(
            key, shown, proposal.reason, whose, proposal.strength, says, self.suggests(proposal)
        )
        return found.setdefault(key, made)

    def _is_hers(self, proposal: Proposal) -> bool:
        """Say whether she can be found by it, and nobody else be known."""
        return proposal.reason in WHERE and self._is_the_clients(proposal)

    def _is_asked_about(self, proposal: Proposal) -> bool:
        hers = self._is_hers(proposal) and not self._for_client
        return hers or not self._is_the_clients(proposal)

    def _is_the_clients(self, proposal: Proposal) -> bool:
        owners = {owner.person for owner in proposal.whose}
        return bool(owners) and owners <= self._clients


def _to_decide(looked: Looked, in_group: bool) -> Looked:
    found = [replace(each, in_group=in_group) for each in looked.found]
    return replace(looked, found=[each for each in found if each.to_decide])


def possible_names(item: Prepared, client: str) -> list[Found]:
    """Return what may be a name in an entry, the client's own aside, and is neither withheld nor decided.

    It is looked for without being told of anybody: who is tied to the file is not for every eye that reviews.
    """
    own = set(fold(client).plain.lower().split())
    found = [
        Found(part, each)
        for part, text in item.texts.items()
        for each in of_nobody().read(text)
        if each.reason == Reason.UNKNOWN_NAME
        and not set(fold(text[each.start : each.end]).plain.lower().split()) <= own
    ]
    return [each for each in found if not (item.is_withheld(each.place) or item.is_decided(each))]


def key_of(words: str, reason: Reason) -> str:
    """Return what the same words found for the same reason have in common, however they are written."""
    return f"{reason}:{fold(words).letters}"


def identifiers_in(groups: Iterable[Group]) -> frozenset[UUID]:
    """Return the ids of all identifiers that stand in some groups."""
    return frozenset(
        owner.identifier
        for group in groups
        for _, each in group.places
        for owner in each.proposal.whose
        if owner.identifier
    )


def by_entry(groups: Iterable[Group]) -> Mapping[UUID, list[Place]]:
    """Return the places of groups by the entry they stand in."""
    found: dict[UUID, list[Place]] = defaultdict(list)
    for group in groups:
        for entry, each in group.places:
            found[entry].append(each.place)
    return found


def _as_partners(
    names: Iterable[str], people: Sequence[Known], unsure: Partners | None = None
) -> Partners:
    """Return some names, and the ways to these people."""
    phones, emails, lines, codes = (
        tuple(text for each in people for text in each.identifiers.get(kind, ()))
        for kind in ("phone", "email", "address", "postcode")
    )
    return Partners(tuple(names), phones, emails, (*lines, *codes), unsure)


def _whole_names(told: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """Yield each whole name that somebody's parts make, any first with any surname, and what else they are called."""
    for family in (*told.get("family", ()), *told.get("maiden", ())):
        yield from (
            f"{given} {family}" for given in (*told.get("given", ()), *told.get("nickname", ()))
        )
    yield from told.get("alias", ())


def _single_names(told: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """Return the first names, or the surnames, of somebody of whom nobody knows the other."""
    families = (*told.get("family", ()), *told.get("maiden", ()))
    firsts = (*told.get("given", ()), *told.get("nickname", ()))
    return () if families and firsts else (*families, *firsts)


def _called(known: Known) -> str:
    """Return what to call somebody: their name as far as it is known, and what they are to the client."""
    told = known.identifiers
    parts = [told[kind][-1] for kind in ("given", "family") if kind in told]
    name = " ".join(parts) or next(
        (told[kind][-1] for kind in ("alias", "nickname") if kind in told), ""
    )
    relation = RELATIONS.get(known.relation) or OTHERS.get(known.relation, "Partner")
    return f"{name} ({relation.lower()})" if name else relation
