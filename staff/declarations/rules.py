"""When a declared person and a case file's are taken for one, and when a declaration is due again. No Django.

The database asks the same of keyed tokens (clients.conflicts): `Marks` are what those tokens are of.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from confidentiality.sealing.index import words


@dataclass(frozen=True)
class Marks:
    """What somebody is known by, in the forms in which it is compared; an ISO date or nothing for `born`."""

    pairs: frozenset[str] = field(default_factory=frozenset)  # a given and a family name together
    phones: frozenset[str] = field(default_factory=frozenset)
    births: frozenset[str] = field(default_factory=frozenset)  # one name with the date of birth
    born: str = ""

    @property
    def tell(self) -> bool:
        """Say whether there is enough to tell this person from others."""
        return bool(self.pairs or self.phones or self.births)


def _words(names: Iterable[str]) -> frozenset[str]:
    """Return every form of these names: their parts, and each name joined."""
    names = list(names)
    parts = frozenset[str]().union(*(words.name_words(name) for name in names))
    return parts | {joined for name in names if len(joined := "".join(words.whole(name))) > 1}


def _marks(pairs: Iterable[str], single: Iterable[str], born: str, phones: Iterable[str]) -> Marks:
    return Marks(
        pairs=frozenset(pairs),
        phones=frozenset(number for each in phones for number in words.phones(each)),
        births=frozenset(f"{word} {born}" for word in single) if born else frozenset(),
        born=born,
    )


def marks_of_declared(
    *, given: str, family: str, others: Iterable[str] = (), born: str = "", phone: str = ""
) -> Marks:
    """Return what a declared person is known by; another name (at birth, for short) counts as given and as family."""
    more = _words(others)
    firsts, lasts = _words([given]) | more, _words([family]) | more
    pairs = {" ".join(sorted((one, other))) for one in firsts for other in lasts if one != other}
    return _marks(pairs, firsts | lasts, born, [phone])


def marks_of_file(*, names: Iterable[str], born: str = "", phones: Iterable[str] = ()) -> Marks:
    """Return what a case file's client is known by."""
    names = list(names)
    pairs = (pair for name in names for pair in words.name_pairs(name))
    single = frozenset[str]().union(*(words.name_words(name) for name in names))
    return _marks(pairs, single, born, phones)


def agree(one: Marks, other: Marks) -> bool:
    """Say whether they are taken for one person (E2, E3).

    A given and a family name agree, or a telephone number, or the date of birth and a name. Two different dates of
    birth are two persons, whatever else agrees.
    """
    if one.born and other.born and one.born != other.born:
        return False
    return bool(one.pairs & other.pairs or one.phones & other.phones or one.births & other.births)


def due_on(stated_on: date | None, renewal: timedelta) -> date | None:
    """Return the day from which a declaration is to be renewed; None where there is none yet."""
    return stated_on + renewal if stated_on else None


def is_due(stated_on: date | None, today: date, renewal: timedelta) -> bool:
    """Say whether somebody is to declare now: for the first time, or again."""
    due = due_on(stated_on, renewal)
    return due is None or today >= due
