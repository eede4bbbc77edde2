"""The two files of the histories, and who works on each: a woman's, and the man's whom her partner is called like."""

from dataclasses import dataclass, field
from functools import cache
from typing import Any
from uuid import UUID

from clients.actions import add_entry
from clients.models import CaseFile, Entry
from clients.people.details import Address, Details
from confidentiality.access.identity import acting_as
from tests import cast
from tests.people import working as people

LEADS = ("safeguarding_lead", "dp_lead")


@dataclass(frozen=True)
class Side:
    """A file of the cast with its people; `strangers` may do nothing on it, and try."""

    file: str
    asker: str
    manager: str
    senior: str  # whose second sign-off raised risk asks for
    partner: str  # to whom nothing may go
    people: tuple[str, ...] = field(default=())

    @property
    def id(self) -> UUID:
        """Return the file's id."""
        return cast.FILES[self.file].id

    @property
    def service(self) -> str:
        """Return the file's service."""
        return str(cast.FILES[self.file].service)


HERS = Side(
    *("amina", "iss_worker", "iss_manager", "iss_senior", "Daniel Farouk"),
    ("iss_worker", "iss_worker", "iss_manager", "iss_manager", "iss_senior", *LEADS),
)
HIS = Side(
    *("daniel", "dvpp_worker", "dvpp_manager", "dvpp_manager", "Amina Farouk"),
    ("dvpp_worker", "dvpp_worker", "dvpp_manager", "dvpp_manager", "iss_manager", *LEADS),
)
MORE: tuple[dict[str, Any], ...] = (
    {
        "kind": "session",
        "nature": "opinion",
        "body": "He names what he did without being asked.",
        "basis": "He spoke for ten minutes and blamed nobody.",
    },
    {
        "kind": "session",
        "nature": "fact",
        "body": "He said that he has known of his HIV since the spring.",
        "sensitive_kind": "hiv",
    },
)


EMAIL, DOOR = (
    "m.farouk@example.org",
    "11 Mill L",
)  # by which each knows the other, however the street is spelt
WAYS = ("write to M.Farouk@example.org", "By post, 11 MILL LN, Northtown", "11 Mill Lane, NT1 1ML")


def write_more() -> None:
    """Give the man's file as many entries as hers, the third with a sensitive fact; tie each to the other's."""
    for side in (HERS, HIS):
        given, family = side.partner.split()
        lives = (Address("11 Mill Lane\nNorthtown", "NT1 1ML"),)
        known = Details("ex_partner", given=given, family=family, emails=(EMAIL,), addresses=lives)
        people.add(known, by=side.asker, file=side.id)
    with acting_as(cast.PEOPLE[HIS.asker].id):
        file, by = CaseFile.objects.get(id=HIS.id), cast.worker(HIS.asker)
        for said in MORE:
            add_entry(file=file, by=by, happened_on=None, **said)


@cache
def side_of(file_id: UUID) -> Side:
    """Return whose file it is."""
    return HERS if file_id == HERS.id else HIS


def entries_of(side: Side) -> list[Entry]:
    """Return the first three entries of a file (act as somebody who may read it)."""
    return list(Entry.objects.filter(file_id=side.id).order_by("written_at", "id")[:3])
