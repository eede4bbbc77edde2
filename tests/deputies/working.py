"""Deputies for tests: asked for, agreed to and ended as the product would, by the cast's people."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from confidentiality.access.identity import acting_as
from staff.accounts import actions as accounts
from staff.accounts.models import Change
from staff.deputies import actions
from staff.deputies.models import Deputyship
from tests import cast

MANAGER, DEPUTY = "iss_manager", "iss_senior"


def who(key: str) -> UUID:
    """Return the id of a cast person."""
    return cast.PEOPLE[key].id


def ask(
    deputy: str = DEPUTY,
    *,
    manager: str = MANAGER,
    by: str = MANAGER,
    starts: int | None = None,
    days: int = 7,
) -> UUID:
    """Ask that somebody stands in for some days, from so many days ahead or at once; return the change's id."""
    now = timezone.now()
    starts_at = None if starts is None else now + timedelta(days=starts)
    with acting_as(who(by)):
        return actions.ask_for_deputy(
            manager=cast.worker(manager),
            deputy=cast.worker(deputy),
            starts_at=starts_at,
            ends_at=now + timedelta(days=days),
            by=cast.worker(by),
        ).id


def agree(change_id: UUID, *, by: str = "records_admin") -> str:
    """Agree to it; return the answer."""
    with acting_as(who(by)):
        change = Change(pk=change_id, kind="deputy")
        return accounts.decide(change=change, agree=True, by=cast.worker(by))[0]


def appoint(
    deputy: str = DEPUTY,
    *,
    manager: str = MANAGER,
    by: str = MANAGER,
    starts: int | None = None,
    days: int = 7,
) -> UUID:
    """Let two others agree that somebody stands in; return the deputyship's id."""
    change = ask(deputy, manager=manager, by=by, starts=starts, days=days)
    assert agree(change) == "done"
    return change


def end(deputyship_id: UUID, *, by: str) -> bool:
    """End it now; False where it is not theirs to end."""
    with acting_as(who(by)):
        found = Deputyship(pk=deputyship_id)
        return actions.end_deputyship(deputyship=found, by=cast.worker(by))


def until(deputyship_id: UUID) -> datetime:
    """Return when it is to end."""
    with acting_as(who(MANAGER)):
        return Deputyship.objects.get(pk=deputyship_id).ends_at
