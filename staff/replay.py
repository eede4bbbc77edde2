"""What becomes of this room's events at a restore: who has left does not come back in."""

from uuid import UUID

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX, make_password

from confidentiality.work.backup.replaying import closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Account, Membership, RoleLoan, Worker

LASTING = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
harmless("signed_in", "unlocked", "passkey_renamed")
lost("team memberships", "team_joined")
lost("second factors that were added", "passkey_added", "app_added", "recovery_codes_made")


@replays("account_disabled", "account_enabled")
def set_activity(event: Shipped) -> None:
    """Disable or enable an account again; one that is younger than the backup is not there to be used.

    Without a password (`accounts/replay.py` takes it from who was moved) nobody comes back by the end of a suspension:
    two people let them in.
    """
    (account,) = event.ids
    active = event.action == "account_enabled"
    found = Account.objects.filter(id=account)
    if active:
        found = found.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    if found.update(is_active=active):
        Worker.objects.filter(account_id=account).update(in_post=active)


@replays("team_left")
def leave_team(event: Shipped) -> None:
    """Take somebody out of a team's group again, and with it the team's grants from them."""
    account, group = event.ids
    Membership.objects.filter(account_id=account, group_id=number_of(group)).delete()


@replays("loan_ended")
def end_loan(event: Shipped) -> None:
    """End the loan of a role again that ended before its time, as when somebody leaves (E51)."""
    RoleLoan.objects.filter(id=event.ids[0], ends_at__gt=event.at).update(ends_at=event.at)


@closes("passkey_added", "app_added")
def shut_without_factor(event: Shipped) -> None:
    """Let the password alone open nothing where no lasting factor is left: whoever knew it would add one of their own.

    Two people let them in anew.
    """
    account = event.ids[0]
    lasting = Authenticator.objects.filter(user_id=account, type__in=LASTING)
    if not lasting.exists():
        Account.objects.filter(id=account).update(password=make_password(None))


@replays("recovery_code_used")
@closes("recovery_codes_made")
def remove_recovery_codes(event: Shipped) -> None:
    """Let the codes of before open nothing: one was used, or others had them and new ones came, which are lost."""
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.filter(user_id__in=event.ids, type=kind).delete()
    shut_without_factor(event)


@replays("passkey_removed")
def remove_passkey(event: Shipped) -> None:
    """Remove a passkey again: its device may be in other hands."""
    account, passkey = event.ids
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.filter(user_id=account, pk=passkey.int, type=kind).delete()
    shut_without_factor(event)


def number_of(told: UUID) -> int:
    """Return the number that an event carries as an id (the database writes it so, see `fence.py`)."""
    return told.int
