"""Who signed in, and what they may do by role."""

from uuid import UUID

from allauth.account.auth_backends import AuthenticationBackend
from allauth.mfa.models import Authenticator
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef
from django.utils import timezone

from .induction import access as policy
from .models import Account, Role, RoleLoan, Worker
from .training import access as training


class WithWorker(AuthenticationBackend):  # type: ignore[misc]  # allauth does not type its backends
    """allauth's backend; who is signed in comes with their worker, in one question to the database."""

    def get_user(self, user_id: UUID) -> Account | None:
        """Return the active account with its worker and what every request asks of it, or None.

        `roles_on_loan`, whether it `has_passkey`, how it stands to the `policy` and its `induction`. Read under its
        own identity, or while somebody signs in or unlocks.
        """
        now = timezone.now()
        lent = RoleLoan.objects.filter(worker=OuterRef("pk"), starts_at__lte=now, ends_at__gt=now)
        found = Account.objects.filter(pk=user_id, is_active=True)
        passkeys = Authenticator.objects.filter(user_id=OuterRef("pk"), type="webauthn")
        known = found.annotate(
            roles_on_loan=ArraySubquery(lent.values("role")),
            has_passkey=Exists(passkeys),
            **policy.known_of(),
            **training.known_of(),
        )
        account = known.select_related("worker__team").first()
        if account is not None:
            account.policy = policy.stands_of(account)
            account.induction = training.induced_of(account)
        return account


def roles_of(account: Account) -> frozenset[str]:
    """Return the roles of whoever signed in, their own and those on loan now, as they were read with the account."""
    return frozenset({str(account.worker.role), *getattr(account, "roles_on_loan", ())})


def has_role(worker: Worker, role: Role) -> bool:
    """Say whether the worker has the role, of their own or on loan now."""
    if worker.role == role:
        return True
    now = timezone.now()
    return RoleLoan.objects.filter(
        worker=worker, role=role, starts_at__lte=now, ends_at__gt=now
    ).exists()
