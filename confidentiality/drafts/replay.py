"""What becomes of this room's events at a restore: what was sent or discarded does not come back as a draft."""

from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .disposal import erase_old
from .models import Draft

harmless("draft_opened")
lost("drafts", "draft_begun")


@replays("draft_sent", "draft_discarded")
def let_go(event: Shipped) -> None:
    """Destroy a draft again with its key."""
    Draft.objects.filter(id__in=event.ids).delete()


@replays("old_drafts_erased")
def let_go_of_old(event: Shipped) -> None:
    """Destroy again what had not been touched for so long; by now it may be more."""
    erase_old()
