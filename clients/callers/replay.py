"""What becomes of this room's events at a restore: what was destroyed goes again, and so does a wrong link."""

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Call, CallLink, CallLook

harmless("call_opened", "calls_listed", "calls_on_file_listed")
lost("who asked about somebody", "call_recorded")
lost("looks at who asked about somebody", "call_looked_at")
lost("calls that were put on a file", "call_put_on_file")


@replays("call_taken_off_file")
def take_off_again(event: Shipped) -> None:
    """Take a call off a file again to which it does not belong."""
    CallLink.objects.filter(file=event.file, call__in=event.ids).delete()


@replays("calls_destroyed")
def destroy_again(event: Shipped) -> None:
    """Destroy calls again whose time had come; their keys go by themselves."""
    CallLink.objects.filter(call__in=event.ids).delete()
    CallLook.objects.filter(call__in=event.ids).delete()
    Call.objects.filter(id__in=event.ids).delete()
