"""What becomes of this room's events at a restore: an address that was erased is erased again."""

from uuid import UUID

from confidentiality.sealing.models import Key
from confidentiality.work.backup.fitting import without_key
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Address, Code

harmless("message_ended")
lost(
    "addresses for reminders, and when they come",
    "reminder_address_noted",
    "reminder_address_confirmed",
    "reminders_chosen",
)


@replays("reminder_address_erased")
def erase_address(event: Shipped) -> None:
    """Erase an address again with its code and keys: nothing is to be sent to it any more."""
    _erase(list(event.ids))


@without_key(Code, "addresses for reminders that were confirmed since, to be noted again")
def erase_of_codes(codes: list[UUID]) -> None:
    """Erase the addresses that such codes were sent to."""
    _erase(list(Code.objects.filter(id__in=codes).values_list("address_id", flat=True)))


def _erase(addresses: list[UUID]) -> None:
    codes = list(Code.objects.filter(address__in=addresses).values_list("id", flat=True))
    Code.objects.filter(id__in=codes).delete()
    Address.objects.filter(id__in=addresses).delete()
    Key.objects.filter(kind="mail", subject__in=codes).delete()
    Key.objects.filter(kind="address", subject__in=addresses).delete()
