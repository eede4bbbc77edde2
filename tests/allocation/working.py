"""Files that change hands, for tests: through the product's actions, as the cast."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.db import connections
from django.utils import timezone

from clients import actions as files
from clients.allocation import actions
from clients.allocation.actions import Handing, Outcome
from clients.models import CaseFile, Wall
from confidentiality.access.identity import acting_as
from staff.absence import actions as absences
from staff.absence.models import Absence
from staff.models import Account, Role, Team, Worker
from tests import cast
from tests.clients.questions import file_of, give, working_as
from tests.database import logged_in_as

MANAGER, LEAD, OTHER = "iss_manager", "iss_worker", "iss_senior"
FILE = "amina"


def who(key: str) -> UUID:
    """Return the id of a cast person."""
    return cast.PEOPLE[key].id


def today(ahead: int = 0) -> date:
    """Return a day from today in London."""
    return timezone.localdate() + timedelta(days=ahead)


# ---- why somebody is not available; each makes the senior so, for Amina's file


def is_half_of_the_couple() -> None:
    """She has held something on his file, so a couple's wall stands before hers."""
    give("daniel", OTHER, "view", holder="dvpp_worker")


def is_kin() -> None:
    """A manager has walled her off."""
    with working_as(MANAGER):
        Wall.objects.create(user_id=who(OTHER), file=file_of(FILE), kind=Wall.Kind.CONFLICT)


def is_away(key: str = OTHER, until: int = 3) -> None:
    """She has entered days away."""
    enter(key, Absence.Kind.AWAY, until)


def takes_no_new_files() -> None:
    """She has entered a pause, which nobody else sees."""
    enter(OTHER, Absence.Kind.NO_NEW_FILES, 3)


def enter(key: str, kind: Absence.Kind, until: int) -> None:
    """Let somebody enter days of their own, from today."""
    with working_as(key) as worker:
        absences.enter_days(
            worker=worker, kind=kind, first_day=today(), last_day=today(until), by=worker
        )


def is_full() -> None:
    """She leads as many files as her manager has set."""
    with working_as(OTHER) as worker:
        files.open_new_file(
            service="iss",
            particulars=files.Particulars(name="Ines Vidal"),
            by=worker,
            opened_on=today(),
        )
    limit(OTHER, 1)


def limit(key: str, most: int | None) -> None:
    """Let the manager set somebody's limit."""
    with working_as(MANAGER) as manager:
        actions.set_limit(worker=cast.worker(key), most=most, by=manager)


WHY = {
    "couple": is_half_of_the_couple,
    "kin": is_kin,
    "away": is_away,
    "pause": takes_no_new_files,
    "full": is_full,
}


# ---- changing hands


def allocate(
    key: str = FILE, to: str = OTHER, *, by: str = MANAGER, was: str | None = LEAD, note: str = "?"
) -> Outcome:
    """Let a manager give a file to somebody; return what became of it."""
    with working_as(by) as manager:
        file = file_of(key)
        handing = Handing(file, cast.worker(to), who(was) if was else None, note)
        return actions.hand_over(handings=[handing], by=manager)[file.id]


def lead_of(key: str = FILE, holder: str = MANAGER) -> UUID | None:
    """Return who leads a file."""
    with working_as(holder):
        return file_of(key).lead_id


def leads_no_more(*keys: str) -> None:
    """Say, as the owner on committed data, that nobody leads these files, as after an import."""
    with logged_in_as("owner"):
        ids = [cast.FILES[key].id for key in keys]
        CaseFile.objects.filter(id__in=ids).update(lead=None)


def leaves(key: str = LEAD) -> None:
    """End an account, as the owner on committed data."""
    with logged_in_as("owner"):
        Account.objects.filter(id=who(key)).update(is_active=False)


def manages_too(key: str) -> None:
    """Make a second line manager of the team, as the owner on committed data."""
    with logged_in_as("owner"):
        Worker.objects.filter(pk=who(key)).update(role=Role.LINE_MANAGER)
        Account.objects.get(id=who(key)).groups.add(Team.objects.get(name="ISS team"))


def at_once(*works: Callable[[], object]) -> list[object]:
    """Run each work on a connection of its own at the same time; return results or exceptions, in their order."""
    start = threading.Barrier(len(works))
    out: dict[int, object] = {}

    def run(number: int, work: Callable[[], object]) -> None:
        try:
            start.wait()
            out[number] = work()
        except Exception as error:
            out[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return [out[number] for number in range(len(works))]


def sees(key: str, file: str = FILE) -> bool:
    """Say whether somebody sees that a file is there."""
    with acting_as(who(key)):
        return CaseFile.objects.filter(id=cast.FILES[file].id).exists()
