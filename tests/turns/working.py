"""Turns for tests: the support service's manager comes to manage the programme's team as well, as accounts change."""

from datetime import timedelta
from uuid import UUID, uuid4

from clients.models import CaseFile
from clients.turns import actions
from clients.turns.actions import Answer
from clients.turns.models import Turn
from confidentiality.access.identity import acting_as
from staff.models import Team
from staff.organisation.models import Kind
from tests import cast
from tests.accounts.working import ask_and_agree
from tests.organisation.working import agreed
from tests.retention.working import owner

BOTH, HERS, HIS = "iss_manager", "amina", "daniel"
GAP = timedelta(minutes=3)


def manages(*teams: str, key: str = BOTH, **place: str) -> None:
    """Let two people agree which teams a manager has."""
    person = cast.PEOPLE[key]
    with acting_as(cast.PEOPLE["records_admin"].id):
        own = Team.objects.get(name=person.team)
        ids = [Team.objects.get(name=team).pk for team in teams]
    usual = {"name": person.name, "role": person.role, "service": person.service}
    ask_and_agree(
        "move", key, place={**usual, "team": own, "line_manager": None, "manages": ids, **place}
    )


def of_both(service: str = "both") -> None:
    """Let somebody manage the teams of both services; where their own is one of the two, that half is open to them."""
    manages("ISS team", "DVPP team", service=service)


def allow(allowed: str = "yes") -> None:
    """Let two people agree that a manager of both services may take turns, or not."""
    agreed(Kind.TURNS, {"allowed": allowed})


def begin(file: str, key: str = BOTH, *, turn_id: UUID | None = None) -> Answer:
    """Ask for a turn as a cast person."""
    with acting_as(cast.PEOPLE[key].id):
        return actions.begin(
            turn_id=turn_id or uuid4(),
            reference=cast.FILES[file].reference if file in cast.FILES else file,
            purpose=Turn.Purpose.SUPERVISION,
        )


def end(key: str = BOTH) -> None:
    """End the turn of a cast person that runs."""
    with acting_as(cast.PEOPLE[key].id):
        actions.end(turn_id=Turn.objects.get(manager_id=cast.PEOPLE[key].id, ended_at=None).id)


def seen(key: str = BOTH) -> set[str]:
    """Return which halves of the couple a cast person sees."""
    with acting_as(cast.PEOPLE[key].id):
        return {half for half in (HERS, HIS) if CaseFile.objects.filter(id=cast.FILES[half].id)}


def let_time_pass(by: timedelta = GAP) -> None:
    """Let turns and walls be older; on committed data."""
    owner("UPDATE clients_wall SET made_at = made_at - %s", by)
    owner(
        "UPDATE turns_turn SET started_at = started_at - %(by)s, until = until - %(by)s,"
        " ended_at = ended_at - %(by)s".replace("%(by)s", "%s"),
        by, by, by,
    )  # fmt: skip
    owner("UPDATE audit_event SET at = at - %s WHERE action = 'turn_asked'", by)


def taken(file: str) -> None:
    """Take a turn on a half, whatever was open before; on committed data."""
    let_time_pass(timedelta(hours=2))
    if begin(file) == Answer.WAIT:
        let_time_pass()
        assert begin(file) == Answer.OPENED
    assert seen() == {file}
