"""Declarations for tests: made, corrected and aged as the product would."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from staff.declarations import actions
from staff.declarations.access import open_declared
from staff.declarations.models import Declared, Statement
from tests.clients.questions import working_as
from tests.database import logged_in_as


def declare(
    key: str,
    given: str = "",
    family: str = "",
    *,
    others: tuple[str, ...] = (),
    born: date | None = None,
    phone: str = "",
) -> UUID:
    """Let a cast person declare that they know somebody; return the declaration's id."""
    with working_as(key) as worker:
        said = actions.Said("kin", given, family, [*others], born, phone)
        return actions.declare(declared_id=uuid4(), said=said, by=worker).id


def correct(key: str, declared: UUID, **said: Any) -> None:
    """Let a cast person correct what they declared of somebody."""
    with working_as(key) as worker:
        found = open_declared(worker, declared)
        actions.correct(declared=found, said=actions.Said("kin", **said), by=worker)


def end(key: str, declared: UUID) -> None:
    """Let a cast person take back what they declared."""
    with working_as(key) as worker:
        actions.end(declared=open_declared(worker, declared), by=worker)


def declared_by(key: str) -> list[Declared]:
    """Return what a cast person has declared, as they read it."""
    with working_as(key) as worker:
        return list(Declared.objects.filter(worker=worker))


def stated_ago(key: str, days: int | None) -> None:
    """Let a cast person have declared so many days ago; None: never. As the owner on committed data."""
    with logged_in_as("owner"), working_as(key) as worker:
        statements = Statement.objects.filter(worker=worker)
        if days is None:
            statements.delete()
        else:
            for each in statements:
                statements.filter(id=each.id).update(at=each.at - timedelta(days=days))


def subjects() -> dict[str, str]:
    """Let the worker whose file Amina's is declare somebody who is no client."""
    return {"declared": str(declare("iss_worker", "Gareth", "Pye"))}
