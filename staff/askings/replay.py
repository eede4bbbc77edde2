"""What becomes of this room's events at a restore: what was kept from its person is kept from them again."""

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .models import Asking, AskingNote

harmless("askings_listed", "asking_opened", "asking_record_opened")
lost("requests about one of us", "asking_recorded")
lost("notes on requests about one of us", "asking_noted")


@replays("asking_withheld")
def keep_from_again(event: Shipped) -> None:
    """Keep a request from whom it is about again; for how long, and why, is lost, and HR lifts it or agrees anew."""
    asking, note = event.ids
    if not Asking.objects.filter(id=asking).exists() or AskingNote.objects.filter(id=note).exists():
        return
    AskingNote(
        id=note,
        asking_id=asking,
        number=1 + AskingNote.objects.filter(asking_id=asking).count(),
        kind=AskingNote.Kind.WITHHELD,
        by_id=event.by,
        at=event.at,
    ).save(force_insert=True)


@replays("askings_destroyed")
def destroy_again(event: Shipped) -> None:
    """Destroy requests again whose time had come; their keys go by themselves."""
    AskingNote.objects.filter(asking__in=event.ids).delete()
    Asking.objects.filter(id__in=event.ids).delete()
