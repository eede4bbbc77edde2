"""Taking from an account whatever opens it: its password, its second factors and codes that nobody used."""

from datetime import datetime
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from staff.models import Account

from .models import Invitation


def take_all(account: UUID, *, until: datetime | None = None) -> None:
    """Take password, second factors and codes that open after `until` (now): they may be in other hands."""
    Authenticator.objects.filter(user_id=account).delete()
    take_passwords([account])
    end_open_codes([account], until or timezone.now())


def take_passwords(accounts: list[UUID]) -> None:
    """Let no password open these accounts."""
    Account.objects.filter(id__in=accounts).update(password=make_password(None))


def end_open_codes(accounts: list[UUID], until: datetime) -> None:
    """Let the codes of these accounts that nobody took and that would open after `until` open nothing."""
    Invitation.objects.filter(person__in=accounts, taken_at=None, expires_at__gt=until).update(
        expires_at=until
    )
