"""What becomes of this room's events at a restore: rights that were taken away do not come back."""

from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import make_password

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Account, Worker

# What two people agreed to since the backup they ask for and agree to again.
lost(
    "account changes",
    "account_change_asked",
    "account_change_agreed",
    "account_change_refused",
    "account_change_withdrawn",
)
lost("passwords that somebody chose", "welcomed", "password_changed")
harmless("first_people_invited", "unused_accounts_listed")
harmless("account_dormant")  # `account_disabled` tells the same


@replays("factors_reset")
def reset_factors(event: Shipped) -> None:
    """Take password and second factors away again: they may be in other hands. Two people let them in anew."""
    (account,) = event.ids
    Authenticator.objects.filter(user_id=account).delete()
    Account.objects.filter(id=account).update(password=make_password(None))


@replays("account_moved")
def close_account(event: Shipped) -> None:
    """Close an account whose role or team was changed: which one it has now is not told, and it may have lost one."""
    (account,) = event.ids
    Account.objects.filter(id=account).update(is_active=False)
    Worker.objects.filter(account_id=account).update(in_post=False)
