"""Emergency access for tests: asked for, ended and aged as the product would."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from uuid import UUID, uuid4

from django.utils import timezone

from clients.emergency import actions
from clients.emergency.actions import Answer
from clients.emergency.models import EmergencyAccess
from clients.emergency.walls import tell_of_wall
from clients.models import CaseFile, Wall
from confidentiality.access.identity import acting_as
from tests import cast
from tests.database import logged_in_as

REASON = "Her sister rang: he is at the door with a knife. I need the address for the police."
# The colleague is kin to Leila's family, so a conflict's wall stands; the senior holds nothing on Siobhan's file.
KIN, WALLED_OFF = "iss_colleague", "leila"
ASKER, FILE = "iss_senior", "siobhan"


def ask(
    key: str = ASKER,
    file: str = FILE,
    *,
    at_risk: bool = True,
    reference: str = "",
    access_id: UUID | None = None,
) -> tuple[Answer, UUID]:
    """Ask as a cast person; return the answer and the id that was asked under."""
    asked_under = access_id or uuid4()
    with acting_as(cast.PEOPLE[key].id):
        answer, _ = actions.start(
            access_id=asked_under,
            reference=reference or cast.FILES[file].reference,
            reason=REASON,
            at_risk=at_risk,
            by=cast.worker(key),
        )
    return answer, asked_under


def opened(key: str = ASKER, file: str = FILE, *, at_risk: bool = True) -> UUID:
    """Open a cast file as a cast person in an emergency; return the id of the access."""
    answer, access_id = ask(key, file, at_risk=at_risk)
    assert answer == Answer.OPENED
    return access_id


def behind_a_new_wall(key: str, file: str, manager: str = "iss_manager") -> None:
    """Let a manager raise a conflict's wall, and whoever is behind it try to reach the file."""
    with acting_as(cast.PEOPLE[manager].id):
        Wall.objects.create(
            user_id=cast.PEOPLE[key].id, file_id=cast.FILES[file].id, kind=Wall.Kind.CONFLICT
        )
    with acting_as(cast.PEOPLE[key].id):
        tell_of_wall(cast.FILES[file].reference)


def end(access_id: UUID, key: str = ASKER) -> None:
    """End an emergency access as a cast person."""
    with acting_as(cast.PEOPLE[key].id):
        actions.end(access_id=access_id, by=cast.worker(key))


def sees(key: str, file: str) -> bool:
    """Say whether a cast person sees that a cast file is there."""
    with acting_as(cast.PEOPLE[key].id):
        return CaseFile.objects.filter(id=cast.FILES[file].id).exists()


def seen_by(key: str) -> set[UUID]:
    """Return the ids of the emergency accesses that a cast person may know of."""
    with acting_as(cast.PEOPLE[key].id):
        return set(EmergencyAccess.objects.values_list("id", flat=True))


@contextmanager
def as_owner() -> Iterator[None]:
    """Act as the owner on committed data, who may move what no login may."""
    with logged_in_as("owner"):
        yield


def age(access_id: UUID, by: timedelta) -> None:
    """Let an emergency access have begun and ended earlier; on committed data."""
    with as_owner():
        found = EmergencyAccess.objects.get(id=access_id)
        EmergencyAccess.objects.filter(id=access_id).update(
            started_at=found.started_at - by, until=min(found.until - by, timezone.now())
        )
