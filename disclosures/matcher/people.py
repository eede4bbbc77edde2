"""Who is looked for: the people tied to a case file, as the matcher is told of them."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Kind(StrEnum):
    """What an identifier is."""

    NAME = "name"  # a whole name, given names first or after a comma
    GIVEN = "given"
    FAMILY = "family"
    ALIAS = "alias"
    NICKNAME = "nickname"
    MAIDEN = "maiden"
    PHONE = "phone"
    EMAIL = "email"
    ADDRESS = "address"  # in one line or several; the postcode may be in it
    POSTCODE = "postcode"
    BORN = "born"  # an ISO date
    SCHOOL = "school"  # or nursery, workplace, surgery
    NUMBER = "number"  # any other number or code: National Insurance, plate, a court's reference


@dataclass(frozen=True, slots=True)
class Identifier:
    """One thing by which somebody may be known; `id` is all that a proposal says of it."""

    id: UUID
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody tied to the file; `relation` in one word or two, such as 'mother' or 'social worker'."""

    id: UUID
    relation: str
    identifiers: tuple[Identifier, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose something is, by ids alone; `identifier` is None where a relation gave them away ('her mum')."""

    person: UUID
    identifier: UUID | None = None
