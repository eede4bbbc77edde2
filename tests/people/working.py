"""People tied to a case file, and proposals about two of them, made by the product's own actions."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from clients import actions as files
from clients.models import CaseFile
from clients.people import actions
from clients.people.access import Tied, open_person
from clients.people.details import Address, Details
from clients.people.models import LinkedPerson, Merge
from confidentiality.access.identity import acting_as
from tests import cast

AMINA = cast.FILES["amina"].id
MUST_NOT_STAND = "Rosalind Okonjo"  # whoever has no right finds it nowhere
CHILD = Details(
    relation="child",
    may_know="no",
    given="Rosalind",
    family="Okonjo",
    maiden_names=("Farouk",),
    aliases=("Rosie O.",),
    nicknames=("Roo",),
    date_of_birth="2016-02-29",
    phones=("07700 900333",),
    emails=("roo@example.org",),
    addresses=(Address("12 Larch Row\nEastbrook", "EB1 2CD", "2019", ""),),
    school="Larch Row Primary",
    parental_authority="Both parents",
    court_orders="Prohibited steps order, Eastbrook, March 2024",
    notes="Lives with her.",
)


def add(
    details: Details = CHILD, *, by: str = "iss_worker", file: UUID = AMINA, key: UUID | None = None
) -> UUID:
    """Tie somebody to a file."""
    with acting_as(cast.PEOPLE[by].id):
        on = CaseFile.objects.get(id=file)
        made = actions.add_person(
            file=on, by=cast.worker(by), details=details, person_id=key or uuid4()
        )
        return made.id


def change(
    person: UUID, details: Details, *, by: str = "iss_worker", seen: int | None = None
) -> bool:
    """Write down what is known of somebody now; say whether it was."""
    with acting_as(cast.PEOPLE[by].id):
        who = tied(person)
        seen = who.latest.number if seen is None else seen
        made = actions.change_person(
            who=who, by=cast.worker(by), details=details, seen=seen, version_id=uuid4()
        )
        return made is not None


def tied(person: UUID) -> Tied:
    """Return somebody as whoever acts sees them."""
    file = CaseFile.objects.get(linked_people=person)
    return open_person(file, person).who


def a_file_of_two(name: str = "Roisin Vane") -> UUID:
    """Open a file on which two workers may read and write what concerns others."""
    with acting_as(cast.PEOPLE["iss_worker"].id):
        by = cast.worker("iss_worker")
        file = files.open_new_file(
            service="iss",
            particulars=files.Particulars(name=name),
            by=by,
            opened_on=date(2024, 1, 9),
        )
        files.give_to_worker(
            file=file,
            worker=cast.worker("iss_colleague"),
            rights=("view", "contribute", "third_party"),
            reason="cover",
            by=by.pk,
        )
        return file.id


def move_named(*, by: str = "iss_worker", file: UUID = AMINA) -> UUID:
    """Put the partner whom a file names among its people."""
    with acting_as(cast.PEOPLE[by].id):
        on, me = CaseFile.objects.get(id=file), cast.worker(by)
        (line,) = on.partner_names
        return actions.tie_named(
            file=on, by=me, name=line, relation="ex_partner", person_id=uuid4()
        ).id


def propose(kept: UUID, merged: UUID, *, by: str = "iss_colleague", kind: str = "merge") -> UUID:
    """Propose that two entries are one person, or two after all."""
    with acting_as(cast.PEOPLE[by].id):
        made = actions.propose_merge(
            kind=kind,
            kept=tied(kept),
            merged=tied(merged),
            by=cast.worker(by),
            reason="Same birthday, same school.",
            merge_id=uuid4(),
        )
        assert made is not None
        return made.id


def decide(merge: UUID, *, by: str = "iss_worker", agree: bool = True) -> str:
    """Decide about a proposal; return what came of it."""
    with acting_as(cast.PEOPLE[by].id):
        found = Merge.objects.get(pk=merge)
        return actions.decide_merge(merge=found, agree=agree, by=cast.worker(by))


def merged_into(person: UUID, *, by: str = "iss_worker") -> UUID | None:
    """Return which entry one was merged into."""
    with acting_as(cast.PEOPLE[by].id):
        return LinkedPerson.objects.get(pk=person).merged_into_id


def subjects() -> dict[str, str]:
    """Tie two people to Amina's file, and four to a file of two workers: two of them are one, of two it is proposed."""
    of_a_child = ("school", "parental_authority", "court_orders")
    told: dict[str, Any] = {"relation": "relative", **dict.fromkeys(of_a_child, "")}
    amina = add(replace(CHILD, **told))
    add(Details("neighbour", nicknames=("Mrs. P.",)))
    file = a_file_of_two()
    kept, merged, other, own = (
        add(Details("friend", given=name), file=file) for name in ("Ida", "Edie", "Ada", "Una")
    )
    assert decide(propose(kept, merged)) == "agreed"
    waiting, mine = propose(kept, other), propose(kept, own, by="iss_worker")
    with acting_as(cast.PEOPLE["iss_worker"].id):
        reference = CaseFile.objects.get(id=file).reference
    return {
        "person": str(amina),
        "file of two": reference,
        "merged person": str(merged),
        "merge": str(waiting),
        "own merge": str(mine),
    }
