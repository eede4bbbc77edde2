"""What becomes of this room's events at a restore: what was discarded does not come back as a draft."""

from uuid import UUID

from confidentiality.work.backup.fitting import without_key
from confidentiality.work.backup.replaying import harmless, lost, replays
from confidentiality.work.backup.shipped import Shipped

from .disposal import erase_old
from .models import Draft

harmless("draft_opened")
lost("drafts", "draft_begun")
# What it became is lost with the database: the draft as it was backed up is what is left of the words.
lost("drafts sent, which stand again as they were backed up", "draft_sent")


@replays("draft_discarded")
def discard_again(event: Shipped) -> None:
    """Destroy a draft again with its key."""
    let_go(list(event.ids))


@without_key(Draft, "drafts that were sent, or went with what they were about")
def let_go(drafts: list[UUID]) -> None:
    """Destroy drafts with their keys."""
    Draft.objects.filter(id__in=drafts).delete()


@replays("old_drafts_erased")
def let_go_of_old(event: Shipped) -> None:
    """Destroy again what had not been touched for so long; by now it may be more."""
    erase_old()
