"""What the matcher answers: places in a text that somebody should look at, and why. Never that there are none."""

from collections.abc import Iterable
from enum import IntEnum, StrEnum
from typing import NamedTuple

from .people import Owner


class Reason(StrEnum):
    """Why a place is proposed."""

    # an identifier of somebody tied to the file
    NAME = "name"
    INITIALS = "initials"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"
    POSTCODE = "postcode"
    BORN = "born"
    SCHOOL = "school"
    NUMBER = "number"
    # looks like an identifier of somebody
    NHS_LIKE = "nhs_like"
    NI_LIKE = "ni_like"
    PLATE_LIKE = "plate_like"
    EMAIL_LIKE = "email_like"
    HANDLE_LIKE = "handle_like"
    PHONE_LIKE = "phone_like"
    POSTCODE_LIKE = "postcode_like"
    ADDRESS_LIKE = "address_like"
    RECOGNISED = "recognised"  # by a recogniser that the installation added
    UNREAD = "unread"  # that recogniser failed: nobody knows what it would have found
    UNKNOWN_NAME = "unknown_name"  # a capitalised word that nothing explains
    # words that give somebody away, or what they said
    RELATION = "relation"  # her mum, the neighbour
    ROLE = "role"  # his social worker, SW
    GROUP = (
        "group"  # a group's note, in which others may be named whom the file does not know (E27)
    )
    SOURCE = "source"  # told me, according to
    CONFIDENCE = "confidence"  # in confidence, does not want him to know
    CONFERENCE = "conference"  # minutes of a multi-agency conference (E33)
    COURT = "court"  # a family court's paper (E23)
    OTHER_SIDE = "other_side"  # the other service, notifications to it (E26)
    SENSITIVE = "sensitive"


KNOWN = frozenset(
    {
        Reason.NAME,
        Reason.INITIALS,
        Reason.PHONE,
        Reason.EMAIL,
        Reason.ADDRESS,
        Reason.POSTCODE,
        Reason.BORN,
        Reason.SCHOOL,
        Reason.NUMBER,
    }
)
LIKE = frozenset(
    {
        Reason.NHS_LIKE,
        Reason.NI_LIKE,
        Reason.PLATE_LIKE,
        Reason.EMAIL_LIKE,
        Reason.HANDLE_LIKE,
        Reason.PHONE_LIKE,
        Reason.POSTCODE_LIKE,
        Reason.ADDRESS_LIKE,
        Reason.RECOGNISED,
    }
)


_RANK = dict.fromkeys(Reason, 0) | {Reason.UNKNOWN_NAME: 1}
_RANK |= dict.fromkeys(LIKE, 2) | dict.fromkeys(KNOWN, 3)


class Strength(IntEnum):
    """How much speaks for it; a weak one is often an ordinary word."""

    WEAK = 1
    MEDIUM = 2
    STRONG = 3


class Proposal(NamedTuple):
    """One place, `text[start:end]` of the text as it was given.

    `whose` is empty where nobody tied to the file is meant; `detail` is the section of a list ('health').
    """

    start: int
    end: int
    reason: Reason
    strength: Strength
    whose: tuple[Owner, ...] = ()
    detail: str = ""


def prune(proposals: Iterable[Proposal]) -> list[Proposal]:
    """Return them in order, without those that a longer or better one says already.

    A known identifier hides what merely looks like one, and that hides an unexplained capital; within its own
    kind a longer place hides what lies in it, unless that is somebody else's. Cues and sensitive words hide nothing.
    """
    kept: list[Proposal] = []
    around: list[Proposal] = []
    for each in sorted(proposals, key=_widest_first):
        around = [other for other in around if other.end > each.start]
        if not any(_hides(other, each) for other in around):
            kept.append(each)
            around.append(each)
    return kept


def _widest_first(proposal: Proposal) -> tuple[int, int, int, int]:
    start, end, reason, strength, *_ = proposal
    return start, -end, -_RANK[reason], -strength


def _hides(one: Proposal, other: Proposal) -> bool:
    if one.end < other.end:
        return False
    rank, below = _RANK[one.reason], _RANK[other.reason]
    if not rank or not below:
        return one.reason is other.reason and one.detail == other.detail
    if rank > below:
        return True
    people = {owner.person for owner in one.whose}
    return (
        rank == below
        and people.issuperset(owner.person for owner in other.whose)
        and one.strength >= other.strength
    )
