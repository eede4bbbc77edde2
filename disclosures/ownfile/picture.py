"""A client's request to see their own file, as the rules see it. Pure (5.2.4, 5.2.5)."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class Asker(StrEnum):
    """Who asks to see a file: the client, or somebody for them."""

    CLIENT = "client"
    ADVOCATE = "advocate"
    PARENT = "parent"
    REPRESENTATIVE = "representative"  # of a client who has died


@dataclass(frozen=True, slots=True)
class OwnFile:
    """A request to see one's own file (5.2.4, 5.2.5), as far as somebody has said.

    `earliest_at` is the end of the notice or the waiver of it; `authority_on` counts for whoever is not the client and
    is None where it has lapsed; `scope` None is the whole file; `held` is what the file held when it was asked for,
    with what was scanned since of its paper.
    """

    file: UUID
    statutory: bool
    asker: Asker | str
    asked_at: datetime
    earliest_at: datetime | None
    identity_on: date | None
    seen_alone: bool | None
    coerced: bool | None
    authority_on: date | None
    weighed: (
        bool | None
    )  # a parent's or representative's: whether it was weighed and allowed (E8, E29)
    scope: frozenset[UUID] | None
    held: frozenset[UUID]
    conference: frozenset[UUID]  # minutes of a multi-agency conference (E33)
    unrouted: frozenset[UUID]  # those asked for that were not sent on to their co-ordinator
    open: bool
    dead: bool
    names_sensitive: bool = False  # the authority does, for whoever is not the client
    not_partner: bool = False  # somebody has asked who they are to the client
    paper_unread: bool = False  # of a folder nobody has said what is on paper alone
    holdings_out: bool = (
        False  # all was asked for, and what is held besides entries was not taken in
    )
    for_another: frozenset[UUID] = (
        frozenset()
    )  # written out for another request, of somebody else perhaps

    @property
    def in_scope(self) -> frozenset[UUID]:
        """What was asked for, as far as the authority covers it."""
        return self.held if self.scope is None else self.held & self.scope
