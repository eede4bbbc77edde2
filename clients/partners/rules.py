"""When what a file says of a partner, or of its client, is taken for somebody who has a file. No Django.

The database asks the same of keyed tokens (`fence_sql`); `Marks` are what those tokens are of.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from staff.declarations.rules import Marks, marks_of_file

TOO_MANY = 5  # ties that one person's writing brought up within a day: worth a word with them


@dataclass(frozen=True)
class Judged:
    """Whether two are taken for one: `sure` where more than a name, or a number, agrees."""

    fits: bool
    sure: bool = False


def marks_of_partner(*, names: Iterable[str], born: str = "", phones: Iterable[str] = ()) -> Marks:
    """Return what a partner is known by: whole names, and single ones with the date of birth."""
    return marks_of_file(names=names, born=born, phones=phones)


def judge(partner: Marks, client: Marks) -> Judged:
    """Say whether a recorded partner is taken for the client of a file (E5, E6).

    Two different known dates of birth are two people. A whole name with a number or the date of birth is sure; a whole
    name, a number, or one name with the date of birth, each alone, is asked about.
    """
    if partner.born and client.born and partner.born != client.born:
        return Judged(fits=False)
    names = bool(partner.pairs & client.pairs)
    more = bool(partner.phones & client.phones or partner.births & client.births)
    return Judged(fits=names or more, sure=names and more)


def knows(one: str, other: str) -> str:
    """Return the service whose managers may know of a couple: hers, wherever one half is hers (clause 3.1.1).

    Nothing flows back to the programme.
    """
    return "iss" if "iss" in (one, other) else "dvpp"
