"""Ties for tests: what follows from files and their people, and what a manager decides."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients import actions as files
from clients.models import CaseFile
from clients.partners import access, actions
from clients.partners.models import Tie
from confidentiality.access.identity import acting_as
from tests import cast
from tests.clients.questions import file_of, working_as

MANAGER, PROGRAMME, LEAD = "iss_manager", "dvpp_manager", "safeguarding_lead"


def who(key: str) -> UUID:
    """Return the id of a cast person."""
    return cast.PEOPLE[key].id


def a_file(name: str, *, by: str = "iss_worker", **said: Any) -> UUID:
    """Open a file as a cast person; return its id."""
    with working_as(by) as worker:
        return files.open_new_file(
            service=worker.service,
            particulars=files.Particulars(name=name, **said),
            by=worker,
            opened_on=timezone.localdate(),
            file_id=uuid4(),
        ).id


def ties(key: str = MANAGER) -> tuple[list[Tie], list[Tie]]:
    """Return what waits for somebody who decides, and what stands tied, leaving out what the cast brings."""
    with working_as(key) as worker:
        waiting, standing = access.ties(worker)
    return [each.tie for each in waiting if not _of_cast(each.tie)], [
        each.tie for each in standing if not _of_cast(each.tie)
    ]


def _of_cast(tie: Tie) -> bool:
    ids = {file.id for file in cast.FILES.values()}
    return {tie.one_id, tie.other_id} <= ids


def decide(tie: Tie, *, tied: bool, why: str = "", by: str = MANAGER) -> bool:
    """Let somebody decide about a tie that they can open; return whether it was done."""
    with working_as(by) as worker:
        opened = access.open_tie(worker, tie.id)
        return actions.decide(tie=opened.tie, tied=tied, why=why, by=worker)


def say(
    reference: str, name: str, *, file: str = "amina", by: str = MANAGER, **details: Any
) -> None:
    """Let somebody say by hand whose partner a cast file's client is."""
    with working_as(by) as worker:
        actions.tie_by_hand(
            file=file_of(file),
            reference=reference,
            name=name,
            born=details.get("born"),
            phone=details.get("phone", ""),
            by=worker,
        )


def sees(key: str, file: UUID) -> bool:
    """Say whether a cast person sees that a file is there."""
    with acting_as(who(key)):
        return CaseFile.objects.filter(id=file).exists()


def told() -> set[str]:
    """Return who of the cast can read any tie at all, beside those that the cast brings."""
    ids = [file.id for file in cast.FILES.values()]
    found = set()
    for key, person in cast.PEOPLE.items():
        with acting_as(person.id):
            there = Tie.objects.exclude(one__in=ids, other__in=ids).exists()
            found |= {key} if there else set()
    return found


def subjects() -> dict[str, str]:
    """Let two files of each service be of one person, perhaps: a tie waits before either's manager."""
    one_more()
    for _ in range(2):
        a_file("Wilma Quick")
    one_more()
    (tie,) = (each for each in ties()[0] if each.kind == Tie.Kind.SAME and _is_wilma(each))
    return {"tie": str(tie.id)}


def _is_wilma(tie: Tie) -> bool:
    with working_as(MANAGER):
        return bool(CaseFile.objects.get(id=tie.one_id).name == "Wilma Quick")


def one_more() -> None:
    """Open one more file of the name of another's partner."""
    a_file("Tom Haddad", by="dvpp_worker")
