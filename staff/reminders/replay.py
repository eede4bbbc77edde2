"""What becomes of this room's events at a restore: an address that was erased is erased again."""

from confidentiality.sealing.models import Key
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
    codes = list(Code.objects.filter(address__in=event.ids).values_list("id", flat=True))
    Code.objects.filter(id__in=codes).delete()
    Address.objects.filter(id__in=event.ids).delete()
    Key.objects.filter(kind="mail", subject__in=codes).delete()
    Key.objects.filter(kind="address", subject__in=event.ids).delete()
