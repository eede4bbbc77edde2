"""Account changes for tests: asked for and decided as the product would, by the cast's people."""

from typing import Any
from uuid import UUID

from clients.access import files_open_to
from confidentiality.access.identity import SystemActor, acting_as
from staff.accounts import actions
from staff.accounts.models import Change
from staff.models import Team, Worker
from tests import cast

Kind = Change.Kind
PASSWORD = "four words that wander"


def place(**more: Any) -> actions.Place:
    """Return the place of an ISS worker in the cast's team, or as `more` says."""
    usual: dict[str, Any] = {
        "name": "Nora Lind",
        "role": "iss_worker",
        "service": "iss",
        "team": Team.objects.get(name="ISS team"),
        "line_manager": cast.worker("iss_manager"),
    }
    return actions.Place(**(usual | more))


def ask(kind: str, about: str | UUID | None, *, by: str, **more: Any) -> tuple[Change, str]:
    """Ask for a change about one of the cast (by key), or whoever has this id; `place` says what is not usual."""
    whom = cast.PEOPLE[about].id if isinstance(about, str) else about
    why = {"start": "starts", "move": "duties", "leave": "leaves", "come_back": "back"}
    with acting_as(cast.PEOPLE[by].id):
        if kind in ("start", "move"):
            more["place"] = place(**more.pop("place", {}))
        return actions.ask(
            kind=kind, why=why.get(kind, "protect"), person=whom, by=cast.worker(by), **more
        )


def decide(change: Change, *, by: str, agree: bool = True) -> tuple[str, str]:
    """Decide about a change."""
    with acting_as(cast.PEOPLE[by].id):
        return actions.decide(change=change, agree=agree, by=cast.worker(by))


def ask_and_agree(
    kind: str,
    about: str | UUID | None,
    *,
    by: str = "records_admin",
    agreed_by: str = "dp_lead",
    **more: Any,
) -> tuple[Change, str, str]:
    """Ask for a change and have another agree; return it with both codes."""
    change, first = ask(kind, about, by=by, **more)
    answer, second = decide(change, by=agreed_by)
    assert answer == "done"
    return change, first, second


def welcome(sign_in_name: str, first: str, second: str, password: str = PASSWORD) -> bool:
    """Come in with two codes."""
    with acting_as(SystemActor.SIGNING_IN):
        return actions.welcome(
            sign_in_name=sign_in_name, first=first, second=second, password=password
        )


def read_as(key: str, person: UUID) -> Worker:
    with acting_as(cast.PEOPLE[key].id):
        return Worker.objects.select_related("team").get(pk=person)


def team_of(name: str) -> Team:
    with acting_as(cast.PEOPLE["records_admin"].id):
        return Team.objects.get(name=name)


def opens(person: UUID) -> int:
    with acting_as(person):
        return len(files_open_to(Worker.objects.get(pk=person)).grants)
