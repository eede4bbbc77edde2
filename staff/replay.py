"""What becomes of this room's events at a restore: who has left does not come back in."""

from uuid import UUID

from allauth.mfa.models import Authenticator

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Account, Membership, Worker

harmless("signed_in", "unlocked", "passkey_renamed")
lost("team memberships", "team_joined")
lost("second factors that were added", "passkey_added", "app_added", "recovery_codes_made")


@replays("account_disabled", "account_enabled")
def set_activity(event: Shipped) -> None:
    """Disable or enable an account again; one that is younger than the backup is not there to be used."""
    (account,) = event.ids
    active = event.action == "account_enabled"
    Account.objects.filter(id=account).update(is_active=active)
    Worker.objects.filter(account_id=account).update(in_post=active)


@replays("team_left")
def leave_team(event: Shipped) -> None:
    """Take somebody out of a team's group again, and with it the team's grants from them."""
    account, group = event.ids
    Membership.objects.filter(account_id=account, group_id=number_of(group)).delete()


@replays("passkey_removed")
def remove_passkey(event: Shipped) -> None:
    """Remove a passkey again: its device may be in other hands."""
    account, passkey = event.ids
    kind = Authenticator.Type.WEBAUTHN
    Authenticator.objects.filter(user_id=account, pk=passkey.int, type=kind).delete()


def number_of(told: UUID) -> int:
    """Return the number that an event carries as an id (the database writes it so, see `fence.py`)."""
    return told.int
