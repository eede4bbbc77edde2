"""Every write of account changes: asking by row security, deciding by one function of the database."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from confidentiality.audit.record import record
from staff.models import Account, Team, Worker

from .codes import new_code, print_of
from .models import Change, Invitation

INVITES = (Change.Kind.START, Change.Kind.RESET, Change.Kind.COME_BACK)


class NotAsked(Exception):
    """It can't be asked for; `args[0]` says why in a plain sentence."""


WHY_NOT = {
    "one_account_change_waits": "Another change waits for this person. Have it decided, or withdraw it, before you"
    " ask for this one",
    "one_suspension_waits": "They are suspended already, and that waits to be confirmed",
    "sign_in_name_free": "Somebody has this sign-in name already. Choose another one",
    "two_are_left_to_decide": "Too few people would be left to decide about accounts: there have to be two in post",
    "account_change_fits": "That does not fit how things stand with this person now. Look at their page again",
}


@dataclass(frozen=True)
class Place:
    """What somebody does here: role, service, team, line manager, and the teams that they manage."""

    name: str = ""
    role: str = ""
    service: str = ""
    team: Team | None = None
    line_manager: Worker | None = None
    manages: list[int] = field(default_factory=list)


def ask(
    *,
    kind: str,
    why: str,
    person: UUID | None,
    by: Worker,
    place: Place | None = None,
    sign_in_name: str = "",
    starts_at: datetime | None = None,
    until: datetime | None = None,
) -> tuple[Change, str]:
    """Ask for an account change; return it, and the asker's code for whoever is let in by it (else empty).

    `person` is None for a team; `starts_at` is a deputy's, None: at once. A suspension takes effect at once, and waits
    to be confirmed. Raises NotAsked.
    """
    place = place or Place()
    change = Change(
        kind=kind,
        why=why,
        worker_id=person,
        name=place.name,
        sign_in_name=sign_in_name,
        role=place.role,
        service=place.service,
        team=place.team,
        line_manager=place.line_manager,
        manages=place.manages,
        starts_at=starts_at,
        until=until,
        asked_by=by,
        lapses_at=timezone.now(),  # the database sets it
    )
    code = new_code() if kind in INVITES else ""
    try:
        with transaction.atomic():
            change.save(force_insert=True)
            if code and person is not None:
                Invitation(change=change, person=person, first=print_of(code)).save(
                    force_insert=True
                )
    except IntegrityError as error:
        said = str(error.__cause__.diag.constraint_name)  # type: ignore[union-attr]
        raise NotAsked(WHY_NOT.get(said, WHY_NOT["account_change_fits"])) from None
    record("account_change_asked", ids=[change.id, *([person] if person else [])], reason=kind)
    return change, code


def new_person() -> UUID:
    """Return the id of somebody who is not there yet."""
    return uuid4()


def decide(*, change: Change, agree: bool, by: Worker) -> tuple[str, str]:
    """Agree to a change, or refuse it; return 'done' or why not, and the decider's code for whoever is let in."""
    code = new_code() if agree and change.kind in INVITES else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.decide_account_change(%s, %s, %s)",
            [change.id, agree, print_of(code) if code else ""],
        )
        (answer,) = cursor.fetchone()
    return answer, code if answer == "done" else ""


def withdraw(*, change: Change, by: Worker) -> bool:
    """Take back what one has asked for; False when it was decided meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT access.withdraw_account_change(%s)", [change.id])
        return bool(cursor.fetchone()[0])


def change_password(*, account: Account, password: str) -> None:
    """Give somebody the password that they chose; every other session of theirs is over with it."""
    account.set_password(password)
    account.save(update_fields=["password"])
    record("password_changed", ids=[account.pk])


def welcome(*, sign_in_name: str, first: str, second: str, password: str) -> bool:
    """Let somebody in by both their codes and give them the password they chose, while signing in; False if wrong."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT access.take_invitation(%s, %s, %s)",
            [sign_in_name.strip(), print_of(first), print_of(second)],
        )
        (person,) = cursor.fetchone()
    if person is None:
        record("welcome_failed", outcome="denied")
        return False
    account: AbstractBaseUser = Account.objects.get(pk=person)
    account.set_password(password)
    account.save(update_fields=["password"])
    record("welcomed", ids=[person])
    return True
