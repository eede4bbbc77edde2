"""By what everybody tied to a case file can be known in a text: what a search through its words goes by. Pure.

Nobody is left out: not the client, nor who is no longer tied, nor how somebody was called before. What once stood in
the record may stand in an entry.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid5

from clients.contacting.profile import Profile, hers, never_to_use

from .details import PARTNERS, Details

NAMES = ("given", "family", "alias", "nickname", "maiden")
KINDS = (*NAMES, "phone", "email", "address", "postcode", "date_of_birth", "school")
CLIENT, PARTNER_AS_TOLD = "client", "partner"
IN_RECORDS, IN_CONFIDENCE, NAMED = "in a record", "in confidence", "named"  # in words alone
NEVER_USED = "never use"  # whoever answers what is never to be used to reach the client


@dataclass(frozen=True)
class Known:
    """Somebody tied to a case file: `relation` is one of `details.RELATIONS`, or of the names in this module.

    `identifiers` has the texts by kind, one of KINDS, each once and as it was typed; dates of birth are ISO dates. A
    kind of which nothing is known is not in it. Who was ever told to be a partner stays one, whatever is told since.
    """

    id: UUID
    relation: str
    identifiers: Mapping[str, tuple[str, ...]]
    was_partner: bool = False
    may_know: bool = True  # that the client comes to us; False: must not, or nobody has said so
    noted: tuple[str, ...] = ()  # texts in which others may be named

    @property
    def is_partner(self) -> bool:
        """Say whether they are, or were ever told to be, a partner or ex-partner of the client."""
        return self.was_partner or self.relation in (PARTNER_AS_TOLD, *PARTNERS)


def known(key: UUID, relation: str, told: Iterable[tuple[str, str]]) -> Known:
    """Return somebody by what was told of them, kind and text."""
    by_kind: dict[str, dict[str, None]] = {}
    for kind, text in told:
        if text.strip():
            by_kind.setdefault(kind, {})[text.strip()] = None
    return Known(key, relation, {kind: tuple(by_kind[kind]) for kind in KINDS if kind in by_kind})


def of_person(key: UUID, versions: Sequence[Details], *, may_know: bool) -> Known:
    """Return a linked person by all that was ever told of them, in entries that are the same too; the newest last."""
    told = [pair for details in versions for pair in _told(details)]
    was_partner = any(each.relation in PARTNERS for each in versions)
    noted = (
        text
        for each in versions
        for text in (each.parental_authority, each.court_orders, each.notes)
    )
    return replace(
        known(key, versions[-1].relation, told),
        was_partner=was_partner,
        may_know=may_know,
        noted=_each_once(noted),
    )


def _told(details: Details) -> Iterable[tuple[str, str]]:
    yield "given", details.given
    yield "family", details.family
    for kind, texts in (
        ("alias", details.aliases),
        ("nickname", details.nicknames),
        ("maiden", details.maiden_names),
        ("phone", details.phones),
        ("email", details.emails),
    ):
        yield from ((kind, text) for text in texts)
    for address in details.addresses:
        yield "address", address.lines
        yield "postcode", address.postcode
    yield "date_of_birth", details.date_of_birth
    yield "school", details.school


def of_client(
    key: UUID, *, name: str, known_as: Iterable[str], born: str, contacts: Iterable[Profile]
) -> Known:
    """Return the client by what the case file says of her; `contacts` is every telling of her safe contact."""
    told = [*_parts(name), *(("alias", each) for each in known_as), ("date_of_birth", born)]
    return known(key, CLIENT, [*told, *hers(contacts)])


def of_never_used(file: UUID, contacts: Iterable[Profile]) -> list[Known]:
    """Return whoever answers what was ever never to be used to reach her, as one; nobody where nothing is."""
    told = never_to_use(contacts)
    return [known(uuid5(file, NEVER_USED), NEVER_USED, told)] if told else []


def of_partners(file: UUID, names: Iterable[str]) -> list[Known]:
    """Return the partners whom the case file names, one for each name; their ids are the same at each call."""
    return [
        known(uuid5(file, f"partner {number}"), PARTNER_AS_TOLD, _parts(name))
        for number, name in enumerate(names, start=1)
    ]


def of_records(file: UUID, typed: Iterable[tuple[str, bool]]) -> list[Known]:
    """Return whom third-party records name in words alone: each word, and whether it says who told in confidence."""
    told = list(typed)
    found = []
    for relation, in_confidence in ((IN_CONFIDENCE, True), (IN_RECORDS, False)):
        # as in a sentence: the first word of a name is no sentence's beginning
        words = (each.strip() for each, confided in told if confided == in_confidence)
        noted = _each_once(f"of {each}" for each in words if each)
        found.append(Known(uuid5(file, relation), relation, {}, noted=noted))
    return [each for each in found if each.noted]


def of_named(key: UUID, where: Known, name: str) -> Known:
    """Return somebody whom what was noted of others names."""
    relation = NAMED if where.identifiers else where.relation
    return known(key, relation, _parts(name))


def _each_once(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if text.strip()))


def _parts(name: str) -> list[tuple[str, str]]:
    """Return a whole name as it is, and its parts as if the surname stood last: nobody asked which is which."""
    *given, family = name.split() or [""]
    return [*(("given", part) for part in given), ("family", family), ("alias", name)]
