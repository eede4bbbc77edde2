"""Who signed in, and what they may do by role."""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, Model, OuterRef, Value
from django.db.models.functions import Now
from django.http import HttpRequest
from django.utils import timezone

from .declarations import access as declarations
from .induction import access as policy
from .models import Account, Role, RoleLoan, Team, Worker
from .training import access as training

SOMEBODY = UUID(int=0)  # stands in the question for whoever it is asked about


@dataclass(frozen=True)
class Question:
    """SQL with its values, and what its columns are of an account, its worker, its team and what was worked out."""

    sql: str
    values: tuple[Any, ...]
    account: list[str]
    worker: list[str]
    team: list[str]
    known: list[str]


@cache
def _question() -> Question:
    """Return what every request asks about its sender; put together once, for that took half of a small request."""
    lent = RoleLoan.objects.filter(worker=OuterRef("pk"), starts_at__lte=Now(), ends_at__gt=Now())
    passkeys = Authenticator.objects.filter(user_id=OuterRef("pk"), type="webauthn")
    known = {
        "roles_on_loan": ArraySubquery(lent.values("role")),
        "has_passkey": Exists(passkeys),
        **policy.known_of(),
        **training.known_of(),
    }
    account, worker, team = (_columns(model) for model in (Account, Worker, Team))
    columns = (
        *account,
        *(f"worker__{name}" for name in worker),
        *(f"worker__team__{name}" for name in team),
        *known,
    )
    asked = Account.objects.filter(pk=SOMEBODY, is_active=True).annotate(**known)
    sql, values = asked.values_list(*columns).query.sql_with_params()
    return Question(sql, values, account, worker, team, list(known))


def _columns(model: type[Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


class WithWorker(AuthenticationBackend):  # type: ignore[misc]  # allauth does not type its backends
    """allauth's backend; who is signed in comes with their worker, in one question to the database."""

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Account | None:
        """Return whose name and password these are; a closed account is answered like a wrong password."""
        found: Account | None = super().authenticate(request, **credentials)
        self.unstash_authenticated_user()  # what allauth keeps to tell whose account is closed
        return found

    def get_user(self, user_id: UUID) -> Account | None:
        """Return the active account with its worker and what every request asks of it, or None.

        `roles_on_loan`, whether it `has_passkey`, how it stands to the `policy` and its `induction`. Read under its
        own identity, or while somebody signs in or unlocks.
        """
        asked = _question()
        with connection.cursor() as cursor:
            values = [user_id if value == SOMEBODY else value for value in asked.values]
            cursor.execute(asked.sql, values)
            row = cursor.fetchone()
        return _account_of(asked, list(row)) if row else None


def _account_of(asked: Question, row: list[Any]) -> Account:
    def take(names: list[str]) -> list[Any]:
        taken, row[:] = row[: len(names)], row[len(names) :]
        return taken

    account = Account.from_db(connection.alias, asked.account, take(asked.account))
    worker, team = take(asked.worker), take(asked.team)
    if worker[0] is not None:
        found = Worker.from_db(connection.alias, asked.worker, worker)
        found.account = account
        found.team = (
            Team.from_db(connection.alias, asked.team, team) if team[0] is not None else None
        )
    known = dict(zip(asked.known, row, strict=True))
    for name, value in known.items():
        setattr(account, name, value)
    if worker[0] is not None:
        found.roles_on_loan = tuple(known["roles_on_loan"])
    account.policy = policy.stands_of(account)
    account.induction = training.induced_of(account)
    account.owes_declaration = declarations.owes(account)
    return account


def roles_of(account: Account) -> frozenset[str]:
    """Return the roles of whoever signed in, their own and those on loan now, as they were read with the account."""
    return frozenset({str(account.worker.role), *getattr(account, "roles_on_loan", ())})


def roles_held(worker: Worker) -> frozenset[str]:
    """Return the roles of whoever acts, their own and those on loan now; asked, unless they were read with them."""
    lent = worker.roles_on_loan
    if lent is None:
        now = timezone.now()
        running = RoleLoan.objects.filter(worker=worker, starts_at__lte=now, ends_at__gt=now)
        lent = tuple(running.values_list("role", flat=True))
    return frozenset({str(worker.role), *lent})


def on_loan(role: str, person: str) -> Func:
    """Return the expression that says whether somebody, the column `person`, holds a role on loan now."""
    return Func(Value(role), F(person), function="access.has_on_loan", output_field=BooleanField())


def has_role(worker: Worker, role: Role) -> bool:
    """Say whether whoever acts has the role, of their own or on loan now."""
    return worker.role == role or role in roles_held(worker)
