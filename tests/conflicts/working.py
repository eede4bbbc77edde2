"""Conflicts for tests: what follows from declarations, what is said at a file, and what a manager decides."""

from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from clients import actions as files
from clients.conflicts import access, actions
from clients.conflicts.models import Notice
from clients.models import CaseFile
from confidentiality.access.identity import acting_as
from tests import cast
from tests.clients.questions import file_of, working_as
from tests.declarations.working import declare

MANAGER, LEAD = "iss_manager", "safeguarding_lead"
# Whom the world's conflict keeps from Amina's file, which they have nothing to do with.
WALLED = "committee"


def who(key: str) -> UUID:
    """Return the id of a cast person."""
    return cast.PEOPLE[key].id


def a_file(
    name: str, *, by: str = "iss_worker", walled_off: tuple[str, ...] = (), **said: Any
) -> UUID:
    """Open a file as a cast person; return its id."""
    with working_as(by) as worker:
        return files.open_new_file(
            service=worker.service,
            particulars=files.Particulars(name=name, **said),
            by=worker,
            opened_on=timezone.localdate(),
            file_id=uuid4(),
            walled_off=[who(key) for key in walled_off],
        ).id


def sees(key: str, file: UUID) -> bool:
    """Say whether a cast person sees that a file is there."""
    with acting_as(who(key)):
        return CaseFile.objects.filter(id=file).exists()


def notices(key: str = MANAGER) -> list[Notice]:
    """Return what waits for somebody who decides, the oldest first."""
    with working_as(key) as worker:
        return access.notices(worker)[0]


def told() -> set[str]:
    """Return who of the cast can read any notice at all."""
    found = set()
    for key, person in cast.PEOPLE.items():
        with acting_as(person.id):
            found |= {key} if Notice.objects.exists() else set()
    return found


def settle(notice: Notice, *, lift: bool, by: str = MANAGER) -> bool:
    """Let somebody decide about a notice that they can open; return whether it was done."""
    with working_as(by) as worker:
        return actions.settle(notice=access.open_notice(worker, notice.id), lift=lift, by=worker)


def grounds(notice: Notice, by: str = MANAGER) -> access.Grounds | None:
    """Return what agrees, as somebody asks for it."""
    with working_as(by):
        return access.grounds_of(notice)


def step_back(key: str, file: str = "amina") -> None:
    """Let a cast person say that they know whom a cast file is about."""
    with working_as(key) as worker:
        actions.step_back(file=file_of(file), by=worker)


def subjects() -> dict[str, str]:
    """Let somebody declare a name that is Amina's: a notice waits."""
    one_more()
    (notice,) = notices()
    return {"conflict": str(notice.id)}


def one_more() -> None:
    """Let the same person declare the same name again."""
    declare(WALLED, "Amina", "Farouk")
