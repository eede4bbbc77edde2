"""A written authorisation as the rules see it: its date, whom it names, and what is kept of it. Pure."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID


class EvidenceKind(StrEnum):
    """In which form the writing itself is kept."""

    SCANNED = "scanned"  # a paper that lies as a document on the client's file
    SIGNED = "signed"  # the client signed on a screen of ours


@dataclass(frozen=True, slots=True)
class Evidence:
    """That the writing is there: in which form, and who of us took it when."""

    kind: EvidenceKind
    by: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A written authorisation (2.2): the date on it, the agency it names, and what is kept of it.

    Without evidence it is a date that somebody typed.
    """

    dated: date | None
    names_agency: UUID | None
    evidence: Evidence | None = None
