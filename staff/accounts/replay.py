"""What becomes of this room's events at a restore: rights that were taken away do not come back."""

from confidentiality.work.backup.replaying import closes, harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped
from staff.models import Account, Worker

from .shutting import end_open_codes, take_all, take_passwords

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


@replays("factors_reset", "decider_shut_out")
def reset_factors(event: Shipped) -> None:
    """Take password, second factors and codes away again: they may be in other hands. Two people let them in anew."""
    (account,) = event.ids
    take_all(account, until=event.at)


@closes("password_changed")
def take_password(event: Shipped) -> None:
    """Let the password of before open nothing: it may have been changed because others knew it. The new one is lost."""
    take_passwords(list(event.ids))


@closes("welcomed")
def end_codes(event: Shipped) -> None:
    """Let codes that were used since, or replaced, open nothing: whoever finds them would choose a password."""
    end_open_codes(list(event.ids), event.at)


@replays("account_moved")
def close_account(event: Shipped) -> None:
    """Close an account whose role or team was changed: which one it has now is not told, and it may have lost one.

    Without a password it stays closed, whatever suspension of it ended since.
    """
    (account,) = event.ids
    reset_factors(event)
    Account.objects.filter(id=account).update(is_active=False)
    Worker.objects.filter(account_id=account).update(in_post=False)
